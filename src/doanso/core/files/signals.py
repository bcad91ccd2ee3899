"""What the file store announces."""

from django.dispatch import Signal

infected = Signal()
"""A stored content turned out to be infected: `files` (list of File), `threat`, `now`. Owners tell those concerned."""
