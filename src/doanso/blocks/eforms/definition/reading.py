"""Reads single values of a definition; what is wrong becomes a problem at its path and a harmless stand-in."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.model import Expr, Option
from doanso.blocks.eforms.definition.problems import Problem
from doanso.blocks.eforms.definition.texts import Text
from doanso.lib import expressions
from doanso.lib.text import nfc
from doanso.ui import languages

_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Reading:
    """Collects problems while values are taken out of JSON."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))

    def mapping(self, value: Any, path: str, keys: set[str]) -> dict[str, Any]:
        """The value as an object with no other keys than these."""
        if not isinstance(value, dict):
            self.wrong(path, _("Must be an object."))
            return {}
        for key in value:
            if key not in keys:
                self.wrong(f"{path}.{key}".lstrip("."), _("Unknown key here."))
        return value

    def items(self, value: Any, path: str, most: int) -> list[Any]:
        if not isinstance(value, list) or not value:
            self.wrong(path, _("Must be a list that is not empty."))
            return []
        if len(value) > most:
            self.wrong(path, _("At most %(most)d entries.") % {"most": most})
        return value[:most]

    def text(self, value: Any, path: str, *, most: int = spec.MAX_LABEL, needed: bool = False) -> Text:
        """A text in Vietnamese, or `{"vi": ..., "en": ..., "km": ...}`: the codes of `ui.languages`."""
        said = value if isinstance(value, dict) else {"vi": value}
        if set(said) - languages.NAMES.keys():
            self.wrong(path, _("A text is a string, or has vi and codes of other languages as keys."))
        read = {code: self.string(said.get(code, ""), path, most) for code in languages.NAMES if code in said}
        vi, en = read.pop("vi", ""), read.pop("en", "")
        if needed and not vi:
            self.wrong(path, _("Must not be empty."))
        return Text(vi, en, tuple(read.items()))

    def string(self, value: Any, path: str, most: int) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or _UNSTORABLE.search(value):
            self.wrong(path, _("Must be text."))
            return ""
        if len(value) > most:
            self.wrong(path, _("At most %(most)d characters.") % {"most": most})
        return nfc(value[:most])

    def matching(self, value: Any, path: str, pattern: re.Pattern[str]) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.wrong(path, _("Small letters without diacritics, digits and _, at most 40, a letter first."))
        return ""

    def one_of(self, value: Any, path: str, known: Any, stand_in: str = "") -> str:
        if isinstance(value, str) and value in known:
            return value
        self.wrong(path, _("Must be one of: %(known)s.") % {"known": ", ".join(sorted(known))})
        return stand_in

    def flag(self, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            self.wrong(path, _("Must be true or false."))
        return value is True

    def whole(self, value: Any, path: str, least: int, most: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(path, _("Must be a whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
        return least

    def number(self, value: Any, path: str) -> int | float | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= spec.MAX_NUMBER:
            return value
        self.wrong(path, _("Must be a number."))
        return None

    def day(self, value: Any, path: str) -> str | None:
        """A bound of a date: `today` or YYYY-MM-DD."""
        try:
            return "today" if value == "today" else date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            self.wrong(path, _("Must be a date like 2026-03-31, or today."))
            return None

    def expression(self, value: Any, path: str) -> Expr | None:
        """Parsed; a syntax error is told in the words of the expression language."""
        if not isinstance(value, str) or not value.strip() or len(value) > spec.MAX_EXPRESSION:
            self.wrong(path, _("Must be an expression of at most %(most)d characters.") % {"most": spec.MAX_EXPRESSION})
            return None
        try:
            node = expressions.parse(value)
        except ValueError as error:
            self.wrong(path, str(error))
            return None
        return Expr(value, node, frozenset(expressions.variables(node)))

    def options(self, value: Any, path: str) -> tuple[Option, ...]:
        """Plain labels, or `{"value", "label"}`; values are unique."""
        found: dict[str, Option] = {}
        for number, item in enumerate(self.items(value, path, spec.MAX_OPTIONS)):
            option = self._option(item, f"{path}[{number}]")
            if option.value in found:
                self.wrong(f"{path}[{number}]", _("This value stands twice."))
            found[option.value] = option
        return tuple(found.values())

    def _option(self, item: Any, path: str) -> Option:
        if isinstance(item, str):
            label = self.text(item, path, needed=True)
            return Option(label.vi, label)
        both = self.mapping(item, path, {"value", "label"})
        label = self.text(both.get("label", ""), f"{path}.label", needed=True)
        return Option(self.string(both.get("value", label.vi), f"{path}.value", 100) or label.vi, label)
