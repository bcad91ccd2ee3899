"""The cache that all processes share: one table in PostgreSQL, one statement a call, values as JSON.

Django's own DatabaseCache needs three statements for a write, counts with a gap between read and write, and unpickles
what it finds. This one counts atomically, so that rate limits hold across processes. Values must be JSON. Call it
outside a long transaction: a counter's row stays locked until the transaction ends.
"""

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection

from doanso.lib.statements import ask

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_SET = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) "
    "DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
_WHERE_EXPIRED = " WHERE {table}.expires <= statement_timestamp()"
_COUNT = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO UPDATE SET "
    "(value, expires) = (SELECT CASE WHEN is_over THEN excluded.value "
    "ELSE ({table}.value::bigint + excluded.value::bigint)::text END, "
    "CASE WHEN is_over THEN excluded.expires ELSE {table}.expires END "
    "FROM (SELECT {table}.expires <= statement_timestamp() AS is_over) one) RETURNING value::bigint"
)
_CULL_EVERY = 500  # writes, on average


class PostgresCache(BaseDatabaseCache):
    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.get_many([key], version=version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        made = {self.make_and_validate_key(key, version=version): key for key in keys}
        rows = self._run(
            "SELECT cache_key, value FROM {table} WHERE cache_key = ANY(%s) AND expires > statement_timestamp()",
            [list(made)],
        )
        return {made[key]: json.loads(value) for key, value in rows}

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(key, value, timeout, version, _SET + " RETURNING 1")

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Whether it was absent or expired; of several at once exactly one is told True."""
        return self._write(key, value, timeout, version, _SET + _WHERE_EXPIRED + " RETURNING 1")

    def count(self, key: str, timeout: float, number: int = 1) -> int:
        """So many more, from 0 on when there is no such counter or its time was over; atomically."""
        rows = self._run(_COUNT, [self.make_and_validate_key(key), str(number), self._expires(timeout)])
        self._tidy_now_and_then()
        return rows[0][0]

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The new count, atomically; ValueError when there is no such counter."""
        made = self.make_and_validate_key(key, version=version)
        rows = self._run(
            "UPDATE {table} SET value = (value::bigint + %s)::text "
            "WHERE cache_key = %s AND expires > statement_timestamp() RETURNING value::bigint",
            [delta, made],
        )
        if not rows:
            raise ValueError(f"Key {key!r} not found")
        return rows[0][0]

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version=version)
        return bool(
            self._run(
                "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > statement_timestamp() RETURNING 1",
                [self._expires(timeout), made],
            )
        )

    def has_key(self, key: str, version: int | None = None) -> bool:
        return key in self.get_many([key], version=version)

    def delete(self, key: str, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version=version)
        return bool(self._run("DELETE FROM {table} WHERE cache_key = %s RETURNING 1", [made]))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        made = [self.make_and_validate_key(key, version=version) for key in keys]
        self._run("DELETE FROM {table} WHERE cache_key = ANY(%s) RETURNING 1", [made])

    def clear(self) -> None:
        self._run("DELETE FROM {table} RETURNING 1", [])

    def cull(self) -> None:
        """Remove what has expired."""
        self._run("DELETE FROM {table} WHERE expires <= statement_timestamp() RETURNING 1", [])

    def _write(self, key: str, value: Any, timeout: Any, version: int | None, sql: str) -> bool:
        made = self.make_and_validate_key(key, version=version)
        rows = self._run(sql, [made, json.dumps(value), self._expires(timeout)])
        self._tidy_now_and_then()
        return bool(rows)

    def _tidy_now_and_then(self) -> None:
        if random.randrange(_CULL_EVERY) == 0:  # noqa: S311 when to tidy up is no secret
            self.cull()

    def _expires(self, timeout: Any) -> datetime:
        until = self.get_backend_timeout(timeout)
        return NEVER if until is None else datetime.fromtimestamp(until, UTC)

    def _run(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        return ask(sql.format(table=connection.ops.quote_name(self._table)), params)
