"""What is done when somebody asks: facts corrected, data erased, a copy opened to them. Once for each dossier."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person, Precision
from doanso.core.audit import services as audit
from doanso.core.privacy import queries
from doanso.core.privacy.models import Answer
from doanso.core.units import queries as units
from doanso.lib import identity, locks
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.text import clean_name

COPY_DAYS = 30


@dataclass(frozen=True)
class Ground:
    """The dossier by which it is done, and the number of what was decided."""

    source: str
    decision: str = ""


@transaction.atomic
def open_copy(*, person: Person, ground: Ground, now: datetime) -> Answer:
    """From now on, for some days, the person may fetch everything that is kept about them."""
    return _answer(person, Answer.Kind.COPY, [], ground, now, until=now + timedelta(days=COPY_DAYS))


@transaction.atomic
def correct(*, person: Person, facts: dict[str, Any], ground: Ground, by: Person | None, now: datetime) -> Answer:
    """Only what is given; the account goes on signing in with what is right. What stood there is in the trail."""
    locks.hold("units.phone")
    found = Person.objects.select_for_update().get(pk=person.pk)
    wanted = _checked(found, facts)
    before = {name: getattr(found, name) for name in wanted}
    for name, value in wanted.items():
        setattr(found, name, value)
    found.save()
    phone, email = before.get("phone", found.phone), before.get("email", found.email)
    accounts.follow_person(found, phone_was=phone, email_was=email, by=by, now=now)
    change = {"before": before, "after": wanted, "source": ground.source, "decision": ground.decision}
    audit.record("privacy.corrected", found, by=by, now=now, data=change)
    return _answer(found, Answer.Kind.CORRECTED, sorted(wanted), ground, now)


def _checked(person: Person, facts: dict[str, Any]) -> dict[str, Any]:
    """As the columns keep them; Refused when one cannot be right, or when none differs."""
    wanted = {name: value for name, value in facts.items() if value not in (None, "")}
    if "full_name" in wanted:
        wanted["full_name"] = clean_name(wanted["full_name"])
    if "phone" in wanted:
        wanted["phone"] = _phone(person, wanted["phone"])
    if "date_of_birth" in wanted:
        wanted["date_of_birth"] = date.fromisoformat(str(wanted["date_of_birth"]))
        wanted["birth_precision"] = Precision.DAY
    differing = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    if not differing:
        raise Refused(_("Nothing differs from what is on record."))
    return differing


def _phone(person: Person, text: str) -> str:
    try:
        phone = identity.clean_phone(text)
    except ValueError:
        raise Refused(_("This is no phone number.")) from None
    if Person.objects.filter(phone=phone).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody with this phone number is here already."))
    return phone


@transaction.atomic
def erase(*, person: Person, ground: Ground, by: Person | None, now: datetime) -> Answer:
    """What no law keeps: each module removes its own, the account last. The register and the dossiers stay."""
    if reason := why_not_erase(person, local(now).date()):
        raise Refused(reason)
    removed = {holding.name: holding.erase(person, now) for holding in queries.holdings() if holding.erase is not None}
    gone = sorted(name for name, number in removed.items() if number)
    data = {"removed": removed, "source": ground.source, "decision": ground.decision}
    audit.record("privacy.erased", person, by=by, now=now, data=data)
    return _answer(person, Answer.Kind.ERASED, gone, ground, now)


def why_not_erase(person: Person, on: date) -> str:
    """Empty when it can be done. Whoever holds a seat must be reached, and hands it over first."""
    seat = units.positions_of(person, on).first()
    if seat is None:
        return ""
    told = {"person": person, "role": seat.title or seat.role.label, "unit": seat.unit}
    return _("%(person)s is %(role)s at %(unit)s: the seat must end before their data is erased.") % told


def _answer(
    person: Person, kind: str, told: list[str], ground: Ground, now: datetime, until: datetime | None = None
) -> Answer:
    made = Answer.objects.create(
        person=person, kind=kind, told=told, source=ground.source, decision=ground.decision, at=now, until=until
    )
    audit.record("privacy.answered", made, by=person, now=now, data={"kind": kind, "source": ground.source})
    return made
