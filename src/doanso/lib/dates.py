"""Days and hours as Vietnam writes and types them."""

import re
import unicodedata
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
YEARS = range(1800, 2201)  # outside of it somebody mistyped

Precision = Literal["day", "month", "year"]

_BREAKS = re.compile(r"(?:[\s/.\-]|ngày|tháng|năm)+")


def local(moment: datetime) -> datetime:
    """The same moment on Vietnamese clocks. ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(VN)


def format_date(day: date, precision: Precision = "day") -> str:
    """21/11/2026, or 11/2026, or 2026 when no more is known."""
    if precision == "year":
        return f"{day.year}"
    if precision == "month":
        return f"{day.month:02}/{day.year}"
    return f"{day.day:02}/{day.month:02}/{day.year}"


def long_date(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: Decree 30/2020 puts a zero before days below 10 and months 1 and 2."""
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def parse_date(text: str) -> date:
    """A full day as people type it: 5/3/2026, 05-03-2026, 5.3.2026, 2026-03-05. ValueError otherwise."""
    day, precision = parse_partial_date(text)
    if precision != "day":
        raise ValueError(text)
    return day


class NoSuchDay(ValueError):
    """Written as a date is, but no calendar has it: 31/2/2010, 13/2010."""


def parse_partial_date(text: str) -> tuple[date, Precision]:
    """What is known of a day: 2001, 3/2001 or 5/3/2001, the rest set to 1. ValueError otherwise, of it NoSuchDay."""
    parts = [part for part in _BREAKS.split(unicodedata.normalize("NFKC", text).lower()) if part]
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(text)
    if len(parts[0]) == 4:
        parts.reverse()
    if len(parts[-1]) != 4 or int(parts[-1]) not in YEARS or any(len(part) > 2 for part in parts[:-1]):
        raise ValueError(text)
    numbers = [int(part) for part in reversed(parts)]
    precision: Precision = ("year", "month", "day")[len(numbers) - 1]
    try:
        return date(*[*numbers, 1, 1][:3]), precision
    except ValueError:
        raise NoSuchDay(text) from None


def age(born: date, on: date) -> int:
    """Full years on a day; who was born on 29 February completes a common year on 1 March. Negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
