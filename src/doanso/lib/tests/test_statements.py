"""A statement asked without Django's cursor behaves as one asked through it."""

import asyncio
import threading

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from doanso.lib.statements import ask

pytestmark = pytest.mark.django_db(transaction=True)


def test_rows_come_and_what_has_none_gives_none() -> None:
    assert ask("SELECT number, 'Đoàn' FROM generate_series(%s, 2) AS number", [1]) == [(1, "Đoàn"), (2, "Đoàn")]
    assert ask("SET LOCAL work_mem = '4MB'") == []
    assert ask("SELECT %(a)s::text || %(b)s::text", {"b": "%s", "a": "'"}) == [("'%s",)]


def test_errors_are_djangos_and_a_broken_transaction_asks_nothing_more() -> None:
    with pytest.raises(DataError):
        ask("SELECT 1 / %s", [0])
    assert ask("SELECT 1") == [(1,)]

    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask("SELECT 1")


def test_statements_are_counted_and_seen_by_wrappers() -> None:
    seen = []
    with CaptureQueriesContext(connection) as asked:
        ask("SELECT 1")
    with connection.execute_wrapper(lambda execute, sql, *more: seen.append(sql) or execute(sql, *more)):
        ask("SELECT 2")
    assert ([query["sql"] for query in asked], seen) == (["SELECT 1"], ["SELECT 2"])


def test_what_is_prepared_answers_as_before_and_survives_a_rollback() -> None:
    def both() -> list[tuple[str | None]]:
        return ask("SELECT %(a)s::text || upper(%(b)s) FROM generate_series(1, 2)", {"b": "đ%", "a": "x"})

    assert [both() for _time in range(5)] == [[("xđ%",), ("xđ%",)]] * 5

    def divided() -> None:
        with transaction.atomic():
            for by in (2, 1, 1, 1, 0):
                ask("SELECT 10 / %s", [by])

    with pytest.raises(DataError):
        divided()
    assert [both() for _time in range(4)] == [[("xđ%",), ("xđ%",)]] * 4
    assert [ask("SELECT 10 / %s", [by]) for by in (1, 2, 5, 10)] == [[(10,)], [(5,)], [(2,)], [(1,)]]

    with transaction.atomic():
        assert [ask("DELETE FROM django_session WHERE session_key = %s", ["none"]) for _time in range(4)] == [[]] * 4


def test_a_lost_connection_is_djangos_operational_error() -> None:
    for _time in range(4):
        [(pid,)] = ask("SELECT pg_backend_pid() WHERE %s = 1", [1])
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(OperationalError):
        ask("SELECT pg_backend_pid() WHERE %s = 1", [1])
    connection.close()


def test_a_new_connection_is_taken_when_the_old_one_went() -> None:
    [(first,)] = ask("SELECT pg_backend_pid()")
    connection.close()
    [(second,)] = ask("SELECT pg_backend_pid()")
    [(third,)] = ask("SELECT pg_backend_pid()")
    assert (first != second, second) == (True, third)


def test_what_an_event_loop_asked_before_does_not_take_over_its_thread(monkeypatch) -> None:
    """Django has another connection while a loop runs: what is asked afterwards belongs to the transaction again."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    seen: list[int] = []

    async def pid() -> int:
        found = ask("SELECT pg_backend_pid()")[0][0]
        connection.close()
        return found

    def work() -> None:
        seen.append(asyncio.run(pid()))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            seen.extend((cursor.fetchone()[0], ask("SELECT pg_backend_pid()")[0][0]))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert (len(seen), seen[1] == seen[2], seen[0] == seen[1]) == (3, True, False)
