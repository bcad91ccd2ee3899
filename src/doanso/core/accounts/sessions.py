"""Sessions in the database, read with whose they are by one statement: every signed-in page begins with it."""

import json
import threading
import time
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from doanso.core.accounts.models import User
from doanso.lib.joined import Statement, joined
from doanso.lib.signed import Words
from doanso.lib.statements import ask

UNREAD = ("person__sort_key", "person__search_key")
"""What no page shows of whoever is signed in."""
NEXT_S = 1.0
_along = threading.local()
"""`account`: whom the session that was read last belongs to, until somebody asks for them."""


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        _along.account = None
        found = ask(_statement(), [self.session_key])
        if found and found[0][1] > timezone.now():
            _along.account = account().row(found[0][2:]), time.monotonic()
            return self.decode(found[0][0])
        self._session_key = None
        return {}

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            return json.loads(_signed(session_data, self.key_salt))
        except (signing.BadSignature, ValueError):
            return super().decode(session_data)  # says in the log what is wrong


@cache
def account() -> Statement:
    """With the person: every page of somebody signed in asks for both."""
    return joined(User, ("person",), UNREAD)


@cache
def _statement() -> str:
    """Sign-ins are noted beside sessions, whose own words only we can read. Expired ones come, too: with a moment to
    compare, the server would plan this anew each time.
    """
    return f"""
        SELECT session.session_data, session.expire_date, {account().columns} FROM {Session._meta.db_table} AS session
        LEFT JOIN {UserSession._meta.db_table} AS noted ON noted.session_key = session.session_key
        LEFT JOIN ({account().tables}) ON accounts_user.id = noted.user_id
        WHERE session.session_key = %s
    """  # noqa: S608 names of our own


def read_along(user_id: int) -> User | None:
    """The account that came with the session a moment ago, once; None: ask for it."""
    user, read_at = _along.__dict__.pop("account", None) or (None, 0.0)
    return user if user is not None and user.pk == user_id and time.monotonic() - read_at < NEXT_S else None


@lru_cache(maxsize=500)
def _signed(session_data: str, salt: str) -> str:
    """The same words have the same signature: it is checked once for all pages that somebody opens."""
    return signing.loads(session_data, salt=salt, serializer=Words)


def forget_over(now: datetime) -> int:
    """Sign-ins that are over; the table would grow with every visitor."""
    removed, _each = Session.objects.filter(expire_date__lt=now).delete()
    return removed
