"""What the consents announce."""

from django.dispatch import Signal

withdrawn = Signal()
"""Somebody took a consent back: `consent`, `now`. Sent inside the transaction: what an owner erases goes with it."""
