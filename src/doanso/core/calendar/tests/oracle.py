"""An independent, slow and obvious count of working time: walks minute by minute over days written here by hand.

`python -m doanso.core.calendar.tests.oracle` writes golden.csv anew.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden.csv"

# Written from the announcements as people know them, not from the seed file.
OFF_DAYS = """
2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-04-07 2025-04-30 2025-05-01 2025-05-02
2025-09-01 2025-09-02
2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-27 2026-04-30 2026-05-01
2026-08-31 2026-09-01 2026-09-02 2026-11-24
2027-01-01 2027-02-04 2027-02-05 2027-02-08 2027-02-09 2027-02-10 2027-04-16 2027-04-30 2027-05-03 2027-09-02
2027-09-03 2027-11-24
"""
OFF = OFF_DAYS.split()
MAKEUP = ["2025-04-26", "2026-01-10", "2026-08-22"]

# start, what is special about it
STARTS = {
    "2025-01-24T16:00": "last Friday before Tết 2025",
    "2025-01-29T09:00": "on the first day of Tết 2025",
    "2025-04-04T10:15": "Friday before the Hùng Kings on a Monday",
    "2025-04-25T16:30": "Friday evening before a makeup Saturday",
    "2025-04-26T10:00": "on the makeup Saturday for 2 May",
    "2025-04-29T14:00": "before five days off",
    "2025-05-02T09:00": "on the swapped Friday",
    "2025-08-29T15:00": "Friday, exactly at the cut-off",
    "2025-12-31T16:59": "last minute of the year",
    "2026-01-02T09:00": "on the Friday that was swapped late",
    "2026-01-09T17:30": "after closing before a makeup Saturday",
    "2026-01-10T08:00": "on the makeup Saturday for 2 January",
    "2026-01-10T15:01": "makeup Saturday just after the cut-off",
    "2026-02-13T10:00": "last Friday before Tết 2026",
    "2026-02-15T12:00": "Sunday before Tết 2026",
    "2026-04-24T13:30": "opening of the afternoon before a day in lieu",
    "2026-04-26T08:00": "Hùng Kings on a Sunday",
    "2026-04-29T11:30": "lunch before 30 April",
    "2026-08-21T16:59": "Friday before a makeup Saturday",
    "2026-08-22T11:30": "noon of the makeup Saturday for 31 August",
    "2026-08-28T14:00": "Friday before five days off",
    "2026-08-31T09:00": "on the swapped Monday",
    "2026-11-18T12:00": "at lunch",
    "2026-11-20T09:00": "before the weekend and the new holiday",
    "2026-11-20T15:30": "Friday after the cut-off",
    "2026-11-23T06:15": "before opening",
    "2026-11-23T15:00": "exactly at the cut-off before the new holiday",
    "2026-11-23T15:01": "one minute after the cut-off before the new holiday",
    "2026-11-24T10:00": "on Vietnam's Culture Day",
    "2027-02-03T14:00": "Wednesday before Tết 2027",
    "2027-04-15T17:00": "closing time before the Hùng Kings",
    "2027-04-29T07:00": "opening before 30 April 2027",
    "2027-09-01T16:00": "before National Day 2027",
    "2027-11-23T15:00": "before Culture Day 2027",
    "2027-12-30T23:59": "end of the table's third year",
}
LIMITS = [
    ("minutes", "45", ""),
    ("hours", "4", ""),
    ("hours", "7.5", ""),
    ("days", "1", ""),
    ("days", "1", "15:00"),
    ("days", "3", ""),
    ("days", "15", "15:00"),
]
SATURDAY_LIMITS = [("hours", "4", ""), ("days", "3", "15:00")]


def windows(day: date, saturdays: bool) -> list[tuple[int, int]]:
    usual = [(7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)]
    if day.isoformat() in MAKEUP:
        return usual
    if day.isoformat() in OFF:
        return []
    if day.weekday() == 5 and saturdays:
        return usual[:1]
    return usual if day.weekday() < 5 else []


def working_minutes(start: datetime, saturdays: bool) -> Iterator[datetime]:
    """Every minute from `start` on during which the office works, named by its beginning."""
    day = start.date()
    while True:
        opening = windows(day, saturdays)
        for minute in range(24 * 60):
            if any(opens <= minute < closes for opens, closes in opening):
                at = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 local throughout
                if at >= start:
                    yield at
        day += timedelta(days=1)


def due(start: datetime, measure: str, amount: str, cutoff: str, saturdays: bool) -> datetime:
    """The end of the last minute that is needed."""
    if cutoff and f"{start:%H:%M}" > cutoff:
        start = datetime.combine(start.date() + timedelta(days=1), datetime.min.time())
    wanted = int(Decimal(amount) * {"minutes": 1, "hours": 60, "days": 480}[measure])
    for counted, minute in enumerate(working_minutes(start, saturdays), start=1):
        if counted == wanted:
            return minute + timedelta(minutes=1)
    raise AssertionError("the walk never ends")


def rows() -> Iterator[dict[str, str]]:
    for start, note in STARTS.items():
        for saturdays, limits in ((False, LIMITS), (True, SATURDAY_LIMITS)):
            for measure, amount, cutoff in limits:
                found = due(datetime.fromisoformat(start), measure, amount, cutoff, saturdays)
                yield {
                    "start": start,
                    "amount": amount,
                    "measure": measure,
                    "cutoff": cutoff,
                    "office": "saturday mornings" if saturdays else "usual",
                    "due": found.isoformat(timespec="minutes"),
                    "note": note,
                }


if __name__ == "__main__":
    table = list(rows())
    with GOLDEN.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
