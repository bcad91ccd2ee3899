"""SQL of our own, asked of PostgreSQL with as little as possible in between.

Django's cursor makes some seventy Python calls around each statement for what is nearly never there: wrappers, a log,
other threads; the driver's own forty more for waiting without a thread, and for rows that are fetched bit by bit. What
every submission and every step asks goes without both (docs/decisions/0012-performance.md).
"""

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, OperationalError, errors, pq
from psycopg._queries import _query2pg_nocache as in_the_servers_words
from psycopg.adapt import PyFormat, Transformer

Params = Sequence[Any] | Mapping[str, Any]
Rows = list[tuple[Any, ...]]

COLUMNS = ("columns",)
"""In place of types, among what the driver has prepared: it forgets these with its own, as after a rollback."""

_kept = threading.local()
"""`line`: what is made once for each of the driver's connections. Django's connection is asked for each time: a thread
with a running event loop has another one.
"""


def ask(sql: str, params: Params = ()) -> Rows:
    """The rows that it gives, if any; errors are Django's."""
    django = connections[DEFAULT_DB_ALIAS]
    if not _is_quiet(django):
        with django.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []
    django.validate_no_broken_transaction()
    with django.wrap_database_errors:
        return _line(django.connection).ask(sql, params)


def put(sql: str, params: Sequence[Any]) -> Rows:
    """The same, when every value goes to a column: the server knows its type from there, and one plan serves them all.

    What `ask` prepares differs by the types of what is given, and None has none.
    """
    django = connections[DEFAULT_DB_ALIAS]
    if not _is_quiet(django):
        return ask(sql, params)
    django.validate_no_broken_transaction()
    with django.wrap_database_errors:
        return _line(django.connection).put(sql, params)


def commit(django: BaseDatabaseWrapper) -> bool:
    """The transaction that runs here is over; False, and nothing was done, when there is none that could be."""
    if django.connection.pgconn.transaction_status != pq.TransactionStatus.INTRANS:
        return False
    with django.wrap_database_errors:
        _line(django.connection).commit()
    return True


def _is_quiet(django: BaseDatabaseWrapper) -> bool:
    """Connected, looked at since the request began, and nobody counts or logs statements."""
    if not django.health_check_done:
        django.close_if_health_check_failed()
    return django.connection is not None and not (django.queries_logged or django.execute_wrappers)


_numbers = count(1)
"""Of all connections: a thread that goes from one to another and back gives no name twice."""


def _line(connection: Connection[Any]) -> "_Line":
    line = getattr(_kept, "line", None)
    if line is None or line.connection is not connection:
        line = _kept.line = _Line(connection)
    return line


class _Line:
    """One connection of the driver's.

    What it has prepared is executed by one call of libpq's, during which other threads go on; anything else goes
    through a cursor of its own, which prepares what comes again.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection, self.libpq = connection, connection.pgconn
        self.cursor = connection.cursor()
        self.values = Transformer(connection)

    def ask(self, sql: str, params: Params) -> Rows:
        if self._goes_on():
            query, formats, names = _shape(sql)
            given = [params[name] for name in names] if names else params
            dumped = self.values.dump_sequence(given, formats) if formats else ()
            types = self.values.types if formats else ()
            prepared = self.connection._prepared._names
            if (name := prepared.get((query, types))) and len(given) == len(formats):
                prepared.move_to_end((query, types))  # what was not asked for long makes room
                return self._rows(self.libpq.exec_prepared(name, dumped, self.values.formats if formats else None))
        return self._ask_as_usual(sql, params)

    def put(self, sql: str, params: Sequence[Any]) -> Rows:
        if not self._goes_on() or self.connection.prepare_threshold is None:
            return self._ask_as_usual(sql, params)
        query, formats = _columns(sql)
        dumped = self.values.dump_sequence(params, formats)
        prepared = self.connection._prepared._names
        known = (query, COLUMNS)
        if name := prepared.get(known):
            prepared.move_to_end(known)
        else:
            name = f"columns_{next(_numbers)}".encode()
            self._rows(self.libpq.prepare(name, query))
            prepared[known] = name
        return self._rows(self.libpq.exec_prepared(name, dumped))

    def commit(self) -> None:
        self._rows(self.libpq.exec_(b"COMMIT"))

    def _goes_on(self) -> bool:
        """Nothing needs to be said before the statement itself; a transaction that it begins has begun."""
        status = self.libpq.transaction_status
        if self.connection.autocommit or status != pq.TransactionStatus.IDLE:
            return status in {pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS}
        self._rows(self.libpq.exec_(self.connection._get_tx_start_command()))
        return True

    def _rows(self, result: Any) -> Rows:
        if result.status == pq.ExecStatus.TUPLES_OK:
            self.values.set_pgresult(result)
            return self.values.load_rows(0, result.ntuples, tuple)
        if result.status == pq.ExecStatus.COMMAND_OK:
            return []
        if self.libpq.status == pq.ConnStatus.BAD:
            raise OperationalError(self.libpq.get_error_message())
        raise errors.error_from_result(result, encoding="utf-8")

    def _ask_as_usual(self, sql: str, params: Params) -> Rows:
        """A cursor that somebody may have closed. An answer is read whole, so it is free for the next statement."""
        if self.cursor.closed:
            self.cursor = self.connection.cursor()
        self.cursor.execute(sql, params)
        return self.cursor.fetchall() if self.cursor.rownumber is not None else []


@lru_cache(maxsize=1000)
def _shape(sql: str) -> tuple[bytes, Sequence[PyFormat], Sequence[str]]:
    """As the server reads it, with `$1` for each value; how values are written, and their names if they have any."""
    query, formats, names, _parts = in_the_servers_words(sql.encode(), "utf-8")
    return query, formats, names or ()


@lru_cache(maxsize=1000)
def _columns(sql: str) -> tuple[bytes, Sequence[PyFormat]]:
    """The same for values that are all written as text."""
    query, formats, _names = _shape(sql)
    return query, [PyFormat.TEXT] * len(formats)
