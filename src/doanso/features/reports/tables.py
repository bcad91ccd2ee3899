"""The statutory reports as tables: columns in their official order, rows that add up."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.lib.shares import percent


@dataclass(frozen=True)
class Tally:
    """One row's counts. Received = solved + pending + returned: each dossier stands once on either side."""

    online: int = 0
    desk: int = 0
    carried: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    in_time: int = 0
    overdue: int = 0
    paused: int = 0
    returned: int = 0

    @property
    def received(self) -> int:
        return self.online + self.desk + self.carried

    @property
    def solved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def pending(self) -> int:
        return self.in_time + self.overdue + self.paused

    @property
    def adds_up(self) -> bool:
        return self.received == self.solved + self.pending + self.returned

    @property
    def timely_share(self) -> str | None:
        """Of what was solved; none when nothing was: no data is not zero."""
        return percent(self.early + self.on_time, self.solved)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def tally(row: dict[str, Any]) -> Tally:
    """From a row of the figure `procedures.dossiers`; post counts with the counter, as the report has it."""
    rest = {one.name: row[one.name] for one in fields(Tally) if one.name != "desk"}
    return Tally(desk=row["counter"] + row["post"], **rest)


@dataclass(frozen=True)
class Column:
    """`group` heads several columns; `kind` colours the figure when it is not zero."""

    name: str
    label: Any
    group: Any
    kind: str = ""


RECEIVED, SOLVED, PENDING = _("Dossiers received"), _("Dossiers solved"), _("Dossiers pending")
COLUMNS = (
    Column("received", _("All together"), RECEIVED),
    Column("online", _("Online"), RECEIVED),
    Column("desk", _("At the counter, by post"), RECEIVED),
    Column("carried", _("Carried over"), RECEIVED),
    Column("solved", _("All together"), SOLVED),
    Column("early", _("Early"), SOLVED),
    Column("on_time", _("On time"), SOLVED),
    Column("late", _("Late"), SOLVED, "bad"),
    Column("pending", _("All together"), PENDING),
    Column("in_time", _("Not yet due"), PENDING),
    Column("overdue", _("Overdue"), PENDING, "bad"),
    Column("paused", _("Paused"), PENDING),
    Column("returned", _("Returned, withdrawn"), ""),
)
FIRST_NUMBER = 3  # columns 1 and 2 are the running number and the name


@dataclass(frozen=True)
class Line:
    label: str
    tally: Tally
    url: str = ""

    @property
    def cells(self) -> list[tuple[Column, int]]:
        return [(column, getattr(self.tally, column.name)) for column in COLUMNS]


@dataclass(frozen=True)
class Table:
    lines: list[Line] = field(default_factory=list)

    @property
    def total(self) -> Line:
        return Line("", sum((line.tally for line in self.lines), Tally()))

    @property
    def adds_up(self) -> bool:
        return all(line.tally.adds_up for line in self.lines)


def grouped(pairs: Iterable[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    """Sums by label, in the order of their first appearance."""
    sums: dict[str, Tally] = {}
    for label, counts in pairs:
        sums[label] = sums.get(label, Tally()) + counts
    return list(sums.items())


def groups() -> list[tuple[Any, int]]:
    """Heads over the columns with how many they span."""
    found: list[list[Any]] = []
    for column in COLUMNS:
        if found and found[-1][0] is column.group:
            found[-1][1] += 1
        else:
            found.append([column.group, 1])
    return [(label, span) for label, span in found]
