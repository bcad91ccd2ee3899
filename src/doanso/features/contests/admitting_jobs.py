"""Telling everybody who is let into a round, a piece at a time."""

from django.utils import timezone
from procrastinate.contrib.django import app

from doanso.features.contests.models import Admitted, Entrant, Round
from doanso.features.contests.services import admitting, telling
from doanso.lib import jobs

PIECE = 500


@app.task(name=admitting.TELL)
def tell(round_id: int, after: int) -> None:
    """Twice tells once. Who has withdrawn meanwhile has no address any more."""
    found = Admitted.objects.filter(round=round_id, pk__gt=after).order_by("pk")
    lines = list(found.select_related("round__contest", "source", "entrant__person")[:PIECE])
    for line in lines:
        telling.admitted(line, now=timezone.now())
    if len(lines) == PIECE:
        jobs.defer((admitting.TELL, {"round_id": round_id, "after": lines[-1].pk}))


@app.task(name=admitting.TELL_BACK)
def tell_back(round_id: int, entrants: list[int], reason: str, once: str) -> None:
    round, now = Round.objects.select_related("contest").get(pk=round_id), timezone.now()
    for entrant in Entrant.objects.filter(pk__in=entrants[:PIECE]).select_related("person"):
        telling.list_given_up(round, entrant, reason, once=once, now=now)
    if rest := entrants[PIECE:]:
        jobs.defer((admitting.TELL_BACK, {"round_id": round_id, "entrants": rest, "reason": reason, "once": once}))
