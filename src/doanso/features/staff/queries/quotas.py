"""Quotas as they hold on a day, and where a path of downsizing leads."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doanso.core.units.models import Unit
from doanso.features.staff.models import Quota, Reduction
from doanso.features.staff.queries.scopes import Scope


def latest(scope: Scope, years: list[int]) -> list[Quota]:
    """What was decided last for each agency, year and kind of staff; where a day divides the year, for each part."""
    found = Quota.objects.filter(unit_id__in=scope.ids, year__in=years).select_related("unit")
    return list(found.order_by("unit", "year", "kind", "since", "-pk").distinct("unit", "year", "kind", "since"))


def last_of(unit: Unit, from_year: int) -> dict[tuple[int, str], Quota]:
    """By year and kind of staff, what holds for one agency in the end."""
    found = (
        Quota.objects.filter(unit=unit, year__gte=from_year).order_by("year", "kind", "-pk").distinct("year", "kind")
    )
    return {(quota.year, quota.kind): quota for quota in found}


def holding(found: list[Quota], on: date) -> list[Quota]:
    """Of agencies that stand on that day, for its year. What is given to an agency is part of what its superior was
    given, and does not count twice."""
    begun = [q for q in found if q.year == on.year and _stands(q.unit, on) and (q.since is None or q.since <= on)]
    here = {(q.unit_id, q.kind): q for q in sorted(begun, key=lambda quota: quota.pk)}.values()
    paths = defaultdict(set)
    for quota in here:
        paths[quota.kind].add(quota.unit.path)
    return [q for q in here if not any(above in paths[q.kind] for above in _above(q.unit.path))]


def _stands(unit: Unit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to)


def _above(path: str) -> list[str]:
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[:length]) + "/" for length in range(1, len(codes))]


def total(found: list[Quota], on: date) -> int | None:
    """None when nobody was given any: that is not zero."""
    held = holding(found, on)
    return sum(quota.number for quota in held) if held else None


def by_agency(found: list[Quota], on: date, homes: dict[int, int]) -> dict[int, Counter[str]]:
    """Agency of the scope's lines -> kind -> number."""
    lines: dict[int, Counter[str]] = defaultdict(Counter)
    for quota in holding(found, on):
        lines[homes[quota.unit_id]][quota.kind] += quota.number
    return lines


def history(unit: Unit) -> QuerySet[Quota]:
    return Quota.objects.filter(unit=unit).select_related("by").order_by("-year", "kind", "-pk")


def reduction(unit: Unit) -> Reduction | None:
    return Reduction.objects.filter(unit=unit).order_by("-pk").first()


@dataclass(frozen=True)
class Milestone:
    """At the end of the year so many should be left, so many were there (None: not yet)."""

    year: int
    wanted: int
    actual: int | None

    @property
    def over(self) -> int | None:
        return None if self.actual is None else self.actual - self.wanted


def milestones(path: Reduction, actual: dict[int, int]) -> list[Milestone]:
    """The same step each year, rounded to whole people upwards: nobody is reckoned away before the target says so."""
    years, down = path.to_year - path.from_year, path.from_number - path.to_number
    return [
        Milestone(year, path.from_number - down * (year - path.from_year) // years, actual.get(year))
        for year in range(path.from_year, path.to_year + 1)
    ]


def year_ends(path: Reduction, today: date) -> list[date]:
    return [date(year, 12, 31) for year in range(path.from_year, path.to_year + 1) if date(year, 12, 31) <= today]
