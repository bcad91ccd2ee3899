"""SQL of our own, asked of PostgreSQL with as little as possible in between.

Django's cursor makes some seventy Python calls around each statement for what is nearly never there: wrappers, a log,
other threads. Statements that every submission and every step ask go without (docs/decisions/0012-performance.md).
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Params = Sequence[Any] | Mapping[str, Any]
Rows = list[tuple[Any, ...]]

_kept = threading.local()
"""`cursor`: made once for each of the driver's connections. An answer is read whole, so it is free when the next
statement comes. Django's connection is asked for each time: a thread with a running event loop has another one.
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
        cursor = _cursor(django.connection)
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.rownumber is not None else []


def _is_quiet(django: BaseDatabaseWrapper) -> bool:
    """Connected, looked at since the request began, and nobody counts or logs statements."""
    checked = django.health_check_done or not django.health_check_enabled
    return django.connection is not None and checked and not (django.queries_logged or django.execute_wrappers)


def _cursor(connection: Any) -> Any:
    """A driver's cursor that somebody may have closed with its connection."""
    cursor = getattr(_kept, "cursor", None)
    if cursor is None or cursor.connection is not connection or cursor.closed:
        cursor = _kept.cursor = connection.cursor()
    return cursor
