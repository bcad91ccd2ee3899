"""Planning for seats (quy hoạch) and training: what is proposed, decided, finished. Nobody enters their own."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Tree, Unit
from doanso.features.cadres import rules
from doanso.features.cadres.bodies import CADRE_ROLES
from doanso.features.cadres.models import Planned, Training
from doanso.features.cadres.services.keeping import keep
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused

State = Planned.State
NEXT = {State.PROPOSED: (State.APPROVED, State.REMOVED), State.APPROVED: (State.DONE, State.REMOVED)}
LONGEST = 10  # years


@dataclass(frozen=True)
class Course:
    """`last_day` is None while it lasts."""

    course: str
    first_day: date
    last_day: date | None = None
    place: str = ""
    certificate: str = ""


@transaction.atomic
def propose(
    *,
    person: Person,
    unit: Unit,
    role: str,
    first_year: int,
    last_year: int,
    note: str,
    by: Person | None,
    now: datetime,
) -> Planned:
    """For a seat of a unit whose cadres one keeps; once as long as it is not decided otherwise."""
    _may_plan(by, person, unit, now)
    if role not in CADRE_ROLES or unit.type.tree != Tree.UNION:
        raise Refused(_("People are planned for seats of committees."), field="role")
    if not first_year <= last_year < first_year + LONGEST:
        raise Refused(_("The years go forward, and ten at most."), field="last_year")
    locks.hold(f"cadres.planned:{person.pk}")
    open_ones = Planned.objects.filter(person=person, unit=unit, role=role, state__in=NEXT)
    if open_ones.exists():
        raise Refused(_("%(person)s is planned for this seat already.") % {"person": person}, field="role")
    row = Planned(person=person, unit=unit, role_id=role, first_year=first_year, last_year=last_year)
    row.note, row.by, row.at = note.strip(), by, now
    return keep(row, "cadres.planned", by=by, now=now)


@transaction.atomic
def decide(
    *, planned: Planned, state: str, seen: str, decision: str, decided_on: date, by: Person | None, now: datetime
) -> Planned:
    """`seen` is the state that the reader decided upon."""
    row = locks.row(Planned.objects.select_related("unit", "person"), planned.pk)
    _may_plan(by, row.person, row.unit, now)
    if row.state != seen:
        raise Refused(_("Somebody has decided otherwise meanwhile. Please open the page again."))
    if state not in NEXT.get(State(row.state), ()):
        raise Refused(_("This does not follow from “%(state)s”.") % {"state": row.get_state_display()}, field="state")
    if not decision.strip():
        raise Refused(_("Please give the number of the decision."), field="decision")
    row.state, row.decision, row.decided_on = state, decision.strip(), decided_on
    row.by, row.at = by, now
    return keep(row, "cadres.plan_decided", by=by, now=now)


@transaction.atomic
def train(*, person: Person, course: Course, by: Person | None, now: datetime) -> Training:
    _may_keep(by, person, now)
    if course.last_day and course.last_day < course.first_day:
        raise Refused(_("The last day lies before the first."), field="last_day")
    row = Training(person=person, course=course.course.strip(), place=course.place.strip())
    row.first_day, row.last_day, row.certificate = course.first_day, course.last_day, course.certificate.strip()
    row.by, row.at = by, now
    return keep(row, "cadres.trained", by=by, now=now)


@transaction.atomic
def withdraw(*, training: Training, reason: str, by: Person | None, now: datetime) -> Training:
    """It was entered by mistake: it stays, and says why it does not hold."""
    row = locks.row(Training.objects.select_related("person"), training.pk)
    _may_keep(by, row.person, now)
    if row.withdrawn:
        raise Refused(_("This does not hold any more already."))
    if not reason.strip():
        raise Refused(_("Please say why."), field="reason")
    row.withdrawn = reason.strip()
    return keep(row, "cadres.training_withdrawn", by=by, now=now)


def _may_plan(by: Person | None, person: Person, unit: Unit, now: datetime) -> None:
    if by is None or by.pk == person.pk or not rules.may_edit(by, unit, local(now).date()):
        raise Forbidden(_("You do not keep the cadres of this unit, or this is you."))


def _may_keep(by: Person | None, person: Person, now: datetime) -> None:
    if not rules.may_keep_record(by, person, local(now).date()):
        raise Forbidden(_("You do not keep this record."))
