"""What a module tells of a list that may come in as a spreadsheet: its columns, how a row is judged, what it does.

The engine (`blocks.intake`) reads, shows and asks; an importer knows what the rows mean. Plain values only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from doanso.lib.dates import Precision

Kind = Literal[
    "text", "date", "partial_date", "number", "money", "choice", "cccd", "phone", "email", "unit_code", "bool"
]
Fate = Literal["create", "change", "same", "refuse"]


class PartialDate(NamedTuple):
    """What is known of a day; the rest is 1."""

    day: date
    precision: Precision


@dataclass(frozen=True)
class Column:
    """One column of the template. `choices`: (value, words). `aliases`: other headings that mean the same.

    `once`: a value stands in one row of a file only. `example` fills the example row, `help` stands at the heading.
    `branches`: of units only those with members of their own.
    """

    key: str
    heading: Any
    kind: Kind = "text"
    required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()
    help: Any = ""
    aliases: tuple[str, ...] = ()
    example: str = ""
    once: bool = False
    branches: bool = False
    longest: int = 200


@dataclass(frozen=True)
class Given:
    """One row that could be read: `values` by column, without those left empty, which change nothing.

    text, choice, cccd, phone, email, unit_code: str · date: date · partial_date: PartialDate · number: int or Decimal ·
    money: int (đồng) · bool: bool.
    """

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What would become of a row. `changes`: column → (old, new) in words. `reasons`: column → why not; "" for the row.

    `target` is the importer's own name for what the row is about, handed back when the row is applied.
    """

    number: int
    fate: Fate
    values: dict[str, Any]
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    target: str = ""


@dataclass(frozen=True)
class Context:
    """`units`: code → id of the units that rows may name: of the batch's unit and below, those where its sender may
    import. `source` is what every entry says it came from. `memory` lasts for one pass over all rows.
    """

    unit_id: int
    by_id: int
    now: datetime
    on: date
    source: str
    units: Mapping[str, int]
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Foreign:
    """What another program's export is taken to look like, to begin with: heading → column, or "" for one that is not
    imported. A proposal: people look it over each time, and an administrator corrects it."""

    name: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Importer:
    """`judge` sees about a thousand rows at a time and asks the database a fixed number of questions for them.

    `apply` gets rows to create or change, in the one transaction of the batch, and raises `Refused` when it cannot.
    It asks `judge` again before, so a row is applied only as it was shown. `name` is `<module>.<what>`.
    `offices`: rows may name offices, too, which have staff and no members of their own.
    """

    name: str
    label: Any
    permission: str
    columns: tuple[Column, ...]
    judge: Callable[[Sequence[Given], Context], list[Verdict]]
    apply: Callable[[Sequence[Verdict], Context], None]
    help: Any = ""
    offices: bool = False
    foreign: Foreign | None = None
