"""Django's PostgreSQL, that looks whether its connection still stands before it asks."""

import datetime
import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.pq import TransactionStatus

from doanso.config import cores
from doanso.lib import statements


class Moment(BaseTzLoader):
    """A moment, read by Python's own parser: a tenth of the time. Connections speak of all of them in UTC."""

    timezone = datetime.UTC

    def load(self, data: Any) -> datetime.datetime:
        try:
            return datetime.datetime.fromisoformat(bytes(data).decode())
        except ValueError:  # infinity, years of five digits, before Christ: the driver's words for them
            return super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", Moment)
        cores.bring(connection.info.backend_pid, connection.fileno())
        return connection

    def _commit(self) -> None:
        """By one call of libpq's, where nobody counts or logs statements."""
        if self.connection is None or self.queries_logged or not statements.commit(self):
            super()._commit()

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
