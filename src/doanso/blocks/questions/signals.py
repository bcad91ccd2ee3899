"""What the bank announces."""

from django.dispatch import Signal

topics_joined = Signal()
"""`topic` becomes a part of `into` (both `Topic`) and goes: whoever names it names the other one from now on."""
