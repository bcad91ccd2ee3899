"""When an agency's work goes over to another one, its staff go with it, by the decision that ordered it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from doanso.core.units import queries as units
from doanso.features.staff.models import Spell, What
from doanso.features.staff.services.entering import Given, enter
from doanso.lib.moves import Handover, Line


def to_hand_over(handover: Handover) -> list[Line]:
    number = _there(handover).count()
    if handover.people is not None or not number:
        return []
    words = ngettext(
        "%(number)d member of the staff goes on there", "%(number)d members of the staff go on there", number
    )
    return [Line(words % {"number": number}, number)]


def hand_over(handover: Handover) -> dict[str, Any]:
    """A second time only who came meanwhile is still to be moved."""
    if handover.people is not None:
        return {}
    codes = list(_there(handover).order_by("employee").values_list("employee__code", flat=True))
    told = {"unit": handover.into, "decision": handover.decision}
    given = [Given(What.MOVED, handover.on, code, **told) for code in codes]
    enter(given=given, source=handover.source, by=handover.by, now=handover.now)
    return {"staff": codes}


def _there(handover: Handover) -> QuerySet[Spell]:
    return Spell.objects.filter(units.valid(handover.on), unit=handover.unit)
