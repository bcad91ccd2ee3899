from django.dispatch import Signal

reminder = Signal()
"""Once per open step and kind (`soon`, `due`, `late`), in the transaction that remembers it: activation, kind, now."""
