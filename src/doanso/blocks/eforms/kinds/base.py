"""What every kind of field can do: take typed text, turn it into an answer, check, show, describe."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field

_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
CUT = ".+"  # behind a path in `raw`: how long that was before it was cut
Raw = dict[str, Any]


class Wrong(Exception):
    """An answer cannot be accepted; the message is for the person who typed it, `at` a part of the field."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at


def clean(text: str, room: int) -> str:
    """Storable, composed letters, at most `room` characters: what is echoed and kept."""
    text = text[: room * 4]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text[:room]


class Source:
    """Posted data of any shape; a missing or odd value is an empty text."""

    def __init__(self, data: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> None:
        self.data = data
        self.uploads = files or {}

    def one(self, name: str) -> str:
        value = self.data.get(name, "")
        if isinstance(value, list | tuple):
            value = value[-1] if value else ""
        return value if isinstance(value, str) else _as_text(value)

    def many(self, name: str) -> list[str]:
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else self.data.get(name, [])
        values = values if isinstance(values, list | tuple) else [values]
        return [value if isinstance(value, str) else _as_text(value) for value in values]

    def files(self, name: str) -> list[Any]:
        if hasattr(self.uploads, "getlist"):
            return self.uploads.getlist(name)
        found = self.uploads.get(name, [])
        return list(found) if isinstance(found, list | tuple) else [found]

    @cached_property
    def _rows(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for name in (*self.data, *self.uploads):
            table, _, rest = name.partition(".") if isinstance(name, str) else ("", "", "")
            number = rest.partition(".")[0]
            if number.isascii() and number.isdigit() and len(number) < 5:
                found.setdefault(table, set()).add(int(number))
        return found

    def rows(self, table: str) -> list[int]:
        """The row numbers that anything was posted for, in order."""
        return sorted(self._rows.get(table, ()))


def _as_text(value: Any) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


Store = Callable[[Any, Field], dict[str, Any]]
UnitLookup = Callable[[Field, str, date], list[tuple[str, str]]]


def no_units(f: Field, text: str, on: date) -> list[tuple[str, str]]:
    return []


@dataclass(slots=True)
class Desk:
    """One reading in progress: what was typed, what came of it, and what the kinds may ask of the outside."""

    today: date
    raw: Raw = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    suggestions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    row_numbers: dict[str, list[int]] = field(default_factory=dict)
    drop_row: tuple[str, int] | None = None
    add_row: str = ""
    store: Store | None = None
    units: UnitLookup = no_units

    def keep(self, path: str, text: str, room: int) -> None:
        """Typed text to `raw`. What is longer than its room is cut, and `raw` remembers that: see `is_cut`."""
        kept = clean(text, room)
        if len(text) > room:
            whole = clean(text, len(text)).strip()
            kept = whole[:room]
            if len(whole) > room:
                self.raw[path + CUT] = len(whole)
        self.raw[path] = kept

    def is_cut(self, path: str) -> bool:
        """Then it is wrong, and says so, until it is typed anew."""
        count = self.raw.get(path + CUT)
        if count:
            words = {"count": count, "kept": len(self.raw.get(path, ""))}
            told = _(
                "This is too long: %(count)d characters, of which the first %(kept)d were kept. Please shorten it."
            )
            self.wrong(path, told % words)
        return bool(count)

    def wrong(self, path: str, message: str) -> None:
        messages = self.errors.setdefault(path, [])
        if message not in messages:
            messages.append(message)


class Kind:
    """A kind that is typed into one box. Others override what differs."""

    def room(self, f: Field) -> int:
        """How much of what was typed is kept when it is too long."""
        return max(200, f.max_length * 2)

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        """Typed things to `desk.raw`; files are stored on the way."""
        desk.keep(path, source.one(path), self.room(f))

    def read(self, f: Field, path: str, desk: Desk) -> Any:
        """The answer, or None; what is wrong stands in `desk.errors` afterwards."""
        text = desk.raw.get(path, "")
        text = text.strip() if isinstance(text, str) else ""
        if not text or desk.is_cut(path):
            return None
        try:
            return self.parse(f, text, desk)
        except Wrong as wrong:
            desk.wrong(path, wrong.message)
            return None

    def parse(self, f: Field, text: str, desk: Desk) -> Any:
        return text

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        """The other way: what a person would have typed to give this answer."""
        raw[path] = self.typed(f, value)

    def typed(self, f: Field, value: Any) -> str:
        return str(value)

    def accept(self, f: Field, path: str, value: Any, desk: Desk) -> bool:
        """Is JSON of this shape an answer at all? Its content is judged by `read`."""
        problem = self.misfit(f, value)
        if problem:
            desk.wrong(path, problem)
        return not problem

    def misfit(self, f: Field, value: Any) -> str:
        if not isinstance(value, str):
            return _("Must be text.")
        return "" if value.strip() else _("Blank: leave it out or send null.")

    def show(self, f: Field, value: Any) -> str:
        return str(value)

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}

    def warn(self, f: Field, value: Any, beside: Mapping[str, Any]) -> list[str]:
        """What to look at again in an answer that is accepted all the same; `beside` are the answers next to it."""
        return []

    def hint(self, f: Field) -> str:
        """What the browser says as soon as the typed text cannot be right."""
        return ""

    def scoped(self, f: Field, value: Any) -> Any:
        """The answer as expressions see it."""
        return value


def blank(values: Iterable[Any]) -> bool:
    return all(value in (None, False, "", [], {}) for value in values)
