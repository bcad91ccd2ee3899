import pytest
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from doanso.config.background import MOST_TRIES
from doanso.core.notify.delivery import Later

HELD = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, attempts, lock)
VALUES ('default', 'notify.give_up_stuck', '{"timestamp": 0}', 'doing', %s, %s, %s) RETURNING id
"""


def worker(silent_s: int) -> int:
    """The id of a worker that gave its last sign of life so long ago."""
    return value(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id", silent_s
    )


def held(by: int | None, *, attempts: int = 0, lock: str | None = None) -> int:
    """The id of a job that this worker was doing; None when the worker is gone even from the list."""
    return value(HELD, by, attempts, lock)


def value(sql: str, *params: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def states() -> dict[int, tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, status::text, attempts FROM procrastinate_jobs WHERE task_name = 'notify.give_up_stuck'"
        )
        return {pk: (status, attempts) for pk, status, attempts in cursor}


@pytest.mark.django_db(transaction=True)
def test_job_of_a_dead_worker_is_done_again_and_one_of_a_living_worker_is_left_alone(run_jobs) -> None:
    dead, living = worker(silent_s=16), worker(silent_s=0)
    lost, orphan, kept = held(dead), held(None), held(living)
    again_and_again = held(dead, attempts=MOST_TRIES)

    app.configure_task("jobs.rescue").defer(timestamp=0)
    run_jobs()

    found = states()
    assert (found[lost], found[orphan], found[kept]) == (("succeeded", 2), ("succeeded", 2), ("doing", 0))
    assert found[again_and_again] == ("failed", MOST_TRIES + 1)


@pytest.mark.django_db(transaction=True)
def test_lock_of_a_dead_worker_does_not_stop_the_next_job(run_jobs) -> None:
    lost = held(worker(silent_s=60), lock="in-line")
    following = app.configure_task("notify.give_up_stuck", lock="in-line").defer(timestamp=0)

    app.configure_task("jobs.rescue").defer(timestamp=0)
    run_jobs()

    assert (states()[lost][0], states()[following][0]) == ("succeeded", "succeeded")


@pytest.mark.parametrize(
    ("task", "error", "attempts", "is_retried"),
    [
        ("procedures.index", OperationalError(), 0, True),
        ("procedures.index", InterfaceError(), MOST_TRIES - 1, True),
        ("procedures.index", OperationalError(), MOST_TRIES, False),
        ("procedures.index", ValueError(), 0, False),
        ("notify.deliver", OperationalError(), 0, True),
        ("notify.deliver", Later(), 5, True),
        ("notify.deliver", Later(), 6, False),
        ("notify.deliver", ValueError(), 0, False),
    ],
)
def test_database_that_was_away_is_waited_for_and_other_failures_are_the_tasks_own(
    task, error, attempts, is_retried
) -> None:
    job = Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name=task, attempts=attempts, status="doing",
        priority=0, task_kwargs={}, scheduled_at=None,
    )  # fmt: skip

    assert (app.tasks[task].get_retry_exception(exception=error, job=job) is not None) == is_retried
