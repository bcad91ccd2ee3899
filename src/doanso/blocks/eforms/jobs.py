from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.blocks.eforms import services


@app.periodic(cron="20 19 * * *")  # 02:20 in Vietnam
@app.task(name="eforms.purge", queueing_lock="eforms.purge")
def purge(timestamp: int) -> int:
    return services.purge_expired(now=timezone.now())
