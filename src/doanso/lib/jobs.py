"""Work for later, written with the change that asks for it."""

import json
from functools import cache
from typing import Any

from procrastinate.contrib.django import app

from doanso.lib import rows
from doanso.lib.statements import ask

# The queue's own function, as the queue itself calls it; its Python around it costs more than all of our services.
DEFER = """
    procrastinate_defer_jobs_v1((SELECT array_agg(job)
    FROM jsonb_populate_recordset(NULL::procrastinate_job_to_defer_v1, %(jobs)s::jsonb) AS job))
"""
NOW = f"SELECT {DEFER}"
Wanted = tuple[str, dict[str, Any]]


def defer(*wanted: Wanted) -> None:
    """These tasks with their arguments, in one statement of the caller's transaction."""
    ask(NOW, _values(wanted))


def deferring(*wanted: Wanted) -> rows.Also:
    """The same, to be written with other rows."""
    return rows.Also(DEFER, _values(wanted), call=True)


def _values(wanted: tuple[Wanted, ...]) -> dict[str, str]:
    return {"jobs": json.dumps([{**_settings(name), "args": given} for name, given in wanted])}


@cache
def _settings(name: str) -> dict[str, Any]:
    """What the task is declared with."""
    job = app.configure_task(name).job
    named = {"queue_name": job.queue, "task_name": job.task_name, "priority": job.priority}
    return {**named, "lock": job.lock, "queueing_lock": job.queueing_lock}
