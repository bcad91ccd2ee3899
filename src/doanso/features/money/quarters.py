"""Three months of a year, as dues are counted in."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

YEARS = range(2000, 2101)  # outside of it somebody mistyped


@dataclass(frozen=True, order=True)
class Quarter:
    """Written 2026-4 in addresses and in the books."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def months(self) -> tuple[date, date, date]:
        first = 3 * self.number - 2
        return date(self.year, first, 1), date(self.year, first + 1, 1), date(self.year, first + 2, 1)

    @property
    def first_day(self) -> date:
        return self.months[0]

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        return of(self.first_day - timedelta(days=1))


def of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def parse(text: str) -> Quarter:
    """ValueError for anything but 2026-1 to 2026-4."""
    found = re.fullmatch(r"([0-9]{4})-([1-4])", text)
    if not found or int(found[1]) not in YEARS:
        raise ValueError(text)
    return Quarter(int(found[1]), int(found[2]))
