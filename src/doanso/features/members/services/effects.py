"""What closing a dossier changes in the register: each effect is one entry, with the dossier as its source."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.core.units import assignees
from doanso.core.units import services as units
from doanso.core.units.models import Membership, Role, Unit
from doanso.core.units.queries import people_of
from doanso.features.members.models import Entry
from doanso.features.members.services.register import Source, Wanted, enter
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import clean_name, fold

SEXES = {"Nam": "M", "Nữ": "F"}


@transaction.atomic
def admit_applicant(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    """The applicant becomes a member of the branch from today; refused for who is a member already."""
    unit = Unit.objects.get(pk=context.unit_ids[params.get("unit", "chi_doan_nop")])
    by = _person(context.by_id)
    person = _applicant(context, by)
    since = local(context.now).date()
    card = f"{since:%Y}{person.pk:08d}"
    entry = enter(person, Wanted(Entry.Kind.ADMITTED, since, unit=unit, data={"card": card}), _source(context))
    _tell_admitted(person.memberships.get(kind=entry.place, valid_to=None), context.now)
    return {"person": person.pk, "unit": unit.code, "entry": entry.pk, "card": card}


def _source(context: EffectContext) -> Source:
    return Source(context.dossier_code, _person(context.by_id), context.now, context.result_number)


def _tell_admitted(membership: Membership, now: datetime) -> None:
    """The new member, when they have an account, and who leads the branch; both in the transaction of the effect."""
    person, unit, on = membership.person, membership.unit, local(now).date()
    told = {"name": person.full_name, "unit": unit.name, "card": membership.card_number, "since": membership.valid_from}
    once = f"membership:{membership.pk}"
    if user_of(person):
        notify.send("members.admitted", to=person, context=told, once=once, now=now, url=reverse("members:own"))
    leading = assignees.resolve("bi_thu(don_vi)", {"don_vi": unit}, on)
    for leader in people_of(list(leading.seats), on):
        address = reverse("members:member", args=[person.pk])
        notify.send("members.joined", to=leader, context=told, once=once, now=now, url=address)


def _person(pk: int | None) -> Person | None:
    return Person.objects.filter(pk=pk).first() if pk else None


def _applicant(context: EffectContext, by: Person | None) -> Person:
    """The signed-in applicant, else who has this citizen number, else a new record from the answers."""
    known = _person(context.applicant_person_id)
    if known is not None:
        return known
    answers = context.answers
    cccd = answers.get("so_dinh_danh") or None
    found = Person.objects.filter(cccd=cccd).first() if cccd else None
    if found is not None:
        return found
    born, precision = _born(answers.get("ngay_sinh"))
    person = Person.objects.create(
        full_name=clean_name(answers.get("ho_ten") or ""),
        sex=SEXES.get(answers.get("gioi_tinh", ""), ""),
        date_of_birth=born,
        birth_precision=precision,
        cccd=cccd,
        phone=answers.get("dien_thoai") or "",
        email=answers.get("thu_dien_tu") or "",
        address=answers.get("noi_cu_tru") or {},
    )
    audit.record("members.person_created", person, by=by, now=context.now, data={"dossier": context.dossier_code})
    return person


def _born(value: Any) -> tuple[date | None, str]:
    """A partial date as the form keeps it: 2008, 2008-03 or 2008-03-05."""
    parts = [int(part) for part in str(value or "").split("-") if part.isdigit()]
    if not parts:
        return None, "day"
    return date(*[*parts, 1, 1][:3]), ("year", "month", "day")[len(parts) - 1]


@transaction.atomic
def appoint_elected(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    """Seat everybody in the list of elected people in the applying unit, by the office written beside each name."""
    unit = Unit.objects.get(pk=context.unit_ids[params.get("unit", "don_vi_nop")])
    by, since = _person(context.by_id), local(context.now).date()
    seated = []
    for row in context.answers.get(params.get("table", "nguoi")) or []:
        person, role = _named(row, unit), _role(row)
        if person.positions.filter(unit=unit, role=role, valid_to=None).exists():
            continue
        units.appoint(
            person=person, unit=unit, role=role.code, since=since, by=by, now=context.now, source=context.dossier_code
        )
        seated.append({"person": person.pk, "role": role.code})
    return {"unit": unit.code, "seated": seated}


def _named(row: dict[str, Any], unit: Unit) -> Person:
    """One person of this name (and date of birth, when it is given), members of the unit or below first."""
    name = row.get("ho_ten") or ""
    found = Person.objects.filter(search_key=fold(name))
    born, precision = _born(row.get("ngay_sinh"))
    if born and precision == "day":
        found = found.filter(date_of_birth=born)
    inside = found.filter(memberships__unit__path__startswith=unit.path).distinct()
    people = list(inside[:2]) or list(found[:2])
    if len(people) != 1:
        raise Refused(_("“%(name)s” does not name exactly one person; add the date of birth.") % {"name": name})
    return people[0]


def _role(row: dict[str, Any]) -> Role:
    wanted = fold(row.get("chuc_vu_de_nghi") or "")
    for role in Role.objects.all():
        if wanted and wanted in {fold(role.name), role.code.replace("_", " ")}:
            return role
    raise Refused(_("“%(office)s” is not a seat that this system knows.") % {"office": row.get("chuc_vu_de_nghi", "")})
