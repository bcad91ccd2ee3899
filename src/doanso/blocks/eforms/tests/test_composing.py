"""Rows that are chosen from lists, and the expressions that they stand for."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doanso.blocks.eforms import composing
from doanso.blocks.eforms.composing import Formula, Row, Rules, formula_of, formula_text, rules_of, rules_text
from doanso.lib import expressions
from doanso.lib.text import nfc

TODAY = date(2026, 11, 22)
SUBJECTS = ["a", "b", "bang.so", "sum(bang.so)", "count(bang)", "len(a)", "age(sinh, today())"]
subjects = st.sampled_from(SUBJECTS)
numbers = st.decimals(-(10**6), 10**6, places=2).map(lambda n: expressions.to_text(expressions.parse(f"{n:f}")))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
values = st.one_of(
    st.tuples(st.just("text"), texts.map(lambda t: nfc(t))),
    st.tuples(st.just("number"), numbers),
    st.tuples(st.just("date"), st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)),
    st.just(("today", "")),
    st.tuples(st.just("subject"), subjects),
)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    test = draw(st.sampled_from(composing.TESTS))
    return Row(draw(subjects), test, *(("", "") if test in composing.ALONE else draw(values)))


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    shape = draw(st.sampled_from(composing.SHAPES))
    least, most = composing.room(shape)
    operands = draw(st.lists(st.one_of(subjects, numbers), min_size=least, max_size=min(most, 4)))
    glue = draw(st.sampled_from(["", " ", ", "])) if shape == "join" and len(operands) > 1 else ""
    return Formula(shape, tuple(operands), glue)


@settings(max_examples=150, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=4), st.sampled_from(["and", "or"]))
def test_rules_come_back_from_their_text(found: list[Row], joined: str) -> None:
    rules = Rules(tuple(found), joined if len(found) > 1 else "and")
    assert rules_of(rules_text(rules)) == rules


@settings(max_examples=150, deadline=None)
@given(formulas())
def test_formula_comes_back_from_its_text(formula: Formula) -> None:
    text = formula_text(formula)
    again = formula_of(text)
    assert again is not None
    assert formula_text(again) == text  # `a + -1` reads as `a - 1`: the shape may differ, the value not


SCOPE = {"n": 5, "t": "Nam", "d": date(2026, 11, 22), "ds": ["Khác", "Sách"], "co": True, "trong": None}
CASES = [
    (Row("n", "is", "number", "5"), True),
    (Row("n", "is_not", "number", "5"), False),
    (Row("n", "more", "number", "5"), False),
    (Row("n", "least", "number", "5"), True),
    (Row("n", "less", "number", "5.1"), True),
    (Row("n", "most", "number", "-5"), False),
    (Row("t", "is", "text", "Nam"), True),
    (Row("t", "contains", "text", "am"), True),
    (Row("ds", "contains", "text", "Khác"), True),
    (Row("ds", "lacks", "text", "Khác"), False),
    (Row("d", "most", "today"), True),
    (Row("d", "is", "date", "2026-11-22"), True),
    (Row("d", "more", "subject", "d"), False),
    (Row("co", "yes"), True),
    (Row("co", "no"), False),
    (Row("trong", "empty"), True),
    (Row("trong", "filled"), False),
    (Row("trong", "is", "number", "1"), None),
]


@pytest.mark.parametrize(("row", "expected"), CASES)
def test_row_means_what_it_says(row: Row, expected: bool | None) -> None:
    node = expressions.parse(rules_text(Rules((row,))))
    assert expressions.evaluate(node, SCOPE, today=TODAY) is expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (Formula("total", ("bang.so",)), 7),
        (Formula("plus", ("n", "2", "n")), 12),
        (Formula("minus", ("n", "2", "1")), 2),
        (Formula("times", ("n", "sum(bang.so)")), 35),
        (Formula("divide", ("n", "2")), 2.5),
        (Formula("count", ("bang",)), 2),
        (Formula("age", ("sinh",)), 18),
        (Formula("days", ("sinh", "d")), 6574),
        (Formula("join", ("t", "n"), " - "), "Nam - 5"),
        (Formula("words", ("n",)), "Năm đồng"),
    ],
)
def test_formula_computes_what_it_says(formula: Formula, expected: object) -> None:
    scope = {**SCOPE, "bang": [{"so": 3}, {"so": 4}], "sinh": date(2008, 11, 22)}
    node = expressions.parse(formula_text(formula))
    assert expressions.evaluate(node, scope, today=TODAY) == expected


@pytest.mark.parametrize("text", ["a == 1 and (b or c)", "a + 1 > 2", "if(a, b, c)", "not (a and b)", "a ==", "true"])
def test_condition_beyond_rows_is_left_as_text(text: str) -> None:
    assert rules_of(text) is None


@pytest.mark.parametrize("text", ["round(a / 3)", "a - b + c", "a * (1 - b)", "concat(a, ' ', b, '-', c)", "("])
def test_formula_beyond_the_shapes_is_left_as_text(text: str) -> None:
    assert formula_of(text) is None
