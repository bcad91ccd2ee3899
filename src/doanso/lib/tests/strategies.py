"""Random expressions and random answers, for whatever must hold of all of them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from doanso.lib.expressions import fixed
from doanso.lib.expressions.functions import FUNCTIONS

LETTERS = "aAbBdĐđeêếộờữỹ 05.,'\"\u0300\u0323\U0001f600"

numbers = st.one_of(
    st.integers(-20, 20),
    st.integers(-(10**15), 10**15),
    st.sampled_from([Decimal("0.5"), Decimal("0.000001"), Decimal("-2.5"), Decimal("333333333333333.333333")]),
    st.decimals(min_value=-1000, max_value=1000, places=6),
    st.decimals(min_value=-10, max_value=10, places=9),
)
texts = st.text(LETTERS, max_size=6)
days = st.dates(date(1000, 1, 1), date(9999, 12, 31)) | st.sampled_from([date(2000, 2, 29), date(2026, 2, 28)])
cells = st.none() | st.booleans() | numbers | texts | days
rows = st.dictionaries(st.sampled_from(["x", "y", "tiền"]), cells | st.lists(numbers, max_size=3), max_size=3)
values = cells | st.lists(cells, max_size=4) | st.lists(rows, max_size=4) | rows

NAMES = ["a", "b", "c", "bảng", "bảng.x", "bảng.tiền", "bảng.y.x", "lạ"]
scopes = st.dictionaries(st.sampled_from(["a", "b", "c", "bảng"]), values)

_literals = (
    st.none()
    | st.booleans()
    | st.builds(lambda n: ["#", fixed.to_text(abs(n))], st.integers(0, 10**10) | st.integers(0, 30 * 10**6))
    | st.builds(lambda n: ["#", str(n)], st.integers(0, 40))
    | st.builds(lambda n: ["'", n], st.text("aAbBdĐđeêếộờữỹ 05.'\"", max_size=6))
    | st.builds(lambda name: ["$", *name.split(".")], st.sampled_from(NAMES))
)


def _chain(name):
    """Chains are flat to the left, as the parser makes them."""
    return lambda left, *rest: [*left, *rest] if isinstance(left, list) and left[0] == name else [name, left, *rest]


def _bigger(part):
    def call(name):
        function = FUNCTIONS[name]
        counts = st.integers(function.at_least, min(function.at_most, 3))
        lists = counts.flatmap(lambda count: st.tuples(*[part] * count))
        return lists.map(lambda arguments: _call(name, list(arguments)))

    return st.one_of(
        *(st.builds(_chain(name), part, part) for name in ("and", "or", "+", "*")),
        st.builds(
            lambda sign, a, b: [sign, a, b], st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "/"]), part, part
        ),
        st.builds(lambda sign, a: [sign, a], st.sampled_from(["neg", "not"]), part),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(call),
    )


def _call(name, arguments):
    return ["age", *arguments, ["today"]] if name == "age" and len(arguments) == 1 else [name, *arguments]


nodes = st.recursive(_literals, _bigger, max_leaves=12)
