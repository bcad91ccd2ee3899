"""What others may listen to when working time changes."""

from django.dispatch import Signal

changed = Signal()
"""Sent inside the transaction of every change: `earliest` (date from which deadlines may differ), `unit_id` (None:
everybody; else this unit and those below), `version`, `now`. Be quick: enqueue a job that recomputes."""

preview = Signal()
"""Asks before a change: `earliest`, `unit_id`, and `calendar_for(unit_id)`, working time as it would be. A receiver
returns how many running deadlines of its own would move."""
