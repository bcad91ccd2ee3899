"""A seat: what a task is given to. A role in a unit outlives whoever holds it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doanso.core.units.models import Delegation


@dataclass(frozen=True)
class Seat:
    """Either `role` and `unit_id`, or `person_id` alone. `MEMBER` as role means every active member of the unit."""

    role: str | None = None
    unit_id: int | None = None
    person_id: int | None = None


MEMBER = "doan_vien"


@dataclass(frozen=True)
class Seats:
    """What one person may act as on a day: own seats, and those delegated to them."""

    person_id: int
    pairs: frozenset[tuple[str, int]] = frozenset()
    delegated: "dict[tuple[str, int], Delegation]" = field(default_factory=dict)

    def holds(self, seat: Seat) -> bool:
        if seat.person_id is not None:
            return seat.person_id == self.person_id
        return (seat.role, seat.unit_id) in self.pairs or (seat.role, seat.unit_id) in self.delegated

    def through(self, seat: Seat) -> "Delegation | None":
        """The delegation that lets them act on this seat, when it is not their own."""
        key = (seat.role or "", seat.unit_id or 0)
        return None if key in self.pairs else self.delegated.get(key)
