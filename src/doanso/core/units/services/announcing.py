"""How every write here is told: audit lies above units in the stack, so it listens (see audit.receivers)."""

from datetime import datetime
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.units import signals


def announce(kind: str, target: Any, by: Person | None, now: datetime, **data: Any) -> None:
    signals.changed.send(sender=type(target), kind=kind, target=target, by=by, now=now, data=data)
