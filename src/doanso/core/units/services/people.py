"""What is on record of a person, corrected; the account keeps signing in with what is right."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person, Precision
from doanso.core.units import rules
from doanso.core.units.services.announcing import announce
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import clean_name


@dataclass(frozen=True)
class Facts:
    """What an administrator may correct."""

    full_name: str
    date_of_birth: date | None
    phone: str
    email: str

    @classmethod
    def of(cls, person: Person) -> "Facts":
        return cls(person.full_name, person.date_of_birth, person.phone, person.email)


@transaction.atomic
def correct_person(*, person: Person, facts: Facts, seen: Facts, by: Person | None, now: datetime) -> Person:
    """`seen`: what stood there when the editor opened the form; nobody's correction is overwritten unseen."""
    locks.hold("units.phone")
    found = Person.objects.select_for_update().get(pk=person.pk)
    if reason := rules.why_not_correct(by, found, local(now).date()):
        raise Forbidden(reason)
    was = Facts.of(found)
    if was != seen:
        raise Refused(_("Somebody has changed this record meanwhile. Please open the page again."))
    facts = Facts(clean_name(facts.full_name), facts.date_of_birth, facts.phone, facts.email.strip())
    if facts == was:
        return found
    if facts.phone and Person.objects.filter(phone=facts.phone).exclude(pk=found.pk).exists():
        raise Refused(_("Somebody with this phone number is here already."), field="phone")
    if facts.date_of_birth != was.date_of_birth:
        found.birth_precision = Precision.DAY
    for name, value in asdict(facts).items():
        setattr(found, name, value)
    found.save()
    announce("units.person_corrected", found, by, now, **_difference(was, facts))
    accounts.follow_person(found, phone_was=was.phone, email_was=was.email, by=by, now=now)
    return found


def _difference(was: Facts, facts: Facts) -> dict[str, dict[str, object]]:
    before, after = asdict(was), asdict(facts)
    changed = [name for name in after if after[name] != before[name]]
    return {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
