from django.dispatch import Signal

changed = Signal()
"""Sent inside the transaction by every write here: kind, target, by, now, data."""

closing = Signal()
"""A unit shall end (`unit`, `on`, the first day without it): each receiver gives a list of what stands in the way."""

joined = Signal()
"""Memberships were written many at once, of which `post_save` does not tell: `people`, their ids."""

looked_at = Signal()
"""Somebody opened another person's record: `reader`, `person`, `place` (a name in the module's `places`), `now`."""
