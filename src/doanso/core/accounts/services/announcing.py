from datetime import datetime
from typing import Any

from doanso.core.accounts.models import Person, User
from doanso.core.accounts.signals import account_event


def announce(what: str, user: User, *, by: Person | None, now: datetime, **data: Any) -> None:
    account_event.send(sender=User, kind=f"accounts.{what}", target=user, by=by, now=now, data=data)
