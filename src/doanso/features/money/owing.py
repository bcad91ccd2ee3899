"""Who owes which month's dues, how much, and what of it goes up: plain rules over plain values."""

from dataclasses import dataclass
from datetime import date

from doanso.core.units.models import Membership

State = Membership.State
PAYING = frozenset({State.ACTIVE, State.DEFERRED, State.LEAVING, State.ARRIVING})
OVER = frozenset({State.CAME_OF_AGE, State.REMOVED, State.EXPELLED, State.LEFT, State.LOST})


@dataclass(frozen=True)
class Stay:
    """A main membership: where somebody belonged from when to when, and in which state it is or ended."""

    valid_from: date
    valid_to: date | None
    state: str
    admitted_on: date | None = None


def owes(stay: Stay, month: date) -> bool:
    """Is the month, given by its first day, owed to the branch of this stay?

    It belongs to the branch that the member is in on its first day, so that a transfer never makes it owed twice. Who
    is deferred goes on paying. Who was admitted pays from the month after. A stay that ended was a paying one until
    its last day, however it ended; one that is still open and no longer counts owes nothing.
    """
    if not stay.valid_from <= month <= (stay.valid_to or date.max):
        return False
    if stay.admitted_on and stay.admitted_on >= month:
        return False
    return stay.state in PAYING or (stay.valid_to is not None and stay.state in OVER)


def passed_up(collected: int, parts: int) -> int:
    """One part of so many, rounded down to the đồng; the rest stays."""
    return collected // parts


def split(total: int, booked_up: int, amount: int, parts: int) -> tuple[int, int]:
    """(kept, passed up) of an amount, below zero when it is taken back, after which the quarter's dues are `total`.

    Whatever the pieces in which they came and went, what is owed upwards is afterwards that of the whole quarter.
    """
    up = passed_up(total, parts) - booked_up
    return amount - up, up


def may_exempt(exempt_months: int, more: int, most: int) -> bool:
    """So many months of one year may be exempted, and no more."""
    return exempt_months + more <= most
