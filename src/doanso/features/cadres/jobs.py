"""Work that the calendar brings."""

from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.features.cadres.services import appraising, reminding


@app.periodic(cron="30 0 * * *")  # 7:30 in Vietnam
@app.task(name="cadres.remind", queueing_lock="cadres.remind")
def remind(timestamp: int) -> None:
    """Terms that end within 180 days; appraisals that wait for whoever sits there today."""
    now = timezone.now()
    reminding.remind(now=now)
    appraising.ask_again(now=now)
