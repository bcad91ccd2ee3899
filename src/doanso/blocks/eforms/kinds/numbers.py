"""Numbers as Vietnamese people write them: 1.250.000,5."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.base import Desk, Kind, Wrong

_GROUPED = re.compile(r"\d{1,3}([., ]\d{3})+")
_PLAIN = re.compile(r"-?\d{1,18}(\.\d{1,12})?")
_CURRENCY = re.compile(r"(đồng|vnđ|vnd|đ|₫)$", re.IGNORECASE)


def number_from(text: str, decimals: int) -> Decimal:
    """A comma is the decimal sign and a dot groups, unless that makes no sense. ValueError when it is no number."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    text = text.strip()
    if _GROUPED.fullmatch(text) and _groups(text, decimals):
        plain = re.sub(r"[., ]", "", text)
    elif "," in text:
        plain = re.sub(r"[. ]", "", text).replace(",", ".")
    else:
        plain = text
    if not _PLAIN.fullmatch(sign + plain):
        raise ValueError(text)
    return Decimal(sign + plain)


def _groups(text: str, decimals: int) -> bool:
    """Is every sign in 1.250.000 a grouping one? A single comma is so only where no decimals are expected."""
    signs = {c for c in text if c in "., "}
    return len(signs) == 1 and (signs != {","} or decimals == 0 or text.count(",") > 1)


def grouped(value: float | Decimal, decimals: int = 0) -> str:
    """1250000.5 as 1.250.000,5."""
    number = Decimal(str(value))
    digits = f"{number:,.{decimals}f}" if decimals else f"{number:,f}"
    whole, _dot, rest = digits.partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def plain_number(number: Decimal) -> int | float:
    """As JSON holds it: 15 digits survive."""
    return int(number) if number == number.to_integral_value() else float(number)


class Number(Kind):
    def parse(self, f: Field, text: str, desk: Desk) -> int | float:
        unit = f.unit.vi.lower()
        if unit and text.lower().endswith(unit):
            text = text[: -len(unit)].strip()
        try:
            number = number_from(text, f.decimals)
        except (ValueError, InvalidOperation):
            raise Wrong(self.not_a_number()) from None
        self.in_range(f, number)
        return plain_number(number)

    def hint(self, f: Field) -> str:
        return self.not_a_number()

    def not_a_number(self) -> str:
        return _("Write a number, such as 12 or 1.250,5.")

    def in_range(self, f: Field, number: Decimal) -> None:
        if number != round(number, f.decimals):
            raise Wrong(self.too_fine(f))
        if f.min is not None and number < Decimal(str(f.min)):
            raise Wrong(_("Must be at least %(least)s.") % {"least": self.show(f, f.min)})
        if f.max is not None and number > Decimal(str(f.max)):
            raise Wrong(_("Must be at most %(most)s.") % {"most": self.show(f, f.max)})
        if abs(number) > spec.MAX_NUMBER:
            raise Wrong(_("This number is too large."))

    def too_fine(self, f: Field) -> str:
        if not f.decimals:
            return _("Write a whole number.")
        return _("At most %(places)d digits after the comma.") % {"places": f.decimals}

    def typed(self, f: Field, value: Any) -> str:
        return grouped(value)

    def misfit(self, f: Field, value: Any) -> str:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**18
        return "" if fits else _("Must be a number.")

    def show(self, f: Field, value: Any) -> str:
        return f"{grouped(value)} {f.unit}".strip()

    def schema(self, f: Field) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "integer" if not f.decimals else "number"}
        found["minimum"] = -spec.MAX_NUMBER if f.min is None else f.min
        found["maximum"] = spec.MAX_NUMBER if f.max is None else f.max
        return found

    def rounded(self, f: Field, value: Decimal) -> int | float:
        """A computed result in the field's own precision, halves away from zero."""
        places = Decimal(1).scaleb(-f.decimals)
        return plain_number(value.quantize(places, rounding="ROUND_HALF_UP"))


class Money(Number):
    """Whole đồng."""

    def parse(self, f: Field, text: str, desk: Desk) -> int | float:
        return super().parse(f, _CURRENCY.sub("", text.strip()).strip(), desk)

    def not_a_number(self) -> str:
        return _("Write an amount in VND, such as 1.250.000.")

    def too_fine(self, f: Field) -> str:
        return _("Write whole VND, such as 1.250.000.")

    def in_range(self, f: Field, number: Decimal) -> None:
        if f.min is None and number < 0:
            raise Wrong(_("An amount cannot be negative."))
        super().in_range(f, number)

    def show(self, f: Field, value: Any) -> str:
        return f"{grouped(value)} đồng"

    def schema(self, f: Field) -> dict[str, Any]:
        return {**super().schema(f), "minimum": 0 if f.min is None else f.min}
