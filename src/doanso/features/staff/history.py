"""What follows from the entries: who somebody is, where they worked under which facts. Pure: no table is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from doanso.features.staff.models import ENDS, Entry, Facts, What
from doanso.lib.dates import format_date
from doanso.lib.errors import Refused

FACTS = tuple(one.name for one in Facts._meta.get_fields())
FLAGS = ("party", "computer")
IDENTITY = ("full_name", "sex", "date_of_birth", "birth_precision", "ethnicity", "cccd", "person")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """From one day to another in one agency, nothing changing. `last` is None while it lasts."""

    unit_id: int
    first: date
    last: date | None
    facts: dict[str, Any]


@dataclass
class Story:
    identity: dict[str, Any] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    last_named: int | None = None  # the agency named last, even by an entry that was undone
    stands: bool = False  # whether any entry holds

    @property
    def now(self) -> Stay | None:
        return self.stays[-1] if self.stays else None


def tell(entries: Sequence[Entry]) -> Story:
    """Refused where the entries contradict each other: nobody is taken on twice, nobody changes who is gone."""
    story, state = Story(), _Nowhere
    story.last_named = next((entry.unit_id for entry in reversed(entries) if entry.unit_id), None)
    for entry in in_force(entries):
        story.stands = True
        story.identity |= {name: value for name, value in entry.values.items() if name in IDENTITY}
        after = _next(state, entry)
        if after != state:
            _close(story, entry.day)
            if after is not _Nowhere:
                _open(story, entry.day, *after)
        state = after
    return story


def in_force(entries: Iterable[Entry]) -> list[Entry]:
    """In the order of their days, without those undone and what undid them."""
    known = list(entries)
    undone = {entry.undoes_id for entry in known if entry.undoes_id}
    live = [entry for entry in known if entry.what != What.UNDONE and entry.pk not in undone]
    return sorted(live, key=lambda entry: (entry.day, entry.pk))


_State = tuple[int, dict[str, Any]] | None
_Nowhere: _State = None


def _next(state: _State, entry: Entry) -> _State:
    if entry.what == What.APPOINTED:
        if state:
            raise Refused(_("On %(day)s this person works in an agency already.") % {"day": format_date(entry.day)})
        return entry.unit_id, blank() | _facts(entry)
    if not state:
        raise Refused(_("On %(day)s this person works in no agency.") % {"day": format_date(entry.day)})
    if entry.what in ENDS:
        return None
    return (entry.unit_id if entry.what == What.MOVED else state[0]), state[1] | _facts(entry)


def _close(story: Story, day: date) -> None:
    """What held until the day before; what began on the same day never held."""
    if not story.stays or story.stays[-1].last is not None:
        return
    stay = story.stays.pop()
    if stay.first < day:
        story.stays.append(Stay(stay.unit_id, stay.first, day - DAY, stay.facts))


def _open(story: Story, day: date, unit_id: int, facts: dict[str, Any]) -> None:
    """Who is back on the day of leaving was never away."""
    first = day
    if story.stays and (before := story.stays[-1]) == Stay(unit_id, before.first, day - DAY, facts):
        first = story.stays.pop().first
    story.stays.append(Stay(unit_id, first, None, facts))


def _facts(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.values.items() if name in FACTS}


def blank() -> dict[str, Any]:
    """Nothing is known."""
    return {name: None if name in FLAGS else "" for name in FACTS}
