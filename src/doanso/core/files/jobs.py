from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.core.files import services


@app.periodic(cron="*/2 * * * *")
@app.task(name="files.rescan", queueing_lock="files.rescan", lock="files.rescan")
def rescan(timestamp: int) -> int:
    return services.rescan(now=timezone.now())


@app.periodic(cron="40 19 * * *")  # 02:40 in Vietnam
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> int:
    return services.sweep(now=timezone.now())


@app.periodic(cron="10 20 * * 6")  # Sunday 03:10 in Vietnam
@app.task(name="files.sweep_strays", queueing_lock="files.sweep_strays")
def sweep_strays(timestamp: int) -> int:
    return services.sweep_strays(now=timezone.now())
