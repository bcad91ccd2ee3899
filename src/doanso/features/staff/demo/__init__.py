"""The invented staff register: 20 + 110 agencies before the reform of 2025, and where everybody went on."""

from collections import Counter, defaultdict
from datetime import date, datetime

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.units import services as units
from doanso.core.units.models import Role, Unit
from doanso.core.units.queries import valid
from doanso.features.staff import services
from doanso.features.staff.demo import agencies, people
from doanso.features.staff.models import Employee, Kind, Spell
from doanso.features.staff.queries import counting, scopes
from doanso.lib import demo

SOURCE = "import:demo"
SEAT = "to_chuc_can_bo"


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    if Employee.objects.exists():
        return
    told = demo.data("staff_register")
    found = agencies.load(told, now)
    services.enter(given=people.invented(told, found), source=SOURCE, by=None, now=now)
    _quotas(told, found, now)
    _officer(told["personnel_officer"], now)


def _quotas(told: dict, found: agencies.Agencies, now: datetime) -> None:
    """A little above or below who was there at the end of the year, as quotas are."""
    for year in told["quota_years"]:
        on = min(date(year, 12, 31), now.date())
        there = _there(on)
        for unit in found.with_quota:
            if unit.valid_from <= on and _stands(unit, on):
                _give(unit, year, there[unit.code], now)
    _reduction(told["reduction"], found, now)


def _there(on: date) -> dict[str, Counter[str]]:
    """Who works below the province: code of the agency directly below it -> kind -> number."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path, kind in Spell.objects.filter(valid(on)).values_list("unit__path", "kind"):
        found[path.split("/")[2]][kind] += 1
    return found


def _give(unit: Unit, year: int, there: Counter[str], now: datetime) -> None:
    for kind, number in there.items():
        spare = (unit.pk + year) % 5 - 1 if kind == Kind.CIVIL_SERVANT else 0
        services.set_quota(
            unit=unit,
            year=year,
            kind=kind,
            number=number + spare,
            decision=f"{20 + year % 7}/QĐ-UBND (giả lập)",
            decided_on=date(year - 1, 12, 20),
            by=None,
            now=now,
            source=SOURCE,
        )


def _stands(unit: Unit, on: date) -> bool:
    return unit.valid_to is None or on <= unit.valid_to


def _reduction(path: dict, found: agencies.Agencies, now: datetime) -> None:
    first = date(path["from_year"], 12, 31)
    number = counting.key_figures(scopes.scope(found.top, now.date()), first).staff
    services.plan_reduction(
        unit=found.top,
        from_year=path["from_year"],
        from_number=number,
        to_year=path["to_year"],
        to_number=number - number * path["percent"] // 100,
        decision=path["decision"],
        decided_on=date.fromisoformat(path["decided_on"]),
        by=None,
        now=now,
        source=SOURCE,
    )


def _officer(row: dict, now: datetime) -> None:
    person, unit = Person.objects.get(code=row["person"]), Unit.objects.get(code=row["unit"])
    role = Role.objects.get(code=SEAT).code
    told = {"title": row["title"], "since": date(2025, 7, 1), "source": "demo"}
    units.appoint(person=person, unit=unit, role=role, by=None, now=now, **told)
