"""The agencies before the reform, and what carries each of them on."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from doanso.core.units import services
from doanso.core.units.models import Lineage, Unit, UnitType

SINCE = date(1997, 1, 1)
PROVINCE, DEPARTMENT, COMMITTEE, OFFICE = "CQ-UB", "SO", "UBND", "PHONG"


@dataclass
class Agencies:
    """`province` and `district`: who worked where on the day of the figures. `into`: agency -> the offices that its
    people went on in."""

    top: Unit
    province: list[Unit] = field(default_factory=list)
    district: list[Unit] = field(default_factory=list)
    into: dict[int, list[Unit]] = field(default_factory=dict)
    with_quota: list[Unit] = field(default_factory=list)


class _Loader:
    def __init__(self, told: dict[str, Any], now: datetime) -> None:
        self.told, self.now = told, now
        self.known = {unit.code: unit for unit in Unit.objects.all()}
        self.types = UnitType.objects.in_bulk()
        self.found = Agencies(self.known[PROVINCE])

    def make(self, row: dict[str, Any], kind: str, parent: Unit, first: date, last: date | None) -> Unit:
        unit = services.create_unit(
            code=row["code"],
            name=row["name"],
            short_name=row.get("short_name", row["name"])[:120],
            type=self.types[kind],
            parent=parent,
            valid_from=first,
            valid_to=last,
            area=self.known.get(row.get("area", "")),
            by=None,
            now=self.now,
        )
        self.known[unit.code] = unit
        return unit

    def goes_on(self, unit: Unit, targets: list[Unit], day: date) -> None:
        kind = Lineage.Kind.MERGE if len(targets) == 1 else Lineage.Kind.SPLIT
        line = Lineage.objects.create(code=f"LS-{unit.code}"[:20], kind=kind, effective=day)
        line.sources.set([unit])
        line.targets.set(targets)
        services.carry_on(unit)
        self.found.into[unit.pk] = targets


def load(told: dict[str, Any], now: datetime) -> Agencies:
    loader = _Loader(told, now)
    _province(loader)
    for row in told["districts"]:
        _district(loader, row)
    communes = Unit.objects.filter(type=COMMITTEE, parent=loader.found.top, valid_to=None)
    departments = Unit.objects.filter(type=DEPARTMENT, parent=loader.found.top)
    districts = Unit.objects.filter(type=COMMITTEE, parent=loader.found.top, valid_to__isnull=False)
    loader.found.with_quota = [*departments.order_by("code"), *districts.order_by("code"), *communes.order_by("code")]
    return loader.found


def _province(loader: _Loader) -> None:
    told, found = loader.told, loader.found
    reform = date.fromisoformat(told["reform_province"])
    for row in told["new_agencies"]:
        unit = loader.make(row, DEPARTMENT, found.top, date.fromisoformat(row["valid_from"]), None)
        found.province.append(unit)
    for row in told["ended_agencies"]:
        unit = loader.make(row, DEPARTMENT, found.top, SINCE, reform - timedelta(days=1))
        loader.goes_on(unit, [loader.known[row["into"]]], reform)
        found.province.append(unit)
    found.province += [loader.known[code] for code in told["other_agencies"]]
    for code, into in told["known_lineage"].items():
        found.into[loader.known[code].pk] = [loader.known[into]]


def _district(loader: _Loader, row: dict[str, Any]) -> None:
    day = date.fromisoformat(loader.told["reform_district"])
    last, targets = day - timedelta(days=1), [loader.known[code] for code in row["into"]]
    told = row | {"name": f"Ủy ban nhân dân {row['name']}", "short_name": f"UBND {row['name']}"}
    committee = loader.make(told, COMMITTEE, loader.found.top, SINCE, last)
    loader.goes_on(committee, targets, day)
    for office in loader.told["district_offices"]:
        own = {"code": f"{row['code']}-{office['code']}", "name": f"{office['name']} {row['name']}"}
        unit = loader.make(own, OFFICE, committee, SINCE, last)
        into = [loader.known.get(f"{target.code}-{office['into']}") for target in targets]
        loader.goes_on(unit, [one for one in into if one] or [loader.known[office["into"]]], day)
        loader.found.district.append(unit)
