"""Every operator and function: what it takes, what it gives, what it does. `docs/expressions.md` is its manual.

Two rules hold throughout: without data there is no result (None), and what does not fit gives None instead of failing.
"""

import operator
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doanso.lib import dates
from doanso.lib.expressions import fixed
from doanso.lib.expressions.values import flat, number
from doanso.lib.words import money_in_words

TEXT_LIMIT = 10_000
YEARS = range(1000, 10_000)
SPACES = " \t\n\r\u00a0"

NUMBER = frozenset({"number", "bool"})
NUMBERS = NUMBER | {"number[]", "bool[]"}
ORDERED = NUMBERS | {"date", "date[]"}
TEXT = frozenset({"text"})
DATE = frozenset({"date"})
BOOL = frozenset({"bool"})
SCALAR = NUMBER | TEXT | DATE
LIST = frozenset({"list", "rows", "number[]", "bool[]", "text[]", "date[]"})
ANY = SCALAR | LIST


@dataclass(frozen=True)
class Function:
    """`takes`: the types of the parameters, the last one for all that follow; `gives` "": the type of the arguments."""

    apply: Callable[..., Any]
    takes: tuple[frozenset[str], ...]
    gives: str
    at_least: int
    at_most: int = 500


def _numbers(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Lift a function of millionths: no number in, or too large a number out, is None."""

    def lifted(*args: Any) -> int | None:
        values = [number(arg) for arg in args]
        if None in values:
            return None
        result = function(*values)
        return None if result is None else fixed.bound(result)

    return lifted


def _multiply(*factors: int) -> int | None:
    product = factors[0]
    for factor in factors[1:]:
        product = fixed.divide(product * factor, fixed.SCALE)
        if fixed.bound(product) is None:
            return None
    return product


def _divide(a: int, b: int) -> int | None:
    return fixed.divide(a * fixed.SCALE, b) if b else None


def _round(n: int, places: int = 0) -> int | None:
    """To tens and thousands with negative places."""
    digits, part = divmod(places, fixed.SCALE)
    if part or not -15 <= digits <= fixed.PLACES:
        return None
    step = 10 ** (fixed.PLACES - digits)
    return fixed.divide(n, step) * step


def _floor(n: int) -> int:
    return n // fixed.SCALE * fixed.SCALE


def _kind(value: Any) -> str:
    if number(value) is not None:
        return "number"
    return next((name for name, type_ in (("text", str), ("date", date)) if isinstance(value, type_)), "")


def equal(a: Any, b: Any) -> bool | None:
    """Unlike kinds are unequal; a list is equal to nothing that one could name."""
    if a is None or b is None or not _kind(a) or not _kind(b):
        return None
    if _kind(a) != _kind(b):
        return False
    return number(a) == number(b) if _kind(a) == "number" else a == b


def _unequal(a: Any, b: Any) -> bool | None:
    same = equal(a, b)
    return None if same is None else not same


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    def apply(a: Any, b: Any) -> bool | None:
        if _kind(a) != _kind(b) or _kind(a) not in ("number", "date"):
            return None
        return compare(number(a), number(b)) if _kind(a) == "number" else compare(a, b)

    return apply


def _not(value: Any) -> bool | None:
    return not value if isinstance(value, bool) else None


def _sum(*args: Any) -> int | None:
    if all(arg is None for arg in args):
        return None
    values = [number(item) for item in flat(list(args)) if item is not None]
    return None if None in values else fixed.bound(sum(values))


def _count(value: Any) -> int:
    return fixed.SCALE * sum(item is not None for item in flat([value]))


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def apply(*args: Any) -> Any:
        items = [item for item in flat(list(args)) if item is not None]
        kinds = {_kind(item) for item in items}
        if kinds == {"number"}:
            return choose(number(item) for item in items)
        return choose(items) if kinds == {"date"} else None

    return apply


def _len(value: Any) -> int | None:
    return len(value) * fixed.SCALE if isinstance(value, str | list) else None


def _contains(whole: Any, part: Any) -> bool | None:
    if part is None:
        return None
    if isinstance(whole, list):
        return any(equal(item, part) for item in whole)
    return part in whole if isinstance(whole, str) and isinstance(part, str) else None


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip(SPACES))


def _texts(function: Callable[[str], str]) -> Callable[[Any], str | None]:
    def lifted(value: Any) -> str | None:
        return unicodedata.normalize("NFC", function(value)) if isinstance(value, str) else None

    return lifted


def _shown(value: Any) -> str | None:
    match _kind(value):
        case "text":
            return value
        case "date":
            return dates.format_date(value)
        case "number" if not isinstance(value, bool):
            return fixed.to_text(value)
    return "" if value is None else None


def _concat(*args: Any) -> str | None:
    parts = [_shown(arg) for arg in args]
    if None in parts:
        return None
    text = unicodedata.normalize("NFC", "".join(parts))
    return text if len(text) <= TEXT_LIMIT else None


def _words(value: Any) -> str | None:
    n = number(value)
    return None if n is None else money_in_words(fixed.divide(n, fixed.SCALE))


def _age(born: Any, on: Any) -> int | None:
    if not (isinstance(born, date) and isinstance(on, date)) or on < born:
        return None
    return dates.age(born, on) * fixed.SCALE


def _days_between(start: Any, end: Any) -> int | None:
    if not (isinstance(start, date) and isinstance(end, date)):
        return None
    return (end - start).days * fixed.SCALE


def _date(*args: Any) -> date | None:
    numbers = [number(arg) for arg in args]
    if any(n is None or n % fixed.SCALE for n in numbers):
        return None
    year, month, day = (n // fixed.SCALE for n in numbers)
    try:
        return date(year, month, day) if year in YEARS else None
    except (ValueError, OverflowError):
        return None


FUNCTIONS: dict[str, Function] = {
    "if": Function(lambda: None, (BOOL, ANY), "", 3, 3),
    "sum": Function(_sum, (NUMBERS,), "number", 1),
    "count": Function(_count, (ANY,), "number", 1, 1),
    "min": Function(_extreme(min), (ORDERED,), "", 1),
    "max": Function(_extreme(max), (ORDERED,), "", 1),
    "round": Function(_numbers(_round), (NUMBER,), "number", 1, 2),
    "floor": Function(_numbers(_floor), (NUMBER,), "number", 1, 1),
    "ceil": Function(_numbers(lambda n: -_floor(-n)), (NUMBER,), "number", 1, 1),
    "abs": Function(_numbers(abs), (NUMBER,), "number", 1, 1),
    "len": Function(_len, (TEXT | LIST,), "number", 1, 1),
    "contains": Function(_contains, (TEXT | LIST, SCALAR), "bool", 2, 2),
    "empty": Function(_empty, (ANY,), "bool", 1, 1),
    "upper": Function(_texts(str.upper), (TEXT,), "text", 1, 1),
    "lower": Function(_texts(str.lower), (TEXT,), "text", 1, 1),
    "trim": Function(_texts(lambda text: text.strip(SPACES)), (TEXT,), "text", 1, 1),
    "concat": Function(_concat, (SCALAR - BOOL,), "text", 1),
    "words": Function(_words, (NUMBER,), "text", 1, 1),
    "today": Function(lambda: None, (), "date", 0, 0),
    "date": Function(_date, (NUMBER,), "date", 3, 3),
    "age": Function(_age, (DATE,), "number", 1, 2),
    "days_between": Function(_days_between, (DATE,), "number", 2, 2),
}

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")

OPERATORS: dict[str, Function] = {
    "and": Function(lambda: None, (BOOL,), "bool", 2),
    "or": Function(lambda: None, (BOOL,), "bool", 2),
    "not": Function(_not, (BOOL,), "bool", 1, 1),
    "==": Function(equal, (SCALAR,), "bool", 2, 2),
    "!=": Function(_unequal, (SCALAR,), "bool", 2, 2),
    "<": Function(_ordered(operator.lt), (NUMBER | DATE,), "bool", 2, 2),
    "<=": Function(_ordered(operator.le), (NUMBER | DATE,), "bool", 2, 2),
    ">": Function(_ordered(operator.gt), (NUMBER | DATE,), "bool", 2, 2),
    ">=": Function(_ordered(operator.ge), (NUMBER | DATE,), "bool", 2, 2),
    "+": Function(_numbers(lambda *terms: sum(terms)), (NUMBER,), "number", 2),
    "*": Function(_numbers(_multiply), (NUMBER,), "number", 2),
    "/": Function(_numbers(_divide), (NUMBER,), "number", 2, 2),
    "neg": Function(_numbers(lambda n: -n), (NUMBER,), "number", 1, 1),
}

TABLE = FUNCTIONS | OPERATORS
