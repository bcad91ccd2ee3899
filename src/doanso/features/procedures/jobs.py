"""Work that need not keep anybody waiting."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from doanso.blocks.workflow import services as workflow
from doanso.features.procedures.services import (
    archiving,
    clients,
    deadlines,
    escalation,
    finishing,
    indexing,
    moving,
    papers,
    yearly,
)
from doanso.features.procedures.services.authoring import reviewing


@app.periodic(cron="*/10 * * * *")
@app.task(name="procedures.sweep", queueing_lock="procedures.sweep")
def sweep(timestamp: int) -> None:
    """Reminders and escalation, each once however often this runs; what was overdue and is done leaves the lists."""
    workflow.sweep(now=timezone.now())
    escalation.settle(now=timezone.now())


@app.task(name="procedures.recompute")
def recompute() -> None:
    """Running deadlines, after the calendar changed."""
    deadlines.recompute(now=timezone.now())


@app.periodic(cron="1 * * * *")
@app.task(name="procedures.publish_due", queueing_lock="procedures.publish_due")
def publish_due(timestamp: int) -> None:
    """Approved drafts whose day has come. Every hour: a worker that was down at midnight makes up for it."""
    reviewing.publish_due(now=timezone.now())


@app.periodic(cron="30 0 * * *")  # 7:30 in Vietnam
@app.task(name="procedures.ask_reviews", queueing_lock="procedures.ask_reviews")
def ask_reviews(timestamp: int) -> None:
    """Procedures that are a year old, or nearly: asked once before and once on the day however often this runs."""
    yearly.ask(now=timezone.now())


@app.task(name="procedures.move")
def move(batch_id: int) -> None:
    """Dossiers of a batch to the version wanted, or back; what a run that broke off left over is done by the next."""
    moving.run(batch_id=batch_id, now=timezone.now())


@app.task(name="procedures.destroy", retry=RetryStrategy(max_attempts=10, linear_wait=60))
def destroy(batch_id: int) -> None:
    """Dossiers of a decided list; what a run that broke off left over is done by the next."""
    archiving.run(batch_id=batch_id, now=timezone.now())


@app.task(name="procedures.index")
def index(dossier_id: int) -> None:
    """A new dossier becomes findable."""
    indexing.index(dossier_id=dossier_id, now=timezone.now())


@app.task(name="procedures.finished")
def finished(dossier_id: int) -> None:
    finishing.follow(dossier_id=dossier_id, now=timezone.now())


@app.task(name="procedures.draw_paper")
def draw_paper(paper_id: int) -> None:
    papers.draw(paper_id=paper_id, now=timezone.now())


@app.task(name="procedures.deliver_webhook")
def deliver_webhook(delivery_id: int) -> None:
    """Again after 20 s, 80 s, 5 min, ... until taken, eight times at most."""
    wait = clients.deliver(delivery_id=delivery_id, now=timezone.now())
    if wait:
        app.configure_task("procedures.deliver_webhook", schedule_in={"seconds": wait.total_seconds()}).defer(
            delivery_id=delivery_id
        )
