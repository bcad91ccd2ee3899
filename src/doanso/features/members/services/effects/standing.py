"""What a decision says of a member who stays where they are, or who stops being one."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.features.members import ages, queries
from doanso.features.members.models import Entry
from doanso.features.members.services.effects import seating, subjects
from doanso.features.members.services.effects.making import Pairs, Params, person_of
from doanso.features.members.services.register import Wanted
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext

Kind = Entry.Kind
RESUME, STAY, EXPEL, LEAVE, ALONE = "Trở lại sinh hoạt", "Tiếp tục sinh hoạt", "Khai trừ", "Xin ra khỏi Đoàn", "Cá nhân"
"""Answers of the forms F-HSH, F-TTD, F-KL, F-XT and F-BCTT that decide what is entered."""
DEMOTE = "Cách chức"


def defer(context: EffectContext, params: Params) -> Pairs:
    person, day = subjects.subject(context, params), subjects.today(context)
    if context.answers.get("viec") == RESUME:
        return [(person, Wanted(Kind.RESUMED, day))]
    until = subjects.day_in(context, "den_ngay")
    if until is None or not day < until <= ages.longest_deferral(day):
        raise Refused(_("Activity is deferred for one year at most: the last day does not fit."))
    return [(person, Wanted(Kind.DEFERRED, day, until=until, data=_reason(context)))]


def of_age(context: EffectContext, params: Params) -> Pairs:
    person, day = subjects.subject(context, params), subjects.today(context)
    born = person.date_of_birth
    if born and day < ages.comes_of_age(born):
        raise Refused(_("%(person)s is not beyond the Union's age yet.") % {"person": person})
    if context.answers.get("nguyen_vong") != STAY:
        return [(person, Wanted(Kind.CAME_OF_AGE, day))]
    last = ages.last_day_of_staying(born) if born else None
    until = subjects.day_in(context, "o_lai_den") or last
    if last and (until is None or until > last or until < day):
        raise Refused(_("Nobody stays in the Union beyond the age of 35."))
    return [(person, Wanted(Kind.STAYED_ON, day, until=until, data=_reason(context)))]


def discipline(context: EffectContext, params: Params) -> Pairs:
    person, day = subjects.subject(context, params), subjects.today(context)
    form = str(context.answers.get("hinh_thuc") or "")
    data: dict[str, Any] = {"form": form, **_reason(context)}
    if form in (EXPEL, DEMOTE):
        data["seats"] = seating.held_by(person, day)
    if form == EXPEL:
        return [(person, Wanted(Kind.EXPELLED, day, data=data))]
    until = subjects.day_in(context, "het_hieu_luc")
    if until and until <= day:
        raise Refused(_("The discipline would have ended already."))
    return [(person, Wanted(Kind.DISCIPLINED, day, until=until, data=data))]


def remove(context: EffectContext, params: Params) -> Pairs:
    """Who is no member sits in no committee."""
    person, day = subjects.subject(context, params), subjects.today(context)
    kind = Kind.LEFT if context.answers.get("hinh_thuc") == LEAVE else Kind.REMOVED
    return [(person, Wanted(kind, day, data=_reason(context) | seating.losing(seating.held_by(person, day))))]


def die(context: EffectContext, params: Params) -> Pairs:
    """On the day of death, or after the latest entry where the register went on without knowing."""
    person, day = subjects.subject(context, params), subjects.today(context)
    died = subjects.day_in(context, "ngay_mat") or day
    if died > day:
        raise Refused(_("The day of death lies in the future."))
    last = person.entries.filter(undoes=None, undone_by=None).order_by("-day").values_list("day", flat=True).first()
    data = {"died_on": died.isoformat(), "seats": seating.held_by(person, day)}
    return [(person, Wanted(Kind.DIED, max(died, last) if last else died, data=data))]


def card(context: EffectContext, params: Params) -> Pairs:
    """A number that this person has never had: the old card is worth nothing."""
    person, day = subjects.subject(context, params), subjects.today(context)
    cards = person.entries.filter(data__card__isnull=False).count()
    data = {"card": f"{day:%Y}{person.pk:08d}-{cards + 1}", **_reason(context)}
    return [(person, Wanted(Kind.CARDED, day, data=data))]


def grade(context: EffectContext, params: Params) -> Pairs:
    """All rows or none: each that cannot be is told."""
    unit, day, year = subjects.unit(context, params.get("unit", "don_vi_nop")), subjects.today(context), _year(context)
    found: Pairs = []
    wrong: list[str] = []
    for row in context.answers.get("doan_vien") or []:
        try:
            person = subjects.named(row, unit, day)
            _refuse_second(person, year, found)
            found.append((person, Wanted(Kind.GRADED, day, data={"year": year, "grade": row.get("xep_loai") or ""})))
        except Refused as refused:
            wrong.append(refused.message)
    if wrong:
        raise Refused("\n".join(wrong))
    return found


def _year(context: EffectContext) -> int:
    year = int(context.answers.get("nam") or 0)
    if not 2000 < year <= subjects.today(context).year:
        raise Refused(_("Members are graded for the present year or one before it."))
    return year


def _refuse_second(person: Person, year: int, found: Pairs) -> None:
    graded = person.entries.filter(kind=Kind.GRADED, undone_by=None, data__year=year)
    if any(one == person for one, _wanted in found) or graded.exists():
        raise Refused(_("%(person)s has been graded for %(year)d already.") % {"person": person, "year": year})


def commend(context: EffectContext, params: Params) -> Pairs:
    """A collective has no record here."""
    whom = context.answers.get("doi_tuong") or {}
    if whom.get("loai") != ALONE:
        return []
    unit, day = subjects.unit(context, params.get("unit", "don_vi_nop")), subjects.today(context)
    person = subjects.named(whom, unit, day, key="nguoi")
    data = {"mark": "commendation", "text": str(context.answers.get("giai") or "")}
    return [(person, Wanted(Kind.NOTED, day, data=data))]


def credit(context: EffectContext, params: Params) -> Pairs:
    """An initiative that was recognised, with who handed it in; whoever is no member has no record here."""
    person, day = person_of(context.applicant_person_id), subjects.today(context)
    if person is None or queries.main_memberships(day).filter(person=person).first() is None:
        return []
    with translation.override("vi"):  # as the register is
        text = _("Initiative recognised: %(name)s") % {"name": context.answers.get("ten") or context.dossier_code}
    return [(person, Wanted(Kind.NOTED, day, data={"mark": "commendation", "text": text[:300]}))]


def _reason(context: EffectContext) -> dict[str, str]:
    reason = str(context.answers.get("ly_do") or "").strip()
    return {"reason": reason} if reason else {}
