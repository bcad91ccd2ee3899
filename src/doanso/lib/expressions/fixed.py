"""Exact decimal numbers as whole millionths, so that server and browser agree to the last digit."""

import re
from decimal import Decimal
from functools import lru_cache

PLACES = 6
SCALE = 10**PLACES
LIMIT = 10**15 * SCALE

_CANONICAL = re.compile(r"(-?)([0-9]{1,1000})(?:\.([0-9]+))?")


def bound(n: int) -> int | None:
    """Beyond 10^15 there is no number."""
    return n if -LIMIT <= n <= LIMIT else None


def divide(a: int, b: int) -> int:
    """The nearest whole number, half away from zero."""
    quotient = (2 * abs(a) + abs(b)) // (2 * abs(b))
    return quotient if (a < 0) == (b < 0) else -quotient


@lru_cache(maxsize=1024)
def from_text(text: str) -> int | None:
    match = _CANONICAL.fullmatch(text)
    if not match:
        return None
    minus, whole, part = match[1], match[2], match[3] or ""
    size = int(whole + part[:PLACES].ljust(PLACES, "0")) + (part[PLACES : PLACES + 1] >= "5")
    return bound(-size if minus else size)


def from_decimal(value: Decimal) -> int | None:
    if not value.is_finite() or value.adjusted() > 15:
        return None
    return from_text(f"{value:f}") if value.adjusted() > -PLACES - 2 else 0


def to_text(n: int) -> str:
    """Canonical: `-1234.5`, no trailing zeros."""
    whole, part = divmod(abs(n), SCALE)
    fraction = f".{part:0{PLACES}}".rstrip("0").rstrip(".")
    return f"{'-' if n < 0 else ''}{whole}{fraction}"


def to_number(n: int) -> int | Decimal:
    """int when whole, else Decimal."""
    return n // SCALE if n % SCALE == 0 else Decimal(to_text(n))
