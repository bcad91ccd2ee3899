"""A connection is looked at, at the beginning of a request, without a statement; a dead one is replaced."""

import select
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql import base

from doanso.config.database import libpq_options
from doanso.lib import statements

pytestmark = pytest.mark.django_db(transaction=True)


def begin_request() -> int:
    """As between two requests; the server's process that answers the next one."""
    request_finished.send(sender=None)
    request_started.send(sender=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def beside(statement: str, *given: object) -> object:
    """On a connection of its own."""
    options = libpq_options(settings.DATABASES["default"])
    with psycopg.connect(**options, autocommit=True) as other:
        return other.execute(statement, given).fetchone()[0]


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Health checks that cost a statement."""
    found = []
    ask = base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: found.append("asked") or ask(self))
    return found


def test_a_quiet_connection_stays_and_costs_no_statement(asked) -> None:
    first = begin_request()

    assert (begin_request(), begin_request(), asked) == (first, first, [])


def test_a_connection_that_the_server_ended_is_replaced(asked) -> None:
    first = begin_request()
    request_finished.send(sender=None)
    beside("SELECT pg_terminate_backend(%s, 5000)", first)

    second = begin_request()
    assert (second != first, asked) == (True, ["asked"])


def test_a_word_from_the_server_alone_does_not_end_a_connection(asked) -> None:
    first = begin_request()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN doanso_test")
    beside("SELECT pg_notify('doanso_test', 'x')::text")
    assert select.select([connection.connection.fileno()], [], [], 30)[0]  # it comes when the server finds the time

    assert (begin_request(), asked) == (first, ["asked"])


def test_a_transaction_that_failed_is_not_taken_for_quiet() -> None:
    connection.set_autocommit(False)
    try:
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_that_name")
        assert connection.is_usable() is False
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def test_moments_come_in_utc_and_what_python_cannot_name_is_refused() -> None:
    ask = "SELECT '2026-11-20 08:30+07'::timestamptz, '0001-01-01 00:00:00.5+00'::timestamptz, NULL::timestamptz"
    with connection.cursor() as cursor:
        [found] = cursor.execute(ask) or cursor.fetchall()
        assert found == (datetime(2026, 11, 20, 1, 30, tzinfo=UTC), datetime(1, 1, 1, 0, 0, 0, 500_000, UTC), None)
        assert found[0].tzinfo is UTC
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchall()


def test_what_is_wrong_at_the_end_of_a_transaction_is_told_and_the_connection_goes_on() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.ask("INSERT INTO workflow_pause (case_id, started_at, reason) VALUES (987654321, now(), '')")
    assert statements.ask("SELECT count(*) FROM workflow_pause") == [(0,)]

    with transaction.atomic():
        pass  # nothing was asked, so nothing has begun
    with transaction.atomic():
        statements.ask("CREATE TEMPORARY TABLE there_is (n int) ON COMMIT DROP")
        statements.ask("INSERT INTO there_is VALUES (1)")
    assert statements.ask("SELECT to_regclass('pg_temp.there_is')") == [(None,)]
