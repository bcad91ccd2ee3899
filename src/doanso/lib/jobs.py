"""Work for later, written with the change that asks for it."""

import json
from functools import cache
from typing import Any

from procrastinate.contrib.django import app

from doanso.lib.statements import ask

# The queue's own function, as the queue itself calls it; its Python around it costs more than all of our services.
DEFER = """
    SELECT procrastinate_defer_jobs_v1(array_agg(job))
    FROM jsonb_populate_recordset(NULL::procrastinate_job_to_defer_v1, %s::jsonb) AS job
"""


def defer(*wanted: tuple[str, dict[str, Any]]) -> None:
    """These tasks with their arguments, in one statement of the caller's transaction."""
    ask(DEFER, [json.dumps([{**_settings(name), "args": given} for name, given in wanted])])


@cache
def _settings(name: str) -> dict[str, Any]:
    """What the task is declared with."""
    job = app.configure_task(name).job
    named = {"queue_name": job.queue, "task_name": job.task_name, "priority": job.priority}
    return {**named, "lock": job.lock, "queueing_lock": job.queueing_lock}
