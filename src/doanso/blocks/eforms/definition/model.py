"""The compiled form. Values here are final: the loader has checked every one of them."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from doanso.blocks.eforms.definition.texts import Text
from doanso.lib import expressions

NO_TEXT = Text("")


@dataclass(frozen=True, slots=True)
class Expr:
    """One parsed expression; `names` are the fields that it reads."""

    text: str
    node: Any
    names: frozenset[str]

    def value(self, scope: dict[str, Any], today: date) -> Any:
        return expressions.evaluate(self.node, scope, today=today)

    def holds(self, scope: dict[str, Any], today: date) -> bool:
        """Unknown is not true: a condition over an empty field does not hold."""
        return self.value(scope, today) is True

    def fails(self, scope: dict[str, Any], today: date) -> bool:
        """Unknown is not false: a check waits until there is something to check."""
        return self.value(scope, today) is False


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Check:
    """`rule` must hold; else `message` stands at the field `at` (or above the form)."""

    rule: Expr
    message: Text
    at: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question, column or sub-field. Which attributes mean something depends on `type` (see `spec`)."""

    key: str
    type: str
    label: Text
    help: Text = NO_TEXT
    missing: Text = NO_TEXT
    required: bool | Expr = False
    show_if: Expr | None = None
    computed: Expr | None = None
    check: Expr | None = None
    message: Text = NO_TEXT
    prefill: str = ""
    options: tuple[Option, ...] = ()
    style: str = ""
    min: Any = None
    max: Any = None
    min_length: int = 0
    max_length: int = 0
    decimals: int = 0
    unit: Text = NO_TEXT
    words: bool = False
    matches: dict[str, str] = field(default_factory=dict)
    detail: bool = False
    max_mb: int = 0
    max_files: int = 0
    accept: tuple[str, ...] = ()
    unit_types: tuple[str, ...] = ()
    tree: str = ""
    within: str = ""
    columns: tuple["Field", ...] = ()
    fields: tuple["Field", ...] = ()
    min_rows: int = 0
    max_rows: int = 0
    totals: tuple[str, ...] = ()
    sort: str = ""
    text: Text = NO_TEXT
    version: str = ""

    @property
    def parts(self) -> tuple["Field", ...]:
        """Columns of a table, sub-fields of a group."""
        return self.columns or self.fields


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    key: str
    title: Text
    help: Text
    show_if: Expr | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    key: str
    title: Text
    show_if: Expr | None
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(f for section in self.sections for f in section.fields)


@dataclass(frozen=True, eq=False)
class Definition:
    """`order` lists the fields so that each comes after those whose values its condition or formula reads."""

    code: str
    title: Text
    intro: Text
    pages: tuple[Page, ...]
    checks: tuple[Check, ...]
    order: tuple[str, ...]
    anonymous: bool = False
    offline: bool = False
    source: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {f.key: f for page in self.pages for f in page.fields}

    def at(self, path: str) -> Field | None:
        """The field of a path such as `ho_ten`, `tre.ho_ten` or `dong.0.so_tien`."""
        root, *rest = path.split(".")
        f = self.fields.get(root)
        if f is None or not rest:
            return f
        row = rest.pop(0) if f.columns else "0"
        fits = row.isascii() and row.isdigit() and len(rest) == 1
        return next((part for part in f.parts if fits and part.key == rest[0]), None)

    @cached_property
    def conditions(self) -> dict[str, tuple[Expr, ...]]:
        """Per field, what must hold for it to be asked: of its page, its section and its own."""
        found = {}
        for page in self.pages:
            for section in page.sections:
                for f in section.fields:
                    found[f.key] = tuple(e for e in (page.show_if, section.show_if, f.show_if) if e)
        return found

    @cached_property
    def page_of(self) -> dict[str, int]:
        return {f.key: number for number, page in enumerate(self.pages) for f in page.fields}
