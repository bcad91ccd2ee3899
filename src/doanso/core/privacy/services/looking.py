"""Who looked at whom. The rows are their own trail: none is changed, and none removed before its time."""

from datetime import datetime
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.audit import canonical
from doanso.core.privacy.models import Viewing
from doanso.lib import rows
from doanso.lib.transactions import atomic


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


def _write(viewing: Viewing) -> bool:
    viewing.hour = viewing.at.replace(minute=0, second=0, microsecond=0)
    return rows.insert_once(viewing)
