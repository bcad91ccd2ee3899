from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.core.audit import services


@app.periodic(cron="50 19 * * *")  # 02:50 in Vietnam
@app.task(name="audit.anchor", queueing_lock="audit.anchor")
def anchor(timestamp: int) -> None:
    services.anchor(now=timezone.now())
