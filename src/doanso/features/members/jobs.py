"""Work that the calendar brings."""

from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.core.units import services as units
from doanso.features.members.services import terms


@app.periodic(cron="10 18 * * *")  # 1:10 in Vietnam
@app.task(name="members.end_due", queueing_lock="members.end_due")
def end_due(timestamp: int) -> None:
    """Deferrals and disciplines end by themselves; a worker that was down makes up for it."""
    terms.end_due(now=timezone.now())


@app.periodic(cron="40 18 * * *")  # 1:40 in Vietnam
@app.task(name="members.fold_sums", queueing_lock="members.fold_sums")
def fold_sums(timestamp: int) -> None:
    """What was added to the sums of members since yesterday becomes part of them."""
    units.fold_headcounts()


@app.periodic(cron="20 0 * * *")  # 7:20 in Vietnam
@app.task(name="members.look_ahead", queueing_lock="members.look_ahead")
def look_ahead(timestamp: int) -> None:
    """Who comes back within thirty days, and who grows out of the Union's age this month."""
    now = timezone.now()
    terms.remind(now=now)
    terms.propose_of_age(now=now)
