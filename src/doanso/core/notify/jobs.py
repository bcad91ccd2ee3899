from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from doanso.core.notify import delivery, services

TRIES = 6
BACK_OFF = RetryStrategy(max_attempts=TRIES, exponential_wait=5, retry_exceptions={delivery.Later})


@app.task(name="notify.deliver", retry=BACK_OFF, pass_context=True)
def deliver(context: JobContext, notification_id: int) -> None:
    """Tried again after 5 s, 25 s, 2 min, 10 min, 52 min and 4 h."""
    attempts = context.job.attempts if context.job else 0
    delivery.deliver(notification_id, now=timezone.now(), last_try=attempts >= TRIES)


@app.task(name="notify.digest", retry=BACK_OFF)
def digest(person_id: int) -> None:
    delivery.deliver_digest(person_id, now=timezone.now())


@app.periodic(cron="0 10 * * *")  # 17:00 in Vietnam
@app.task(name="notify.digests", queueing_lock="notify.digests")
def digests(timestamp: int) -> None:
    for person_id in delivery.waiting_for_digest():
        app.configure_task("notify.digest").defer(person_id=person_id)


@app.periodic(cron="*/30 * * * *")
@app.task(name="notify.give_up_stuck", queueing_lock="notify.give_up_stuck")
def give_up_stuck(timestamp: int) -> None:
    services.give_up_stuck(now=timezone.now())
