"""Random expressions and random answers: mostly sensible, so that something is computed, and now and then absurd."""

from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from doanso.lib.expressions import fixed

LETTERS = "aAbBdĐđeêếộờữỹ 05.,'\""
MARKS = "\u0300\u0323\U0001f600"
DEPTH = 3
ABSURD = 12  # one operand in so many is of any kind

_numbers = st.one_of(
    st.integers(-20, 20),
    st.integers(-(10**15), 10**15),
    st.sampled_from([Decimal("0.5"), Decimal("0.000001"), Decimal("-2.5"), Decimal("333333333333333.333333")]),
    st.decimals(min_value=-1000, max_value=1000, places=6),
    st.decimals(min_value=-10, max_value=10, places=9),
)
_texts = st.text(LETTERS + MARKS, max_size=6)
_days = st.dates(date(1000, 1, 1), date(9999, 12, 31)) | st.sampled_from([date(2000, 2, 29), date(2026, 2, 28)])
_cells = st.none() | st.booleans() | _numbers | _texts | _days
_rows = st.fixed_dictionaries(
    {"số": _numbers | st.none()},
    optional={"ngày": _days | st.none(), "lạ": _cells, "danh sách": st.lists(_cells, max_size=3)},
)
_anything = _cells | st.lists(_cells, max_size=4) | st.lists(_rows, max_size=4) | _rows


def _mostly(values, others):
    return st.integers(1, ABSURD).flatmap(lambda n: others if n == 1 else values)


scopes = st.fixed_dictionaries(
    {
        "a": _mostly(_numbers, _anything),
        "b": _mostly(_numbers, _anything),
        "có": _mostly(st.booleans(), _anything),
        "chữ": _mostly(_texts, _anything),
        "ngày": _mostly(_days, _anything),
        "bảng": _mostly(st.lists(_rows, max_size=5), _anything),
        "tập": _mostly(st.lists(_texts, max_size=4), _anything),
    }
)


def _names(*names):
    return st.sampled_from([["$", *name.split(".")] for name in names])


def _number(millionths):
    return ["#", fixed.to_text(millionths)]


_literal_number = (st.integers(0, 40).map(lambda n: n * fixed.SCALE) | st.integers(0, 30 * fixed.SCALE)).map(_number)
_literal_text = st.text(LETTERS, max_size=6).map(lambda text: ["'", text])

_LEAVES = {
    "number": _names("a", "b") | _literal_number,
    "small": st.integers(0, 40).map(lambda n: _number(n * fixed.SCALE))
    | st.integers(-4, 0).map(lambda n: ["neg", _number(-n * fixed.SCALE)]),
    "year": st.integers(999, 2100).map(lambda n: _number(n * fixed.SCALE)),
    "bool": _names("có") | st.booleans(),
    "text": _names("chữ") | _literal_text,
    "day": _names("ngày") | st.just(["today"]),
    "column": _names("bảng.số", "bảng.danh sách"),
    "list": _names("tập", "bảng", "bảng.số"),
    "any": _names("a", "có", "chữ", "ngày", "bảng", "tập", "bảng.lạ", "lạ", "a.b") | st.none(),
}
_ALIKE = (("number", "number"), ("day", "day"))
_COMPARED = [(sign, *pair) for sign in ("<", "<=", ">", ">=", "==", "!=") for pair in _ALIKE]
_FORMS = {
    "number": [
        *((name, "number") for name in ("neg", "abs", "floor", "ceil", "round")),
        *((name, "number", "number") for name in ("+", "*", "/", "sum", "min", "max")),
        *((name, "column") for name in ("sum", "min", "max", "count")),
        ("round", "number", "small"),
        ("count", "list"),
        ("len", "list"),
        ("len", "text"),
        ("age", "day"),
        ("age", "day", "day"),
        ("days_between", "day", "day"),
        ("if", "bool", "number", "number"),
    ],
    "bool": [
        *((name, "bool", "bool") for name in ("and", "or")),
        *_COMPARED,
        ("not", "bool"),
        ("==", "text", "text"),
        ("contains", "text", "text"),
        ("contains", "list", "text"),
        ("contains", "list", "number"),
        ("empty", "text"),
        ("empty", "any"),
    ],
    "text": [
        *((name, "text") for name in ("upper", "lower", "trim")),
        ("words", "number"),
        ("concat", "text", "any", "number"),
        ("concat", "text", "day"),
        ("if", "bool", "text", "text"),
    ],
    "day": [("date", "year", "small", "small"), ("min", "day", "day"), ("max", "day", "day")],
}


@cache
def _of_kind(kind, depth):
    if depth == 0 or kind not in _FORMS:
        return _LEAVES[kind]
    return st.one_of(_LEAVES[kind], *(_of_form(*form, depth=depth - 1) for form in _FORMS[kind] * 2))


def _of_form(head, *kinds, depth):
    operands = st.tuples(*(_mostly(_of_kind(kind, depth), _LEAVES["any"]) for kind in kinds))
    return operands.map(lambda found: _normal([head, *found]))


def _normal(node):
    """As the parser makes it: chains are flat to the left, and age has its second day."""
    head, first, *rest = node
    if head in ("and", "or", "+", "*") and isinstance(first, list) and first[0] == head:
        return [*first, *rest]
    return [*node, ["today"]] if head == "age" and not rest else node


nodes = st.sampled_from(sorted(_FORMS)).flatmap(lambda kind: _of_kind(kind, DEPTH))
