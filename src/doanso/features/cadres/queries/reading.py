"""Whose cadres somebody sees, and which units count in a unit."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Tree, Unit
from doanso.features.cadres.bodies import CADRE_ROLES
from doanso.features.cadres.models import Planned

VIEW, EDIT, APPRAISE, CONCLUDE = "cadres.view", "cadres.edit", "cadres.appraise", "cadres.conclude"


def where(reader: Person | None, permission: str, today: date) -> QuerySet[Unit]:
    """The Union's units in which the reader may do that, in the order of the tree; those that ended, too."""
    found = units.units_where(reader, permission, today).filter(type__tree=Tree.UNION, type__office=False)
    return found.select_related("type", "parent").order_by("path")


def to_choose(reader: Person | None, permission: str, today: date) -> QuerySet[Unit]:
    """Of these, the ones that stand today."""
    return where(reader, permission, today).filter(units.valid(today))


def scope(unit: Unit, today: date) -> dict[int, int]:
    """Unit → the unit directly below the given one in which it counts, or the given one itself.

    A unit that has ended counts where its only heir stands, so that each counts once on every level.
    """
    heirs = units.heirs_of_ended(today)
    found = Unit.objects.filter(type__tree=Tree.UNION)
    paths = dict(found.filter(path__startswith=unit.path).values_list("pk", "path"))
    if unit.valid_to is None or unit.valid_to >= today:
        stand_elsewhere = {pk for pk, heir in heirs.items() if pk in paths and heir not in paths}
        came = {pk: paths[heir] for pk, heir in heirs.items() if heir in paths}
        paths = {pk: path for pk, path in paths.items() if pk not in stand_elsewhere} | came
    step = {path: pk for pk, path in found.filter(parent=unit).values_list("pk", "path")}
    return {pk: step.get(_step_below(path, unit.path), unit.pk) for pk, path in paths.items()}


def _step_below(path: str, base: str) -> str:
    return f"{base}{path[len(base) :].split('/')[0]}/"


def seated(unit_ids: list[int], on: date) -> QuerySet[Position]:
    """Seats of committees that are taken on that day."""
    return Position.objects.filter(units.valid(on), unit__in=unit_ids, role__in=CADRE_ROLES)


def records_seen(reader: Person | None, today: date, permission: str = VIEW) -> QuerySet[Person]:
    """Who sits in a committee today, or sat there last and now sits nowhere, or is planned for a seat, where the reader
    may do that."""
    seats = Position.objects.filter(person=OuterRef("pk"), role__in=CADRE_ROLES, unit__type__tree=Tree.UNION)
    where = units.units_where(reader, permission, today)
    here, planned = seats.filter(unit__in=where), Planned.objects.filter(person=OuterRef("pk"), unit__in=where)
    sits_here, sits = Exists(here.filter(units.not_over(today))), Exists(seats.filter(units.not_over(today)))
    open_plan = Exists(planned.filter(state__in=[Planned.State.PROPOSED, Planned.State.APPROVED]))
    return Person.objects.filter(sits_here | (Exists(here) & ~sits) | open_plan)
