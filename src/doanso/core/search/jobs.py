from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.core.search import services


@app.periodic(cron="0 19 * * *")  # 02:00 in Vietnam
@app.task(name="search.rebuild", queueing_lock="search.rebuild")
def rebuild(timestamp: int = 0) -> None:
    """Sets right what a bulk import or a correction in the database went past."""
    services.rebuild_all(now=timezone.now())
