"""How much CPU it takes to recount every running deadline after a change of the calendar."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from time import process_time
from typing import Any

from doanso.core.calendar.book import EVERYBODY, Book, Mark, Schedule
from doanso.core.calendar.worktime import FIRST_DAY, ZONE, Running
from doanso.lib import demo

NAME = "calendar"
DEADLINES = 10_000
LIMIT_S = 2.0
LIMITS = {"recompute_cpu_s": LIMIT_S, "all_recompute_cpu_s": LIMIT_S}


def run(_probe: Any = None) -> dict[str, float | int]:
    """10,000 deadlines, every fourth with a pause, over a year: with one more day off, then, as the worst case, with
    short mornings alone, so that all of them move. The calendar is built anew each time.

    What the database adds to that the bench `deadlines` measures.
    """
    before = _book()
    running = _running(before)
    after = before.changed(add=[Mark(EVERYBODY, date(2026, 6, 15), works=False, confirmed=True)])
    mornings = replace(before, schedules=frozenset({Schedule(EVERYBODY, FIRST_DAY, (((480, 660),),) * 5 + ((),) * 2)}))
    return {
        "deadlines": len(running),
        **_counted(after, running),
        **{f"all_{name}": figure for name, figure in _counted(mornings, running).items()},
        "limit_s": LIMIT_S,
    }


def _counted(book: Book, running: list[Running]) -> dict[str, float | int]:
    started = process_time()
    calendar = book.calendar("")
    built = process_time()
    moved = calendar.moved(running)
    ended = process_time()
    return {
        "moved": len(moved),
        "build_cpu_ms": round((built - started) * 1000, 2),
        "recompute_cpu_s": round(ended - started, 4),
    }


def _book() -> Book:
    known = demo.data("holidays_vn")
    off = {date.fromisoformat(row["date"]): False for row in known["days_off"]}
    worked = {date.fromisoformat(row["date"]): True for row in known["makeup_workdays"]}
    marks = (Mark(EVERYBODY, day, works, confirmed=True) for day, works in (off | worked).items())
    return Book(marks=frozenset(marks))


def _running(book: Book) -> list[Running]:
    """The same ones on every run."""
    calendar, chance = book.calendar(""), random.Random(2026)  # noqa: S311 no secret
    found = []
    for key in range(DEADLINES):
        start = datetime(2026, 1, 5, 7, tzinfo=ZONE) + timedelta(minutes=chance.randrange(360 * 24 * 60))
        pause = (start + timedelta(days=2), start + timedelta(days=6))
        pauses = (pause,) if key % 4 == 0 else ()
        minutes = 480 * chance.choice((1, 3, 5, 7, 15, 30))
        found.append(Running(key, start, minutes, calendar.due(start, minutes, pauses), pauses))
    return found
