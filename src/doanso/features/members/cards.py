"""Which card somebody had on an earlier day: memberships hold those of today alone, the entries all of them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from doanso.core.units.models import Membership
from doanso.features.members import queries
from doanso.features.members.history import stays

AT_ONCE = 2_000


def as_of(rows: Iterable[Membership], on: date) -> Iterator[Membership]:
    """The same rows, each with the card of that day in place of today's; not to be saved."""
    waiting = iter(rows)
    while part := list(islice(waiting, AT_ONCE)):
        had = _cards({row.person_id for row in part}, on)
        for row in part:
            if row.person_id in had:  # else from before the register: nothing else is known than what stands there
                row.card_number = had[row.person_id].get((row.kind, row.unit_id))
            yield row


def _cards(people: set[int], on: date) -> dict[int, dict[tuple[str, int], str | None]]:
    """By kind and unit of where they were, of whom the register knows anything by then."""
    until_then = {pk: [one for one in found if one.day <= on] for pk, found in queries.standing(people).items()}
    return {
        pk: {(stay.kind, stay.unit_id): stay.card for stay in stays(entries) if stay.until is None}
        for pk, entries in until_then.items()
        if entries
    }
