"""What is decided happens on its day without anybody there."""

from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.features.organisation import services


@app.periodic(cron="0 * * * *")  # midnight in Vietnam is among them; later ones make up for a worker that was down
@app.task(name="organisation.carry_out_due", queueing_lock="organisation.carry_out_due")
def carry_out_due(timestamp: int) -> None:
    """Decided changes whose day has come; then whatever came in the name of units that ended."""
    services.carry_out_due(now=timezone.now())
    services.catch_up(now=timezone.now())


@app.task(name="organisation.catch_up")
def catch_up(change_id: int) -> None:
    services.catch_up(change_id=change_id, now=timezone.now())
