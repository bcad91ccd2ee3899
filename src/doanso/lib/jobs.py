"""Work for later, written with the change that asks for it."""

from typing import Any

from procrastinate.contrib.django import app


def defer(*wanted: tuple[str, dict[str, Any]]) -> None:
    """These tasks with their arguments, in one statement of the caller's transaction."""
    app.job_manager.batch_defer_jobs([app.configure_task(name).make_new_job(**given) for name, given in wanted])
