"""Seats planned, taken and vacant; and the people on them by age, sex and ethnic group. All counted each time.

For each unit and line below: planned + beyond the plan + without a plan - vacant = taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person, Sex
from doanso.core.units.models import Unit
from doanso.features.cadres.models import Term
from doanso.features.cadres.queries import reading, terms
from doanso.lib import shares
from doanso.lib.text import fold

AGES = (
    (25, "25", gettext_lazy("Up to 25 years")),
    (30, "30", gettext_lazy("26 to 30 years")),
    (35, "35", gettext_lazy("31 to 35 years")),
)
OLDER = gettext_lazy("Over 35 years")


@dataclass(frozen=True)
class Seats:
    """Of one unit, or added up over several."""

    planned: int = 0
    taken: int = 0
    vacant: int = 0
    beyond: int = 0
    unplanned: int = 0

    def __add__(self, other: "Seats") -> "Seats":
        return Seats(*(getattr(self, name) + getattr(other, name) for name in Seats.__dataclass_fields__))

    @property
    def unknown(self) -> bool:
        """No term that runs plans anything here: nothing is known of vacancies, which is not none."""
        return not self.planned and self.unplanned == self.taken

    @classmethod
    def of(cls, planned: int | None, taken: int) -> "Seats":
        """Of one role in one unit; None: no term that runs plans it."""
        if planned is None:
            return cls(taken=taken, unplanned=taken)
        return cls(planned, taken, max(planned - taken, 0), max(taken - planned, 0))


@dataclass(frozen=True)
class Situation:
    """All seats of some units on a day, by (unit, role)."""

    seats: dict[tuple[int, str], Seats]
    running: list[Term]

    @property
    def total(self) -> Seats:
        return sum(self.seats.values(), Seats())

    def by(self, homes: dict[int, int]) -> dict[int, Seats]:
        """Added up over what `homes` leads each unit to."""
        found: dict[int, Seats] = {}
        for (unit_id, _role), one in self.seats.items():
            home = homes[unit_id]
            found[home] = found.get(home, Seats()) + one
        return found


def situation(unit_ids: Iterable[int], on: date) -> Situation:
    """Two queries for any number of units."""
    ids = list(unit_ids)
    running = list(terms.running(ids, on).select_related("unit"))
    planned = terms.planned_seats(running)
    rows = reading.seated(ids, on).values_list("unit_id", "role_id").annotate(n=Count("pk")).order_by()
    taken = {(unit, role): number for unit, role, number in rows}
    found = {key: Seats.of(planned.get(key), taken.get(key, 0)) for key in planned.keys() | taken.keys()}
    return Situation(found, running)


@dataclass(frozen=True)
class Vacancy:
    unit: Unit
    role_id: str
    number: int


def vacancies(found: Situation) -> Iterator[Vacancy]:
    """In the order of the tree, then of the seats."""
    named = {term.unit_id: term.unit for term in found.running}
    open_ones = [(named[unit], role, one.vacant) for (unit, role), one in found.seats.items() if one.vacant]
    order = {role: number for number, role in enumerate(reading.CADRE_ROLES)}
    for unit, role, number in sorted(open_ones, key=lambda one: (one[0].path, order[one[1]])):
        yield Vacancy(unit, role, number)


@dataclass(frozen=True)
class Part:
    """One line of a breakdown; the shares of all make 100,0 %."""

    label: str
    number: int
    tenths: int

    @property
    def share(self) -> str:
        return shares.in_words(self.tenths)


def people(unit_ids: Iterable[int], on: date) -> QuerySet[Person]:
    """Everybody once, however many seats they have."""
    return Person.objects.filter(pk__in=reading.seated(list(unit_ids), on).values("person"))


def breakdowns(found: QuerySet[Person], on: date) -> list[tuple[str, list[Part]]]:
    """By age, sex and ethnic group; each adds up to everybody. What is not known is a line of its own."""
    ages = [(name, label) for _oldest, name, label in AGES] + [("over", OLDER)]
    return [
        (_("Age"), _broken_down(found.annotate(part=_age(on)), ages)),
        (_("Sex"), _broken_down(found.annotate(part=F("sex")), list(Sex.choices))),
        (_("Ethnic group"), _broken_down(found.annotate(part=F("ethnicity")), [])),
    ]


def _broken_down(found: QuerySet[Person], known: list[tuple[str, Any]]) -> list[Part]:
    counts = Counter(dict(found.values_list("part").annotate(n=Count("pk")).order_by()))
    free = sorted((one for one in counts if one and one not in dict(known)), key=lambda one: (-counts[one], fold(one)))
    lines = [(value, str(label)) for value, label in known] + [(one, one) for one in (free if not known else [])]
    if counts[""]:
        lines.append(("", _("No data yet")))
    tenths = shares.tenths([counts[value] for value, _label in lines]) or [0] * len(lines)
    return [Part(label, counts[value], share) for (value, label), share in zip(lines, tenths, strict=True)]


def _age(on: date) -> Case:
    """Whoever was born after that day has not completed so many years."""
    bands = [When(date_of_birth__gt=_years_before(on, oldest + 1), then=Value(name)) for oldest, name, _label in AGES]
    missing = When(date_of_birth=None, then=Value(""))
    return Case(missing, *bands, default=Value("over"), output_field=CharField())


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not leap else day.day)
