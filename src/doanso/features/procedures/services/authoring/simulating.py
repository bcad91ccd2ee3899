"""A draft run against the working calendar before anybody waits for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from doanso.blocks.workflow import editing
from doanso.blocks.workflow.simulation import Path, Simulation, Work, simulate
from doanso.core.calendar import queries as calendars
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.services.authoring import facts
from doanso.ui.formats import vn_number

Json = dict[str, Any]
HALF_HOUR, HALF_DAY, DAY = 30, 240, 480


@dataclass(frozen=True)
class Way:
    """One path in words; `late`: it ends after the promise."""

    steps: tuple[str, ...]
    time: str
    path: Path
    late: bool

    @property
    def percent(self) -> int:
        return max(1, round(self.path.chance * 100))


@dataclass(frozen=True)
class Run:
    """`start`: from when it counts; `due`: what is promised then; `seats`: who, how long, share of a hundred."""

    found: Simulation
    start: datetime
    due: datetime | None
    ways: tuple[Way, ...]
    seats: tuple[tuple[str, str, int], ...]

    @property
    def late(self) -> bool:
        return bool(self.due and self.found.expected_end and self.found.expected_end > self.due)

    @property
    def sure(self) -> bool:
        return bool(self.due and self.found.longest_keeps)

    @property
    def on_time(self) -> int | None:
        return None if self.found.on_time is None else round(self.found.on_time * 100)

    @property
    def on_time_shown(self) -> str:
        return "" if self.on_time is None else f"{self.on_time} %"

    @property
    def words(self) -> dict[str, str]:
        found = self.found
        times = {"expected": found.expected, "usual": found.nine_of_ten, "shortest": found.shortest}
        return {name: in_words(minutes) for name, minutes in {**times, "longest": found.longest}.items()}


def run(draft: ProcedureDraft, at: datetime, returned: float) -> Run:
    """`returned`: how often, of one, a step sends work back."""
    flow, calendar = draft.content["flow"], calendars.calendar_for(draft.owner_id)
    start, due = facts.promise(draft.content, draft.owner, at)
    rows = editing.steps(flow)
    chances = {row["key"]: {"return": returned} for row in rows if "return" in editing.value(row, "actions")}
    limit = calendar.minutes_between(start, due) if due else 0
    found = simulate(flow, calendar, start, work=Work(limit=limit, chances=chances))
    names = {row["key"]: f"{number}. {editing.value(row, 'name')}" for number, row in enumerate(rows, 1)}
    return Run(
        found=found,
        start=start,
        due=due,
        ways=tuple(_way(path, names, due) for path in found.paths),
        seats=tuple((seat.label, in_words(seat.minutes), round(seat.share * 100)) for seat in found.seats),
    )


def _way(path: Path, names: dict[str, str], due: datetime | None) -> Way:
    late = bool(due and (path.ends_at is None or path.ends_at > due))
    return Way(tuple(names[key] for key in path.steps), in_words(path.minutes), path, late)


def in_words(minutes: float) -> str:
    """Working time rounded for reading: half days, half hours below a day."""
    if minutes < HALF_HOUR / 2:
        return _("no time of its own")
    if minutes < DAY:
        return pgettext("working time", "%(n)s h") % {"n": _halved(round(minutes / HALF_HOUR))}
    halves = round(minutes / HALF_DAY)
    return npgettext("working time", "%(n)s day", "%(n)s days", 1 if halves == 2 else 2) % {"n": _halved(halves)}


def _halved(number: int) -> str:
    return vn_number(number // 2 if number % 2 == 0 else number / 2)
