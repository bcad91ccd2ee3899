from django.dispatch import Signal

changed = Signal()
"""Sent inside the transaction by every write here: kind, target, by, now, data."""
