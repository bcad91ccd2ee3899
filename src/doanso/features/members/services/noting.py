"""Facts that need no decision: schooling, languages, digital skills. No membership changes by them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules as seats
from doanso.features.members.models import Entry
from doanso.features.members.services.register import Source, Wanted, enter
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused

NOTE = "people.import"


def may_note(reader: Person | None, person: Person, on: date) -> bool:
    held = units.main_membership(person, on)
    return reader is not None and held is not None and seats.may(reader, NOTE, held.unit, on)


@transaction.atomic
def note(*, person: Person, mark: str, text: str, evidence: str, by: Person | None, now: datetime) -> Entry:
    """By who keeps the list of the member's branch. What was noted before stays; the newest stands first."""
    today = local(now).date()
    if by is None or not may_note(by, person, today):
        raise Forbidden(_("Only who keeps the list of members of this branch notes this."))
    if not evidence.strip():
        raise Refused(_("Please tell what proves it."), field="evidence")
    data = {"mark": mark, "text": text.strip(), "evidence": evidence.strip()}
    last = person.entries.filter(undoes=None, undone_by=None).order_by("-day").values_list("day", flat=True).first()
    wanted = Wanted(Entry.Kind.NOTED, max(today, last) if last else today, data=data)
    return enter(person, wanted, Source(f"note:{by.pk}", by, now))
