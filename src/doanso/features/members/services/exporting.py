"""What leaves as a list."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import services as privacy
from doanso.features.members.queries import Filter


def columns() -> list[tuple[str, int]]:
    """Of the exported list: no numbers that identify somebody elsewhere."""
    return [
        (_("Full name"), 28),
        (_("Date of birth"), 14),
        (_("Sex"), 9),
        (_("Unit"), 40),
        (_("Kind of membership"), 20),
        (_("State"), 20),
        (_("Card number"), 16),
        (_("Admitted on"), 14),
    ]


def row(membership: Any) -> list[Any]:
    """Of a membership from `privacy.queries.with_birth`: the date of birth only where the reader may see it."""
    person = membership.person
    return [
        person.full_name,
        person.birth_words if membership.born_shown else "",
        person.get_sex_display(),
        membership.unit.name,
        membership.get_kind_display(),
        membership.get_state_display(),
        membership.card_number,
        membership.admitted_on,
    ]


@transaction.atomic
def note_export(*, rows: int, wanted: Filter, on: date, by: Person, now: datetime) -> None:
    """Personal data left the system: who took how many rows, narrowed to what."""
    data: dict[str, Any] = {
        "rows": rows,
        "unit": wanted.unit.code if wanted.unit else "",
        "state": wanted.state,
        "text": wanted.text,
        "on": on,
    }
    audit.record("members.exported", by, by=by, now=now, data=data)
    narrowed = {name: value for name, value in data.items() if name != "rows"}
    privacy.listed(reader=by, place="members.list", number=rows, narrowed=narrowed, now=now)
