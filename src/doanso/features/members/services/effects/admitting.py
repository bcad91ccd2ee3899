"""Somebody becomes a member."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.models import Membership
from doanso.features.members.models import Entry
from doanso.features.members.services.effects import subjects
from doanso.features.members.services.effects.making import person_of, source
from doanso.features.members.services.register import Wanted, enter
from doanso.lib.dates import local
from doanso.lib.modules import EffectContext
from doanso.lib.text import clean_name

SEXES = {"Nam": "M", "Nữ": "F"}


@transaction.atomic
def admit_applicant(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    """The applicant becomes a member of the branch from today; refused for who is a member already."""
    unit = subjects.unit(context, params.get("unit", subjects.OWN))
    before = Entry.objects.filter(source=context.dossier_code, kind=Entry.Kind.ADMITTED).first()
    if before is not None:
        return {"person": before.person_id, "unit": unit.code, "entry": before.pk, "card": before.data["card"]}
    person = _known(context) or _new(context)
    since = subjects.today(context)
    card = f"{since:%Y}{person.pk:08d}"
    entry = enter(person, Wanted(Entry.Kind.ADMITTED, since, unit=unit, data={"card": card}), source(context))
    _tell_admitted(person.memberships.get(kind=entry.place, valid_to=None), context)
    return {"person": person.pk, "unit": unit.code, "entry": entry.pk, "card": card}


def obstacles(context: EffectContext, params: dict[str, Any]) -> list[str]:
    """Who is not known yet cannot be a member."""
    person = _known(context)
    held = units.main_membership(person, subjects.today(context)) if person else None
    return [_("%(person)s is a member already.") % {"person": person}] if held else []


def _tell_admitted(membership: Membership, context: EffectContext) -> None:
    """The new member, when they have an account, and who leads the branch; both in the transaction of the effect."""
    person, unit, now = membership.person, membership.unit, context.now
    told = {"name": person.full_name, "unit": unit.name, "card": membership.card_number, "since": membership.valid_from}
    once = f"membership:{membership.pk}"
    if user_of(person):
        notify.send("members.admitted", to=person, context=told, once=once, now=now, url=reverse("members:own"))
    leading = assignees.resolve("bi_thu(don_vi)", {"don_vi": unit}, local(now).date())
    for leader in units.people_of(list(leading.seats), local(now).date()):
        address = reverse("members:member", args=[person.pk])
        notify.send("members.joined", to=leader, context=told, once=once, now=now, url=address)


def _known(context: EffectContext) -> Person | None:
    """The signed-in applicant, else who has this citizen number."""
    cccd = context.answers.get("so_dinh_danh")
    return person_of(context.applicant_person_id) or (Person.objects.filter(cccd=cccd).first() if cccd else None)


def _new(context: EffectContext) -> Person:
    """A record from the answers."""
    answers = context.answers
    born, precision = subjects.born(answers.get("ngay_sinh"))
    person = Person.objects.create(
        full_name=clean_name(answers.get("ho_ten") or ""),
        sex=SEXES.get(answers.get("gioi_tinh", ""), ""),
        date_of_birth=born,
        birth_precision=precision,
        cccd=answers.get("so_dinh_danh") or None,
        phone=answers.get("dien_thoai") or "",
        email=answers.get("thu_dien_tu") or "",
        address=answers.get("noi_cu_tru") or {},
    )
    data = {"dossier": context.dossier_code}
    audit.record("members.person_created", person, by=person_of(context.by_id), now=context.now, data=data)
    return person
