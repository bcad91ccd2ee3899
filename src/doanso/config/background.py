"""No background job is lost in a crash: of the worker that was doing it, or of the database under it.

A job may therefore run twice: each looks at what is there first.
"""

from django.db import InterfaceError, OperationalError
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

HEARTBEAT_S = 3  # how often a worker says that it lives
DEAD_AFTER_S = 15  # without having said so
MOST_TRIES = 10  # for a job that takes its worker down with it each time


class Patient(BaseRetryStrategy):
    """A database that was away is no fault of the job; about anything else the task's own strategy decides."""

    def __init__(self, own: BaseRetryStrategy | None) -> None:
        self.own = own

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, OperationalError | InterfaceError) and job.attempts < MOST_TRIES:
            return RetryDecision(retry_in={"seconds": 2**job.attempts})
        return self.own.get_retry_decision(exception=exception, job=job) if self.own else None


def prepare(app: App) -> None:
    """Called once every module has declared its jobs."""
    for task in app.tasks.values():
        task.retry_strategy = Patient(task.retry_strategy)
    task = app.task(name="jobs.rescue", queueing_lock="jobs.rescue", pass_context=True)(rescue)
    app.periodic(cron="* * * * * */10")(task)  # the last place is that of seconds


async def rescue(context: JobContext, timestamp: int) -> None:
    """Give back what dead workers held: to be done again, or as failed when that happens every time."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S):
        try:
            if job.attempts < MOST_TRIES:
                await manager.retry_job(job)
            else:
                await manager.finish_job(job, Status.FAILED, delete_job=False)
        except ConnectorException:  # another worker was faster
            continue
