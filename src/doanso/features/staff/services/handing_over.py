"""When an agency's work goes over to another one, its staff go with it, by the decision that ordered it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.core.units import queries as units
from doanso.features.staff.models import Spell, What
from doanso.features.staff.queries import quotas
from doanso.features.staff.services.entering import Given, enter
from doanso.features.staff.services.quotas import add_up, going_along
from doanso.lib.moves import Handover, Line


def to_hand_over(handover: Handover) -> list[Line]:
    if handover.people is not None:
        return []
    lines = []
    if number := _there(handover).values("employee").distinct().count():
        words = ngettext(
            "%(number)d member of the staff goes on there", "%(number)d members of the staff go on there", number
        )
        lines.append(Line(words % {"number": number}, number))
    return lines + list(_quotas(handover))


def _quotas(handover: Handover) -> Iterator[Line]:
    along = {(one.quota.year, one.quota.kind): one for one in going_along(handover.unit, handover.into, handover.on)}
    held = quotas.last_of(handover.unit, handover.on.year).items()
    for year in sorted({key[0] for key, _quota in held}):
        mine = [one for key, one in along.items() if key[0] == year]
        if number := sum(one.more for one in mine):
            words = _("The quota of %(year)d goes along and adds up: %(number)d")
            yield Line(words % {"year": year, "number": number}, number)
        if number := sum(one.quota.number for one in mine if not one.more):
            words = _("The quota of %(year)d is part of what the superior was given, and adds nothing: %(number)d")
            yield Line(words % {"year": year, "number": number}, number)
        if any(quota.number for key, quota in held if key[0] == year and key not in along):
            words = _("Of the quota of %(year)d the other one was given no part: it needs a new decision")
            yield Line(words % {"year": year})


def hand_over(handover: Handover) -> dict[str, Any]:
    """Who is there, from that day on; who begins there later, from their own day. A second time only who came
    meanwhile is still to be moved; numbers are no more touched, as nobody gives any to an agency that has ended."""
    if handover.people is not None:
        return {}
    told = {"decision": (handover.decision or handover.source)[:60], "source": handover.source}
    told |= {"on": handover.on, "by": handover.by, "now": handover.now}
    added = 0 if handover.late else add_up(unit=handover.unit, into=handover.into, **told)
    moved: set[str] = set()
    while given := _next_moves(handover):
        enter(given=given, source=handover.source, by=handover.by, now=handover.now)
        moved |= {one.code for one in given}
    return {"staff": sorted(moved)} | ({"quota": added} if added else {})


def _next_moves(handover: Handover) -> list[Given]:
    """One move for each of them: from the first day that they would still spend in the old agency."""
    first = _there(handover).order_by("employee", "valid_from").distinct("employee").select_related("employee")
    told = {"unit": handover.into, "decision": handover.decision}
    return [Given(What.MOVED, max(handover.on, stay.valid_from), stay.employee.code, **told) for stay in first]


def _there(handover: Handover) -> QuerySet[Spell]:
    return Spell.objects.filter(units.not_over(handover.on), unit=handover.unit)
