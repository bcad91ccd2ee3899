"""Django's PostgreSQL, that looks whether its connection still stands before it asks."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """A server that went away has left something to read, its farewell or the end: only then the question is worth
        a statement at the beginning of each request.
        """
        return _is_quiet(self.connection) or super().is_usable()


def _is_quiet(connection: Any) -> bool:
    """Open, in no transaction, and nothing has come that nobody asked for."""
    if connection is None or connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
