"""Cells of a step: who, how long, and where it goes on. Parts of one line stand between bars: “khi | bước”."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import END, REFUSE
from doanso.features.procedures.services.authoring.workbook.cells import Keys, Lines, Shown, Text, WrongCell, chosen
from doanso.features.procedures.services.authoring.workbook.words import Words, folded

MINUTES = {"phut": 1, "gio": 60, "ngay": 480, "buoi": 240}
TIME = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?) ?(phut|gio|ngay|buoi)( lam viec)?")
PLACES = {END: "kết thúc", REFUSE: "từ chối"}
APPLICANT = {"applicant": "người nộp"}


class Who(Text):
    lists = "seats"

    def show(self, value: Any, words: Words) -> Shown:
        return words.who(value) if isinstance(value, str) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        found = words.assignee(text)
        if found is None:
            raise WrongCell(_("“%(text)s” names nobody. Choose from the sheet of lists.") % {"text": text[:80]})
        return found


class Time(Text):
    """Working minutes, as “2 ngày”, “4 giờ”, “30 phút”."""

    def show(self, value: Any, words: Words) -> Shown:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return ""
        if value and value % 480 == 0:
            return f"{value // 480} ngày"
        return f"{value // 60} giờ" if value and value % 60 == 0 else f"{value} phút"

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        found = TIME.fullmatch(folded(text))
        if not found:
            raise WrongCell(_("Write a time with its unit: days, hours or minutes."))
        return round(Decimal(found[1].replace(",", ".")) * MINUTES[found[2]])


class Place(Text):
    """The key of a step, or a word for the end."""

    def show(self, value: Any, words: Words) -> Shown:
        return _known(value, PLACES) if isinstance(value, str) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return _code(text, PLACES)


class Actions(Keys):
    def show(self, value: Any, words: Words) -> Shown:
        known = words.choices["actions"]
        return ", ".join(known[code] for code in value) if _all_in(value, known) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return [chosen(word, "actions", words) for word in super().meant(text, kept, words)]


class NotBy(Keys):
    def show(self, value: Any, words: Words) -> Shown:
        return super().show([_known(key, APPLICANT) for key in value] if isinstance(value, list) else value, words)

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return [_code(key, APPLICANT) for key in super().meant(text, kept, words)]


class Barred(Lines):
    """One object a line, its values in this order."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def line(self, item: Any, words: Words) -> str:
        return " | ".join(self.told(name, str(item.get(name, "")), words) for name in self.names)

    def item(self, line: str, known: list[Any], words: Words) -> Any:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != len(self.names):
            raise WrongCell(_("Each line has %(n)d parts with “|” between.") % {"n": len(self.names)})
        return {name: self.taken(name, part, words) for name, part in zip(self.names, parts, strict=True)}

    def told(self, name: str, value: str, words: Words) -> str:
        return {"to": lambda: _known(value, PLACES), "assignee": lambda: words.who(value)}.get(name, lambda: value)()

    def taken(self, name: str, part: str, words: Words) -> str:
        if name == "assignee":
            return Who().meant(part, None, words)
        return _code(part, PLACES) if name == "to" else part


def _known(key: Any, names: dict[str, str]) -> Any:
    return names.get(key, key) if isinstance(key, str) else key


def _code(text: str, names: dict[str, str]) -> str:
    return next((code for code, word in names.items() if folded(word) == folded(text)), text)


def _all_in(value: Any, known: dict[str, str]) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item in known for item in value)
