"""What reports read: figures that the modules publish, never their tables."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.reports.tables import Line, Table, Tally, grouped, tally
from doanso.lib.modules import Figure, all_modules
from doanso.lib.shares import percent
from doanso.lib.text import fold

OVERSEE = "dossier.oversee"
DOSSIERS = "procedures.dossiers"


@dataclass(frozen=True)
class Scope:
    """Which unit, which days (both included), seen by whom, and on which day."""

    unit: Unit
    start: date
    end: date
    reader: Person | None
    today: date


@dataclass(frozen=True)
class Fact:
    label: Any
    numerator: int
    denominator: int | None
    of: Any

    @property
    def share(self) -> str | None:
        return percent(self.numerator, self.denominator or 0)


def units_to_report(reader: Person | None, on: date) -> QuerySet[Unit]:
    """Where the reader oversees dossiers, in the order of the tree."""
    return units.units(on).filter(pk__in=units.units_where(reader, OVERSEE, on).values("pk")).order_by("path")


def oversees_all_below(scope: Scope) -> bool:
    overseen = units.units_where(scope.reader, OVERSEE, scope.today).values("pk")
    return not Unit.objects.filter(path__startswith=scope.unit.path).exclude(pk__in=overseen).exists()


def facts(scope: Scope) -> list[Fact]:
    """The figures of every module over the unit and all below it: only for who oversees all of that."""
    if not oversees_all_below(scope):
        return []
    found = [figure for module in all_modules() for figure in module.figures if not figure.rows]
    return [_fact(figure, scope) for figure in found]


def _fact(figure: Figure, scope: Scope) -> Fact:
    numerator, denominator = figure.compute(scope.unit.pk, scope.start, scope.end)
    return Fact(figure.label, numerator, denominator, figure.of)


def _rows(scope: Scope) -> list[tuple[Unit, str, Tally]]:
    """The figure's rows with the unit that each counts for, units that the reader does not oversee left out."""
    by_name = {figure.name: figure for module in all_modules() for figure in module.figures}
    rows = by_name[DOSSIERS].compute(scope.unit.pk, scope.start, scope.end)
    heirs = units.heirs_of_ended(scope.end)
    seen = set(units.units_where(scope.reader, OVERSEE, scope.today).values_list("pk", flat=True))
    counted = [(heirs.get(row["unit_id"], row["unit_id"]), row) for row in rows]
    known = Unit.objects.select_related("type").in_bulk([pk for pk, _row in counted if pk in seen])
    return [(known[pk], row["field"], tally(row)) for pk, row in counted if pk in known]


def own(scope: Scope) -> Table:
    """Report 06: what the unit itself and its own offices handled, by field."""
    houses = _houses(scope)
    mine = [(name, counts) for unit, name, counts in _rows(scope) if houses.get(unit.pk, unit.pk) == scope.unit.pk]
    return Table([Line(label, counts) for label, counts in sorted(grouped(mine), key=lambda pair: fold(pair[0]))])


def summed(scope: Scope) -> Table:
    """Report 07: every unit below with its offices, one line each, in the order of the tree."""
    houses = _houses(scope)
    rows = [(houses.get(unit.pk, unit.pk), counts) for unit, _name, counts in _rows(scope)]
    lines = dict(grouped((str(pk), counts) for pk, counts in rows))
    found = Unit.objects.filter(pk__in=lines).order_by("path")
    return Table([Line(unit.name, lines[str(unit.pk)], unit.code) for unit in found])


def _houses(scope: Scope) -> dict[int, int]:
    """Office -> the nearest unit above it that is no office; an office that is itself asked about stands for itself."""
    inside = Unit.objects.filter(path__startswith=scope.unit.path).select_related("type").order_by("path")
    houses: dict[int, int] = {}
    for unit in inside:
        own_house = unit.pk == scope.unit.pk or not unit.type.office
        houses[unit.pk] = unit.pk if own_house else houses.get(unit.parent_id or 0, unit.pk)
    return houses


def usual_periods(today: date) -> list[tuple[str, date, date]]:
    """This and the last month, this quarter, this year: keys and days, never beyond today."""
    month = today.replace(day=1)
    last_of_previous = month - timedelta(days=1)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return [
        ("month", month, today),
        ("last_month", last_of_previous.replace(day=1), last_of_previous),
        ("quarter", quarter, today),
        ("year", date(today.year, 1, 1), today),
    ]
