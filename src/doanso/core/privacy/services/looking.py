"""Who looked at whom. The rows are their own trail: none is changed, and none removed before its time."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import canonical
from doanso.core.audit import services as audit
from doanso.core.privacy import rules
from doanso.core.privacy.models import Viewing
from doanso.lib import rows
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.transactions import atomic

LEAST_REASON = 10


@atomic
def viewed(*, reader: Person, place: str, now: datetime, person: Person | None = None, subject: str = "") -> bool:
    """Somebody opened the record of another: once an hour for each reader and record. Looking at oneself is none.

    `subject` is the code of a record that no person of ours stands behind. True when a row was written.
    """
    if person is not None and person.pk == reader.pk:
        return False
    return _write(Viewing(reader=reader, person=person, subject=subject, place=place, at=now))


@atomic
def listed(*, reader: Person, place: str, number: int, narrowed: dict[str, Any], now: datetime) -> bool:
    """A list of people left the system: how many rows, narrowed to what. Each time."""
    data = {"rows": number, "narrowed": {name: value for name, value in narrowed.items() if value not in (None, "")}}
    return _write(Viewing(reader=reader, place=place, data=canonical.plain(data), at=now))


@atomic
def reveal(*, person: Person, by: Person, why: str, now: datetime) -> str:
    """The whole citizen number, for a reason that stands in the log and in the trail: each time."""
    if not rules.may_identify(by, person, local(now).date()):
        raise Forbidden(_("You may not see this person's whole citizen number."))
    if len(why.strip()) < LEAST_REASON:
        raise Refused(_("Please say for which work you need the number."), field="why")
    if not person.cccd:
        raise Refused(_("No citizen number is on record."))
    _write(Viewing(reader=by, person=person, place="privacy.number", why=why.strip()[:200], at=now))
    audit.record("privacy.number_shown", person, by=by, now=now, data={"why": why.strip()[:200]})
    return person.cccd


@atomic
def given(*, reader: Person, person: Person, place: str, why: str, now: datetime) -> bool:
    """Somebody took another's data with them, for the reason given: each time."""
    return _write(Viewing(reader=reader, person=person, place=place, why=why[:200], at=now))


def _write(viewing: Viewing) -> bool:
    viewing.hour = viewing.at.replace(minute=0, second=0, microsecond=0)
    return rows.insert_once(viewing)
