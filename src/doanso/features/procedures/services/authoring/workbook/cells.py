"""How values stand in cells: what is shown, and what is meant by what stands there.

`show` gives what is written, "" for nothing; `read` takes the text of the cell and the value that stood behind it
before (`kept`, ABSENT when unknown). What a kind cannot show it shows as "", and the row keeps it elsewhere.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doanso.features.procedures.services.authoring.workbook.words import NO, YES, Words, folded
from doanso.lib.dates import parse_date
from doanso.lib.text import nfc

Shown = str | int | date
MOST = 10**15
ABSENT: Any = object()  # nothing stands there at all: not even an empty text


class WrongCell(ValueError):
    """What is wrong with a cell, for its writer."""


def plain(value: Any) -> str:
    """A cell as text, whatever the other program made of it: 5.0 is 5, a day is 31/12/2026."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:f}".rstrip("0").replace(".", ",")
    return nfc(str(value).replace("\r\n", "\n").replace("\r", "\n"))


class Text:
    """`empty` is what an empty cell means. `lists` names the choices that are offered, `strict`: nothing else goes."""

    empty: Any = ABSENT
    lists = ""
    strict = False

    def __init__(self, empty: Any = ABSENT) -> None:
        self.empty = empty

    def show(self, value: Any, words: Words) -> Shown:
        return value if isinstance(value, str) else ""

    def read(self, text: str, kept: Any, words: Words) -> Any:
        return self.meant(text, kept, words) if text else self.empty

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return text


class Lines(Text):
    """A list of texts, one a line of the cell."""

    def show(self, value: Any, words: Words) -> Shown:
        return "\n".join(self.line(item, words) for item in value) if isinstance(value, list) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        known = kept if isinstance(kept, list) else []
        return [self.item(line.strip(), known, words) for line in text.splitlines() if line.strip()]

    def line(self, item: Any, words: Words) -> str:
        return item if isinstance(item, str) else ""

    def item(self, line: str, known: list[Any], words: Words) -> Any:
        return line


class Legal(Lines):
    """A line that nobody touched keeps all that is known about its document."""

    def line(self, item: Any, words: Words) -> str:
        return words.legal(item)

    def item(self, line: str, known: list[Any], words: Words) -> Any:
        return next((item for item in known if words.legal(item) == line), line)


class YesNo(Text):
    lists, strict = "yes_no", True

    def show(self, value: Any, words: Words) -> Shown:
        return (YES if value else NO) if isinstance(value, bool) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        said = folded(text)
        if said not in {"co", "khong", "true", "false", "x"}:
            raise WrongCell(_("Write “%(yes)s” or “%(no)s”.") % {"yes": YES, "no": NO})
        return said in {"co", "true", "x"}


class Required(YesNo):
    """Yes, no, or the condition under which an answer is required."""

    strict = False

    def show(self, value: Any, words: Words) -> Shown:
        return value if isinstance(value, str) else super().show(value, words)

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return folded(text) == "co" if folded(text) in {"co", "khong"} else text


class Whole(Text):
    def show(self, value: Any, words: Words) -> Shown:
        return value if _is_whole(value) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise WrongCell(_("Write a whole number."))
        return int(text)


class Limit(Text):
    """A number as the content keeps it: a text with a point."""

    def show(self, value: Any, words: Words) -> Shown:
        number = _decimal(value) if isinstance(value, str) else None
        if number is None:
            return ""
        return int(number) if number == int(number) else f"{number:f}".replace(".", ",")

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        number = _decimal(text.replace(",", "."))
        if number is None:
            raise WrongCell(_("Write a number, such as 5 or 2,5."))
        return f"{number.normalize():f}"


class Bound(Text):
    """The least or most of a number, a date, or the word for today."""

    TODAY = "hôm nay"

    def show(self, value: Any, words: Words) -> Shown:
        if value == "today":
            return self.TODAY
        return value if isinstance(value, str) or _is_whole(value) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        if folded(text) == folded(self.TODAY):
            return "today"
        number = _decimal(text.replace(",", "."))
        if number is None:
            return _day(text) if "/" in text else text
        return int(number) if number == int(number) else float(number)


class Day(Text):
    def show(self, value: Any, words: Words) -> Shown:
        try:
            return date.fromisoformat(value) if isinstance(value, str) else ""
        except ValueError:
            return ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return _day(text)


class Choice(Text):
    strict = True

    def __init__(self, lists: str, empty: Any = ABSENT) -> None:
        super().__init__(empty)
        self.lists = lists

    def show(self, value: Any, words: Words) -> Shown:
        return words.choices[self.lists].get(value, "") if isinstance(value, str) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return chosen(text, self.lists, words)


class Options(Lines):
    """Choices of a question: a label alone, or “value = label”, whose other languages stay."""

    def line(self, item: Any, words: Words) -> str:
        if isinstance(item, dict):
            value, label = item.get("value"), vietnamese(item.get("label"))
            return label if label == value else f"{value} = {label}"
        return super().line(item, words)

    def item(self, line: str, known: list[Any], words: Words) -> Any:
        value, equals, label = (part.strip() for part in line.partition(" = "))
        if not equals:
            return next((item for item in known if self.line(item, words) == line), line)
        before = next((o.get("label") for o in known if isinstance(o, dict) and o.get("value") == value), None)
        return {"value": value, "label": before | {"vi": label} if isinstance(before, dict) else label}


class Keys(Text):
    """Keys of other rows, with commas between."""

    def show(self, value: Any, words: Words) -> Shown:
        return ", ".join(value) if isinstance(value, list) and all(isinstance(key, str) for key in value) else ""

    def meant(self, text: str, kept: Any, words: Words) -> Any:
        return [key.strip() for key in text.replace("\n", ",").split(",") if key.strip()]


def chosen(text: str, lists: str, words: Words) -> str:
    """The code of a word."""
    code = words.code(lists, text)
    if code is None:
        told = {"text": text[:80], "known": ", ".join(words.choices[lists].values())}
        raise WrongCell(_("“%(text)s” is none of: %(known)s.") % told)
    return code


def vietnamese(text: Any) -> str:
    found = text.get("vi", "") if isinstance(text, dict) else text
    return found if isinstance(found, str) else ""


def _is_whole(value: Any) -> bool:
    """And such that a spreadsheet keeps every digit of it."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < MOST else None


def _day(text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except ValueError:
        raise WrongCell(_("Write a day, such as 31/12/2026.")) from None
