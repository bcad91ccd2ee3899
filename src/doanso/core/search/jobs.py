from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.core.search import services, sources
from doanso.core.units.models import Unit


@app.periodic(cron="0 19 * * *")  # 02:00 in Vietnam
@app.task(name="search.rebuild", queueing_lock="search.rebuild")
def rebuild(timestamp: int = 0) -> None:
    """Sets right what a bulk import or a correction in the database went past."""
    services.rebuild_all(now=timezone.now())


@app.task(name="search.people_of")
def people_of(unit_id: int) -> None:
    """Who came in great numbers to this unit, or below it: its officers find them."""
    within = Unit.objects.get(pk=unit_id).path
    services.put_many("people", sources.person_documents(within), now=timezone.now())
