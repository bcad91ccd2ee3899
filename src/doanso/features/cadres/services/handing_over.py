"""The committees of a unit that goes on in another one end with it; what they were stays as it is."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from doanso.features.cadres.models import Term
from doanso.features.cadres.services import terms
from doanso.lib.moves import Handover, Line


def to_hand_over(handover: Handover) -> list[Line]:
    number = _running(handover).count()
    if handover.people is not None or not number:
        return []
    words = ngettext("%(number)d term of a committee ends", "%(number)d terms of committees end", number)
    return [Line(words % {"number": number}, number)]


def hand_over(handover: Handover) -> dict[str, Any]:
    """A second time only what was entered meanwhile is still to end."""
    if handover.people is not None:
        return {}
    ended = []
    for term in _running(handover).select_for_update().order_by("pk"):
        terms.cut(term, handover.on - timedelta(days=1), handover.source, by=handover.by, now=handover.now)
        ended.append(term.pk)
    return {"terms": ended}


def _running(handover: Handover) -> QuerySet[Term]:
    return Term.objects.filter(unit=handover.unit, undone_by="", valid_to__gte=handover.on)
