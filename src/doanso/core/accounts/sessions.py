"""Sessions in the database, read with a statement that is made once: every signed-in page begins with it."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from doanso.lib import rows


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = rows.select(Session, "session_key = %s AND expire_date > %s", self.session_key, timezone.now())
        if found:
            return self.decode(found[0].session_data)
        self._session_key = None
        return {}


def forget_over(now: datetime) -> int:
    """Sign-ins that are over; the table would grow with every visitor."""
    removed, _each = Session.objects.filter(expire_date__lt=now).delete()
    return removed
