"""What a question of each kind holds, and what an answer to it is worth. Pure functions, the same everywhere.

body:   {"text": str, "options": [{"key": str, "text": str, "media": str?}, ...], "media": str?}
        options only for ONE, MANY and ORDER; keys are unique; `media` names a `Media` of the question
answer: ONE    {"right": key}
        MANY   {"right": [key, ...], "partial": bool}    partial: each right one counts, each wrong one takes away
        TRUTH  {"right": bool}
        ORDER  {"right": [key, ...], "partial": bool}    all keys in order; partial: each at its place counts
        SHORT  {"accepted": [str, ...], "exact": bool}   exact: upper and lower case count
        NUMBER {"value": str, "tolerance": str}          decimal, with a point
reply:  what somebody answered: ONE key; MANY [key, ...]; TRUTH bool; ORDER [key, ...]; SHORT str; NUMBER str; None
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from doanso.lib.text import canonical_tone, clean_name

ONE, MANY, TRUTH, ORDER, SHORT, NUMBER = "mot", "nhieu", "dung_sai", "sap_xep", "ngan", "so"
WITH_OPTIONS = (ONE, MANY, ORDER)

MOST_LETTERS = 400  # of a typed reply: more is no short answer, and costs time
_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)
_TYPED = re.compile(r"([+-]?)([0-9]+(?:[.,][0-9]+)*)", re.ASCII)
_MOST_DIGITS = 40
_ENDS = " .,;:!?…\"'“”‘’"


def keys(body: dict[str, Any]) -> list[str]:
    return [option["key"] for option in body.get("options", [])]


def grade(kind: str, answer: dict[str, Any], reply: Any) -> float:
    """The share of the points, 0 to 1; whatever came in, nonsense is worth nothing."""
    return _GRADES[kind](answer, reply)


def right_reply(kind: str, answer: dict[str, Any]) -> Any:
    """A reply that is worth everything."""
    if kind == SHORT:
        return answer["accepted"][0]
    return answer["value"] if kind == NUMBER else answer["right"]


def in_words(kind: str, body: dict[str, Any], reply: Any) -> Any:
    """A reply as a reader understands it: the texts of its options; True or False, text and numbers as they are."""
    texts = {option["key"]: option["text"] for option in body.get("options", [])}
    if kind == ONE:
        return texts.get(reply, "") if isinstance(reply, str) else ""
    return [texts[key] for key in _keys(reply) or [] if key in texts] if kind in WITH_OPTIONS else reply


def number_in_words(answer: dict[str, Any]) -> str:
    """The right number and what may be more or less, as they are written here."""
    value, tolerance = (str(answer.get(name) or "0").replace(".", ",") for name in ("value", "tolerance"))
    return f"{value} ± {tolerance}" if tolerance.strip("0,") else value


def readings(text: Any) -> set[Decimal]:
    """Every number that may be meant: 1.234 is a thousand and more, or one and a little; 3,5 is three and a half."""
    found = _TYPED.fullmatch(_typed_number(text))
    if not found:
        return set()
    sign, digits = found.groups()
    parts, marks = re.split("[.,]", digits), re.sub("[0-9]", "", digits)
    meant = set()
    if not marks or (_grouped(parts) and len(set(marks)) == 1):
        meant.add("".join(parts))
    if len(marks) == 1 or (_grouped(parts[:-1]) and marks[-1:] not in marks[:-1] and len(set(marks[:-1])) == 1):
        meant.add("".join(parts[:-1]) + "." + parts[-1])
    return {Decimal(sign + number) for number in meant}


def _grouped(parts: list[str]) -> bool:
    """Thousands apart: 12.345.678, not 0.500."""
    first, *rest = parts or [""]
    return len(first) <= 3 and not first.startswith("0") and bool(rest) and all(len(part) == 3 for part in rest)


def _typed_number(text: Any) -> str:
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return ""
    if not isinstance(text, str):
        text = repr(text) if abs(text) < 10**_MOST_DIGITS else ""
    return re.sub(r"\s", "", text[: 2 * _MOST_DIGITS]).replace("−", "-") if len(text) <= 2 * _MOST_DIGITS else ""


def folded_reply(text: str, *, exact: bool = False) -> str:
    """Short answers that count as the same: spaces, both spellings of a tone, stops at the ends do not matter."""
    plain = canonical_tone(clean_name(text)).strip(_ENDS)
    return plain if exact else plain.casefold()


def _keys(reply: Any) -> list[str] | None:
    return reply if isinstance(reply, list) and all(isinstance(key, str) for key in reply) else None


def _one(answer: dict[str, Any], reply: Any) -> float:
    return float(isinstance(reply, str) and reply == answer["right"])


def _many(answer: dict[str, Any], reply: Any) -> float:
    chosen, right = set(_keys(reply) or ()), set(answer["right"])
    if chosen == right or not answer.get("partial"):
        return float(chosen == right)
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


def _truth(answer: dict[str, Any], reply: Any) -> float:
    return float(reply is answer["right"])


def _order(answer: dict[str, Any], reply: Any) -> float:
    given, right = _keys(reply) or [], answer["right"]
    if given == right or not answer.get("partial") or sorted(given) != sorted(right):
        return float(given == right)
    return sum(mine == wanted for mine, wanted in zip(given, right, strict=True)) / len(right)


def _short(answer: dict[str, Any], reply: Any) -> float:
    if not isinstance(reply, str) or len(reply) > MOST_LETTERS:
        return 0.0
    exact = bool(answer.get("exact"))
    given = folded_reply(reply, exact=exact)
    return float(bool(given) and given in {folded_reply(text, exact=exact) for text in answer["accepted"]})


def _number(answer: dict[str, Any], reply: Any) -> float:
    value, tolerance = Decimal(answer["value"]), Decimal(answer.get("tolerance") or "0")
    return float(any(abs(meant - value) <= tolerance for meant in readings(reply)))


_GRADES: dict[str, Callable[[dict[str, Any], Any], float]] = {
    ONE: _one,
    MANY: _many,
    TRUTH: _truth,
    ORDER: _order,
    SHORT: _short,
    NUMBER: _number,
}


def is_decimal(text: Any) -> bool:
    """As keys hold numbers: a point, no thousands, of a length that can be reckoned with exactly."""
    return isinstance(text, str) and bool(_DECIMAL.fullmatch(text))
