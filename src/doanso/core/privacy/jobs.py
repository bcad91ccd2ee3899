"""Data whose time is up goes every night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.core.privacy import queries, services
from doanso.lib import jobs


@app.periodic(cron="20 19 * * *")  # 02:20 in Vietnam
@app.task(name="privacy.clear_all", queueing_lock="privacy.clear_all")
def clear_all(timestamp: int) -> None:
    """One job for each rule, so that one that fails keeps none of the others from being done."""
    jobs.defer(*(("privacy.clear", {"rule": rule}) for rule in queries.rules_of_retention()))


@app.task(name="privacy.clear")
def clear(rule: str) -> int:
    return services.clear(rule, now=timezone.now())
