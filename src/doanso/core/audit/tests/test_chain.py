import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from doanso.core.audit import queries, services
from doanso.core.audit.models import Event, Lane
from doanso.core.units.models import Role

NOON = datetime(2026, 11, 18, 5, tzinfo=UTC)


def write(count: int, **data: object) -> None:
    for number in range(count):
        services.record("test.event", Role(code=f"r{number}"), by=None, now=NOON, label="test", data=data)


@pytest.mark.django_db
def test_record_chains_rows_and_the_chain_verifies() -> None:
    write(5, text="Đoàn", nested={"a": [1, None, True, 2.5]})

    verdict = services.verify()

    assert (verdict.events, verdict.problems) == (5, [])
    assert [event.kind for event in queries.of(Role(code="r0"))] == ["test.event"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "UPDATE audit_lane SET seq = 0 WHERE seq = 1",
        "DELETE FROM audit_lane",
        "TRUNCATE audit_lane",
    ],
)
def test_database_refuses_to_change_the_trail(statement) -> None:
    write(1)

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Event.objects.count(), services.verify().problems) == (1, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_event SET actor_label = 'khác' WHERE seq = 2", "the content was changed"),
        ("UPDATE audit_event SET digest = sha256('x') WHERE seq = 2", "the hash is wrong"),
        ("DELETE FROM audit_event WHERE seq = 2", "it does not follow"),
        ("DELETE FROM audit_event WHERE seq = 3", "its head says"),
        ("DELETE FROM audit_lane", "its head is gone"),
    ],
)
def test_verify_finds_what_somebody_with_the_database_did(statement, told) -> None:
    write(3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_refuse")
        cursor.execute("ALTER TABLE audit_lane DISABLE TRIGGER audit_lane_refuse")
        cursor.execute(statement)

    assert any(told in problem for problem in services.verify().problems)


@pytest.mark.django_db(transaction=True)
def test_verify_finds_a_lane_cut_short_with_its_head() -> None:
    """Who deletes the last rows and also winds the head back is betrayed by the anchor."""
    write(3)
    services.anchor(now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM audit_event WHERE seq = 3 AND lane = 0")
        cursor.execute("UPDATE audit_event SET prev_hash = (SELECT hash FROM audit_event WHERE seq = 2) WHERE seq = 4")
        cursor.execute("SET session_replication_role = origin")

    assert any("anchor" in problem for problem in services.verify().problems)


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_take_different_lanes_and_never_wait() -> None:
    """Six transactions hold their lanes open at the same time: nobody waits for anybody."""
    write(1)  # the lanes themselves are there
    barrier = threading.Barrier(6, timeout=20)

    def work() -> None:
        with transaction.atomic():
            write(3)
            barrier.wait()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    verdict = services.verify()
    assert (verdict.events, verdict.problems) == (19, [])
    assert Lane.objects.filter(seq__gte=3).count() == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["audit_event", "audit_lane"])
def test_verify_finds_nothing_wrong_while_people_write(moment) -> None:
    """Somebody's row is committed right before each reading of rows, or of heads."""
    write(3)

    def meanwhile(execute, sql, params, many, context):
        if f'FROM "{moment}"' in sql:
            writer = threading.Thread(target=lambda: (write(1), connection.close()))
            writer.start()
            writer.join(20)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        verdict = services.verify()

    assert verdict.problems == []
    assert Event.objects.count() > 3


@pytest.mark.django_db(transaction=True)
def test_rolled_back_work_leaves_no_gap() -> None:
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(1)

    assert (services.verify().events, services.verify().problems) == (2, [])
