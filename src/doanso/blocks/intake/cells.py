"""What a cell's text means in its column. Excel's own numbers and days come here as text already (see `workbook`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.lib.dates import format_date, parse_date, parse_partial_date
from doanso.lib.identity import clean_cccd, clean_phone
from doanso.lib.intake import Column, PartialDate
from doanso.lib.text import clean_name, fold

CODE_AND_NAME = " · "
LANGUAGES = ("vi", "en")
MOST_MONEY = 10**15
_GROUPED = re.compile(r"-?\d{1,3}([ .]\d{3})+(,\d+)?")
_MONEY_MARK = re.compile(r"\s*(đồng|đ|vnd|vnđ)\.?$", re.IGNORECASE)


class Wrong(Exception):
    """Why a text does not fit its column, in the reader's language."""


@cache
def spellings(column: Column) -> dict[str, str]:
    """Folded words of a choice, in every language and as its own value → the value."""
    found: dict[str, str] = {}
    for value, words in pairs(column):
        for one in (value, *in_all_languages(words)):
            found.setdefault(fold(str(one)), value)
    return found


def pairs(column: Column) -> tuple[tuple[str, Any], ...]:
    if column.kind == "bool":
        return (("1", translation.gettext_lazy("Yes")), ("0", translation.gettext_lazy("No")))
    return column.choices


def in_all_languages(words: Any) -> list[str]:
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(str(words))
    return said


def parse(column: Column, text: str, words: Mapping[str, str], units: Mapping[str, str]) -> Any:
    """The value; `Wrong` when it does not fit. `words`: what this unit says some texts mean. `units`: code → name."""
    if column.kind in {"choice", "bool"}:
        return _choice(column, text, words)
    if column.kind == "unit_code":
        return _unit(text, units)
    return _READERS[column.kind](column, text)


def _text(column: Column, text: str) -> str:
    found = clean_name(text)
    if len(found) > column.longest:
        raise Wrong(_("At most %(most)d characters.") % {"most": column.longest})
    return found


def _date(column: Column, text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        raise Wrong(_("Not a day. Write it as 05/03/2001.")) from None


def _partial_date(column: Column, text: str) -> PartialDate:
    try:
        return PartialDate(*parse_partial_date(text))
    except ValueError:
        raise Wrong(_("Not a day. Write 05/03/2001, or 03/2001, or 2001.")) from None


def _number(column: Column, text: str) -> int | Decimal:
    plain = text.replace("\u00a0", " ").strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "").replace(" ", "")
    try:
        found = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        raise Wrong(_("Not a number.")) from None
    if not found.is_finite() or abs(found) > MOST_MONEY or int(found.as_tuple().exponent) < -9:
        raise Wrong(_("Not a number."))
    return int(found) if found == found.to_integral_value() else found


def _money(column: Column, text: str) -> int:
    found = _number(column, _MONEY_MARK.sub("", text.strip()))
    if not isinstance(found, int) or found < 0:
        raise Wrong(_("Not an amount in whole dong."))
    return found


def _cccd(column: Column, text: str) -> str:
    try:
        return clean_cccd(text)
    except ValueError:
        lost = _("Not 12 digits. If zeros at the beginning are gone, format the column as text and type them again.")
        raise Wrong(lost) from None


def _phone(column: Column, text: str) -> str:
    try:
        return clean_phone(text)
    except ValueError:
        try:  # a number in Excel loses its zero
            return clean_phone(f"0{text}")
        except ValueError:
            raise Wrong(_("Not a mobile number of ten digits.")) from None


def _email(column: Column, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Wrong(_("Not an e-mail address.")) from None
    return _text(column, text)


_READERS: dict[str, Callable[[Column, str], Any]] = {
    "text": _text,
    "date": _date,
    "partial_date": _partial_date,
    "number": _number,
    "money": _money,
    "cccd": _cccd,
    "phone": _phone,
    "email": _email,
}


def _choice(column: Column, text: str, words: Mapping[str, str]) -> Any:
    value = words.get(fold(text), spellings(column).get(fold(text)))
    if value is None:
        known = ", ".join(f"“{told}”" for _value, told in pairs(column)[:12])
        raise Wrong(_("“%(text)s” is not one of %(known)s.") % {"text": text[:60], "known": known})
    return value == "1" if column.kind == "bool" and value else value


def _unit(text: str, units: Mapping[str, str]) -> str:
    code = text.split(CODE_AND_NAME.strip(), 1)[0].strip()
    if code in units:
        return code
    alike = [code for code, name in units.items() if fold(name) == fold(text)]
    if len(alike) > 1:
        raise Wrong(_("Several units are called “%(text)s”. Write the code of the unit.") % {"text": text[:80]})
    if not alike:
        raise Wrong(_("“%(text)s” is not a unit for which you may import.") % {"text": text[:80]})
    return alike[0]


def told(column: Column, value: Any, units: Mapping[str, str]) -> str:
    """A value as it is written into the template: `parse` reads it as the same."""
    if column.kind in {"choice", "bool"}:
        key = str(int(value)) if isinstance(value, bool) else value
        return next((str(words) for known, words in pairs(column) if known == key), str(value))
    if column.kind == "unit_code":
        return f"{value}{CODE_AND_NAME}{units[value]}" if value in units else value
    if isinstance(value, PartialDate):
        return format_date(value.day, value.precision)
    if column.kind == "date":
        return format_date(value)
    return str(value).replace(".", ",") if column.kind == "number" else str(value)


def unknown(column: Column, texts: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Those that mean nothing in this column yet."""
    known = spellings(column)
    return [text for text in texts if text and fold(text) not in words and fold(text) not in known]


def likely(column: Column, text: str) -> str:
    """The one value that stands in the text as a whole word, as in “Nữ giới”; "" when there is none or another too."""
    inside = set(fold(text).split())
    found = {value for words, value in spellings(column).items() if set(words.split()) <= inside}
    return found.pop() if len(found) == 1 else ""
