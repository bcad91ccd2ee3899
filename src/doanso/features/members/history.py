"""What the entries of one person's record amount to: where they belonged, in what state, from when to when. Pure.

Entries come in the order of their days; each says what is so from its day on. `stays` refuses what cannot be.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from doanso.core.units.models import Membership
from doanso.features.members.models import Entry
from doanso.lib.dates import format_date
from doanso.lib.errors import Refused

Kind, State, Place = Entry.Kind, Membership.State, Membership.Kind
BEGIN = {Kind.OPENING, Kind.ADMITTED, Kind.ARRIVED}
TURNS: dict[str, tuple[set[str], str]] = {
    Kind.SENT: ({State.ACTIVE}, State.LEAVING),
    Kind.KEPT: ({State.LEAVING}, State.ACTIVE),
    Kind.DEFERRED: ({State.ACTIVE}, State.DEFERRED),
    Kind.RESUMED: ({State.DEFERRED}, State.ACTIVE),
    Kind.LOST: ({State.ACTIVE, State.DEFERRED}, State.LOST),
    Kind.FOUND: ({State.LOST}, State.ACTIVE),
}
"""In which states an entry may come, and the state after it."""
ENDS = {Kind.DEPARTED, Kind.CAME_OF_AGE, Kind.LEFT, Kind.REMOVED, Kind.EXPELLED, Kind.DIED}


@dataclass(frozen=True)
class Stay:
    """One unit, one state; `until` is the last day, None while it goes on. The card stands on the last stay alone."""

    unit_id: int
    kind: str
    state: str
    since: date
    until: date | None = None
    card: str | None = None
    admitted_on: date | None = None


def stays(entries: Iterable[Entry]) -> tuple[Stay, ...]:
    """Refused when an entry cannot follow those before it."""
    record = _Record()
    last: Entry | None = None
    waiting = list(entries)
    while waiting:
        entry = waiting.pop(record.first_of(waiting))
        if last is not None and entry.day < last.day:
            raise Refused(
                _("On %(day)s there is a later entry already: %(entry)s.")
                % {"day": format_date(last.day), "entry": last.get_kind_display()},
                field="day",
            )
        record.take(entry)
        last = entry
    return tuple(sorted([*record.past, *record.present], key=lambda stay: (stay.since, stay.kind, stay.unit_id)))


class _Record:
    """The stays so far; each is open at most once in a unit, and there is one main branch."""

    def __init__(self) -> None:
        self.past: list[Stay] = []
        self.present: list[Stay] = []
        self.is_dead = False

    def first_of(self, waiting: list[Entry]) -> int:
        """The first, but that what ends on this day comes before what begins: two records that became one may say so
        in the other order."""
        entry = waiting[0]
        if entry.kind in BEGIN and self._holds(entry):
            for place, later in enumerate(waiting):
                if later.day == entry.day and later.kind in ENDS and later.place == entry.place:
                    return place
        return 0

    def _holds(self, entry: Entry) -> bool:
        there = (stay for stay in self.present if stay.kind == entry.place)
        return any(entry.place == Place.MAIN or stay.unit_id == entry.unit_id for stay in there)

    def take(self, entry: Entry) -> None:
        if self.is_dead:
            raise Refused(_("Nothing follows a death."))
        if entry.kind in BEGIN:
            self._begin(entry)
        elif entry.kind in ENDS:
            self._end(entry)
        elif entry.kind in (Kind.RECEIVED, Kind.REGROUPED):
            self._move(entry)
        else:
            self._turn(entry)

    def _begin(self, entry: Entry) -> None:
        if self._holds(entry):
            raise Refused(_("%(person)s is a member already.") % {"person": entry.person})
        self.present.append(
            Stay(
                unit_id=entry.unit_id,
                kind=entry.place,
                state=entry.data.get("state") or State.ACTIVE,
                since=entry.day,
                card=entry.data.get("card") or None,
                admitted_on=entry.day if entry.kind == Kind.ADMITTED else _day(entry.data.get("admitted_on")),
            )
        )

    def _end(self, entry: Entry) -> None:
        """Who dies leaves everything; else the residence goes with the main branch, and clubs stay."""
        self.is_dead = entry.kind == Kind.DIED
        if self.is_dead:
            ending = list(self.present)
        elif entry.place == Place.MAIN:
            self._open(entry)
            ending = [stay for stay in self.present if stay.kind != Place.CLUB]
        else:
            ending = [self._open(entry)]
        for stay in ending:
            self._close(stay, entry.day)

    def _move(self, entry: Entry) -> None:
        stay = self._open(entry)
        if entry.kind == Kind.RECEIVED and stay.state != State.LEAVING:
            raise Refused(_("%(person)s has not been introduced to another branch.") % {"person": entry.person})
        state = State.ACTIVE if entry.kind == Kind.RECEIVED else stay.state
        there = any(one.kind == stay.kind and one.unit_id == entry.unit_id for one in self.present)
        self._close(stay, entry.day)
        if not there:
            self.present.append(replace(stay, unit_id=entry.unit_id, state=state, since=entry.day))

    def _turn(self, entry: Entry) -> None:
        stay = self._open(entry)
        if entry.kind == Kind.CARDED:
            self._put(stay, replace(stay, card=entry.data["card"]))
        if entry.kind not in TURNS:
            return
        before, after = TURNS[entry.kind]
        if stay.state not in before:
            raise Refused(
                _("%(person)s is in the state “%(state)s”: “%(entry)s” cannot follow.")
                % {"person": entry.person, "state": State(stay.state).label, "entry": entry.get_kind_display()}
            )
        self._close(stay, entry.day)
        self.present.append(replace(stay, state=after, since=entry.day))

    def _open(self, entry: Entry) -> Stay:
        """Which stay the entry speaks of: the main branch, or the one in the unit that it names."""
        origin = entry.origin_id or (None if entry.place == Place.MAIN else entry.unit_id)
        for stay in self.present:
            if stay.kind == entry.place and origin in (None, stay.unit_id):
                return stay
        raise Refused(_("%(person)s is no member there on this day.") % {"person": entry.person})

    def _close(self, stay: Stay, day: date) -> None:
        """What would have lasted no day at all leaves no trace."""
        self.present.remove(stay)
        if stay.since < day:
            self.past.append(replace(stay, until=day - timedelta(days=1), card=None))

    def _put(self, old: Stay, new: Stay) -> None:
        self.present[self.present.index(old)] = new


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
