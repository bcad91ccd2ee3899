"""Whose term ends within 180 days is told once, so that the congress is prepared in time."""

from datetime import datetime

from django.db import transaction

from doanso.core.notify import services as notify
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.features.cadres.models import Term
from doanso.features.cadres.queries import terms
from doanso.lib.dates import local


@transaction.atomic
def remind(*, now: datetime) -> int:
    """How many terms end soon; the secretary of each unit hears of each once."""
    today = local(now).date()
    soon = list(terms.ending_soon(Term.objects.filter(units.valid(today), undone_by=""), today))
    for term in soon:
        _tell(term, now)
    return len(soon)


def _tell(term: Term, now: datetime) -> None:
    today = local(now).date()
    told = {"unit": term.unit.name, "body": str(term.get_body_display()), "day": term.valid_to}
    seats = assignees.resolve("bi_thu(don_vi)", {"don_vi": term.unit}, today).seats
    for person in units.people_of(list(seats), today):
        once = f"cadres.term:{term.pk}"
        notify.send("cadres.term_ends", to=person, context=told, once=once, now=now, url=term.get_absolute_url())
