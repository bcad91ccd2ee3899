"""The yearly appraisal on two axes: own view, view of the superior, conclusion; each by another person, with words."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.inbox import services as inbox
from doanso.core.notify import services as notify
from doanso.core.units.models import Unit
from doanso.core.units.seats import Seat
from doanso.features.cadres.models import Appraisal, Axis, Criterion, Stage, View
from doanso.features.cadres.queries import appraising
from doanso.features.cadres.queries.appraising import TO_APPRAISE
from doanso.features.cadres.services.keeping import keep
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

SHORTEST = 10  # letters of a view in words
# Axis, Vietnamese, English, points at most. An installation sets its own rows for a year.
FIRST_CRITERIA = (
    (Axis.RED, "Bản lĩnh chính trị, lập trường tư tưởng", "Political firmness", 30),
    (Axis.RED, "Đạo đức, lối sống", "Ethics and way of life", 25),
    (Axis.RED, "Ý thức kỷ luật, nói đi đôi với làm", "Discipline, doing what one says", 25),
    (Axis.RED, "Gắn bó với đoàn viên, thanh niên", "Closeness to members and young people", 20),
    (Axis.EXPERT, "Kết quả thực hiện nhiệm vụ", "Results of the tasks given", 40),
    (Axis.EXPERT, "Năng lực tham mưu, tổ chức phong trào", "Advising and organising", 25),
    (Axis.EXPERT, "Sáng kiến, đổi mới cách làm", "Initiatives, new ways of working", 20),
    (Axis.EXPERT, "Năng lực số, ngoại ngữ, tinh thần tự học", "Digital skills, languages, learning", 15),
)


@transaction.atomic
def seed(*, now: datetime) -> None:
    """What is asked, where nothing has been set yet."""
    if not Criterion.objects.exists():
        year = local(now).year
        for number, (axis, name, name_en, points) in enumerate(FIRST_CRITERIA, 1):
            Criterion.objects.create(year=year, axis=axis, number=number, name=name, name_en=name_en, points=points)


@transaction.atomic
def begin(*, unit: Unit, year: int, points: dict[str, int], words: str, by: Person, now: datetime) -> Appraisal:
    """One's own view opens the appraisal of a year, once for each unit in whose committee one sits."""
    today = local(now).date()
    if unit not in appraising.units_of(by, today):
        raise Forbidden(_("You do not sit in a committee of this unit."))
    if year not in (today.year, today.year - 1):
        raise Refused(_("This year and the last one are appraised."), field="year")
    locks.hold(f"cadres.appraisal:{by.pk}:{unit.pk}:{year}")
    if known := Appraisal.objects.filter(person=by, unit=unit, year=year).first():
        raise AlreadyDone(_("You have appraised yourself for this year already."), who=by.full_name, when=known.at)
    appraisal = Appraisal(person=by, unit=unit, year=year, by=by, at=now)
    keep(appraisal, "cadres.appraisal_begun", by=by, now=now)
    return _say(appraisal, Stage.SELF, points, words, by, now)


@transaction.atomic
def say(
    *, appraisal: Appraisal, stage: str, points: dict[str, int], words: str, by: Person, now: datetime
) -> Appraisal:
    """`stage` is the one that the reader was asked for; of two at once the second is told who was first."""
    row = locks.row(Appraisal.objects.select_related("unit", "person"), appraisal.pk)
    if by.pk not in appraising.asked(row, local(now).date(), stage):
        raise Forbidden(_("Your view is not asked for here."))
    if first := row.views.filter(stage=stage).select_related("by").first():
        raise AlreadyDone(_("This view has been given already."), who=first.by.full_name, when=first.at)
    if stage != row.stage:
        raise Refused(_("The view of an earlier stage is still missing."))
    return _say(row, stage, points, words, by, now)


def _say(row: Appraisal, stage: str, points: dict[str, int], words: str, by: Person, now: datetime) -> Appraisal:
    view = View(appraisal=row, stage=stage, points=_checked(row.year, points), words=_worded(words), by=by, at=now)
    keep(view, "cadres.view_given", by=by, now=now)
    row.stage, row.at = appraising.AFTER[Stage(stage)], now
    keep(row, "cadres.appraisal_went_on", by=by, now=now)
    _ask_next(row, now)
    return row


def _checked(year: int, points: dict[str, int]) -> dict[str, int]:
    """All criteria of the year, each between nothing and its most."""
    found = {}
    for one in appraising.criteria(year):
        given = points.get(str(one.pk))
        if given is None or not 0 <= given <= one.points:
            words = _("Please give 0 to %(most)d points: %(name)s.")
            raise Refused(words % {"most": one.points, "name": one.label}, field=f"c{one.pk}")
        found[str(one.pk)] = given
    return found


def _worded(words: str) -> str:
    if len(words.strip()) < SHORTEST:
        raise Refused(_("Please say it in words, too."), field="words")
    return words.strip()


def _ask_next(row: Appraisal, now: datetime) -> None:
    """On the list of work of whoever is asked next; the person hears of the conclusion."""
    if row.stage:
        ask(row, now)
        return
    inbox.close(TO_APPRAISE, str(row.pk), now=now)
    if user_of(row.person):
        told, url = {"year": row.year, "unit": row.unit.name}, row.get_absolute_url()
        notify.send("cadres.concluded", to=row.person, context=told, once=f"appraisal:{row.pk}", now=now, url=url)


def ask(row: Appraisal, now: datetime) -> None:
    """Put it before whoever may give the next view today."""
    people = appraising.asked(row, local(now).date())
    inbox.put(
        TO_APPRAISE,
        str(row.pk),
        title=_("Appraisal %(year)d: %(person)s") % {"year": row.year, "person": row.person},
        detail=str(row.get_stage_display()),
        url=reverse("cadres:appraisal", args=[row.pk]),
        seats={Seat(person_id=pk) for pk in people},
        unit_id=row.unit_id,
        due_at=None,
        now=now,
    )


@transaction.atomic
def ask_again(*, now: datetime) -> int:
    """Once a day, since seats change hands. How many still wait."""
    waiting = Appraisal.objects.exclude(stage="").select_related("person", "unit")
    for row in waiting.order_by("pk"):
        ask(row, now)
    return len(waiting)
