from django.dispatch import Signal

changed = Signal()
"""Sent inside the transaction by every write here: kind, target, by, now, data."""

closing = Signal()
"""A unit shall end (`unit`, `on`, the first day without it): each receiver gives a list of what stands in the way."""

standing_in = Signal()
"""Others shall stand in for a vacant role (`change`, a `lib.shifts.Change`): each receiver tells which open work lies
with somebody else then, as `lib.shifts.Shift`s. With `now` and `by` it is given to
them, inside the caller's transaction; without, only asked."""

joined = Signal()
"""Memberships were written many at once, of which `post_save` does not tell: `people`, their ids."""

looked_at = Signal()
"""Somebody opened another person's record: `reader`, `person`, `place` (a name in the module's `places`), `now`."""
