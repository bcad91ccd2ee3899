"""Sessions in the database, read with a statement that is made once: every signed-in page begins with it."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from doanso.lib import rows
from doanso.lib.signed import Words


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = rows.select(Session, "session_key = %s AND expire_date > %s", self.session_key, timezone.now())
        if found:
            return self.decode(found[0].session_data)
        self._session_key = None
        return {}

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            return json.loads(_signed(session_data, self.key_salt))
        except (signing.BadSignature, ValueError):
            return super().decode(session_data)  # says in the log what is wrong


@lru_cache(maxsize=500)
def _signed(session_data: str, salt: str) -> str:
    """The same words have the same signature: it is checked once for all pages that somebody opens."""
    return signing.loads(session_data, salt=salt, serializer=Words)


def forget_over(now: datetime) -> int:
    """Sign-ins that are over; the table would grow with every visitor."""
    removed, _each = Session.objects.filter(expire_date__lt=now).delete()
    return removed
