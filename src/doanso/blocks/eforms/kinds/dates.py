"""Days, months, and dates of which only a part is known."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.base import Desk, Kind, Wrong
from doanso.lib.dates import NoSuchDay, Precision, format_date, parse_partial_date

_RUN = re.compile(r"([0-9]{2})?([0-9]{2})([0-9]{4})")
_LENGTHS = {"year": 4, "month": 7, "day": 10}


def known_part(text: str) -> tuple[date, Precision]:
    """What is known of a date, also typed on a phone's keys without signs: 05032008, 032008. ValueError."""
    run = _RUN.fullmatch(text)
    return parse_partial_date("/".join(part for part in run.groups() if part) if run else text)


class PartialDate(Kind):
    """`2008`, `2008-03` or `2008-03-05`: of older people often only the year is known."""

    precisions: tuple[Precision, ...] = ("year", "month", "day")

    def parse(self, f: Field, text: str, desk: Desk) -> str:
        try:
            first, precision = known_part(text)
        except NoSuchDay:
            raise Wrong(_("There is no %(day)s in the calendar: please check it.") % {"day": text}) from None
        except (ValueError, OverflowError):
            raise Wrong(self.example()) from None
        if precision not in self.precisions:
            raise Wrong(self.example())
        self.in_range(f, first, precision, desk.today)
        return first.isoformat()[: _LENGTHS[precision]]

    def hint(self, f: Field) -> str:
        return self.example()

    def example(self) -> str:
        return _("Write a date such as 05/03/2008, a month such as 03/2008, or the year alone.")

    def in_range(self, f: Field, first: date, precision: Precision, today: date) -> None:
        low, high = (_bound(bound, today) for bound in (f.min, f.max))
        if high and first > high:
            raise Wrong(self.beyond(f.max, high))
        if low and _last_day(first, precision) < low:
            day = format_date(low)
            raise Wrong(_("Must not be in the past.") if f.min == "today" else _("Not before %(day)s.") % {"day": day})

    def beyond(self, bound: str, high: date) -> str:
        if bound == "today":
            return _("Must not be in the future.")
        return _("Not after %(day)s.") % {"day": format_date(high)}

    def typed(self, f: Field, value: Any) -> str:
        return "/".join(reversed(str(value).split("-")))

    show = typed

    def misfit(self, f: Field, value: Any) -> str:
        fits = isinstance(value, str) and re.fullmatch(self.pattern(), value)
        return "" if fits else _("Must look like %(example)s.") % {"example": " / ".join(self.shapes())}

    def scoped(self, f: Field, value: Any) -> date | None:
        """A day, or the first of a month where months are asked; a date known in part is nothing to compute with."""
        whole = f"{value}-01" if f.type == "month" else str(value)
        return date.fromisoformat(whole) if len(whole) == 10 else None

    def shapes(self) -> list[str]:
        return ["2008-03-05"[: _LENGTHS[precision]] for precision in self.precisions]

    def pattern(self) -> str:
        month, day = "-(0[1-9]|1[0-2])", "-(0[1-9]|[12][0-9]|3[01])"
        known = {"year": "", "month": month, "day": month + day}
        return f"^({'|'.join('[0-9]{4}' + known[precision] for precision in self.precisions)})$"

    def schema(self, f: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern()}


class Date(PartialDate):
    precisions = ("day",)

    def example(self) -> str:
        return _("Write a date such as 05/03/2026.")

    def schema(self, f: Field) -> dict[str, Any]:
        return {**super().schema(f), "format": "date"}


class Month(PartialDate):
    precisions = ("month",)

    def example(self) -> str:
        return _("Write a month such as 03/2026.")


def _bound(bound: str | None, today: date) -> date | None:
    if not bound:
        return None
    return today if bound == "today" else date.fromisoformat(bound)


def _last_day(first: date, precision: Precision) -> date:
    if precision == "day":
        return first
    month = first.month if precision == "month" else 12
    return date(first.year, month, monthrange(first.year, month)[1])
