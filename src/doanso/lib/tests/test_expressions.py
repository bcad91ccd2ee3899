import json
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.lib.expressions import ExpressionError, check, evaluate, parse, to_text, variables
from doanso.lib.tests import vectors
from doanso.lib.tests.strategies import nodes, scopes

TODAY, VECTORS = vectors.load()


def value(text, **scope):
    return evaluate(parse(text), scope, today=TODAY)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.text)
def test_vector_comes_to_what_it_says(vector):
    result = evaluate(parse(vector.text), vector.scope, today=TODAY)
    assert (type(result), result) == (type(vector.expected), vector.expected)


def test_vectors_are_many():
    assert len(VECTORS) >= 150


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a - b + 1", ["+", ["$", "a"], ["neg", ["$", "b"]], ["#", "1"]]),
        ("a or b or c", ["or", ["$", "a"], ["$", "b"], ["$", "c"]]),
        ("not a == 1", ["not", ["==", ["$", "a"], ["#", "1"]]]),
        ("sum(dong.Thành tiền)", ["sum", ["$", "dong", "Thành tiền"]]),
        ("age(sinh)", ["age", ["$", "sinh"], ["today"]]),
        ("a <> 'x'", ["!=", ["$", "a"], ["'", "x"]]),
        ("1.50", ["#", "1.5"]),
        ("nothing or andy", ["or", ["$", "nothing"], ["$", "andy"]]),
        ("tru\u031b", ["$", "tr\u01b0"]),
    ],
)
def test_parse_gives_node(text, node):
    assert parse(text) == node


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "Hãy viết biểu thức."),
        ("a +", 3, "Biểu thức bị ngắt giữa chừng."),
        ("  a ? b", 4, "“?” không có nghĩa ở đây."),
        ("a b) + 1", 3, "“)” không đúng chỗ."),
        ("'Trong tỉnh", 0, "“'” không có nghĩa ở đây."),
        ("sum(a", 5, "Biểu thức bị ngắt giữa chừng."),
        ("1 < a < 3", 6, "Mỗi lần chỉ so sánh hai giá trị, nối các phép so sánh bằng “and”."),
        ("1 + tong(2)", 4, "Không có hàm “tong”."),
        ("round()", 7, "Hàm “round” có quá ít hoặc quá nhiều giá trị trong ngoặc."),
        ("muc * 2.000", 6, "2.000 là số lẻ phải không? Hãy viết 2.0000. Nếu ý là hàng nghìn, hãy viết 2000."),
        ("1.2345678", 0, "1.2345678 không phải là số đến 10^15 với nhiều nhất sáu chữ số thập phân."),
        ("a.1", 2, "“1” không đúng chỗ."),
        ("x" * 2001, 2000, "Biểu thức dài nhất 2000 ký tự."),
        ("(" * 31 + "a" + ")" * 31, 30, "Biểu thức quá dài hoặc lồng quá sâu; hãy tách ra."),
        ("*".join("abc" * 200), 0, "Biểu thức quá dài hoặc lồng quá sâu; hãy tách ra."),
        ("a" + " * a / a" * 20, 0, "Biểu thức quá dài hoặc lồng quá sâu; hãy tách ra."),
        ("-" * 40 + "a", 0, "Biểu thức quá dài hoặc lồng quá sâu; hãy tách ra."),
        ("__import__('os').system('x')", 0, "Không có hàm “__import__”."),
    ],
)
def test_parse_says_what_is_wrong_and_where(text, position, message):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.message) == (position, message)


@given(st.text("ab1.(),'\"+-*/<>= notandorsumif", max_size=60) | st.text(max_size=60))
def test_parse_of_anything_gives_node_or_refuses(text):
    with suppress(ExpressionError):
        node = parse(text)
        assert parse(to_text(node)) == node


@given(nodes)
def test_to_text_is_read_back_as_the_same_node(node):
    assert parse(to_text(node)) == node
    assert json.loads(json.dumps(node)) == node


@given(nodes, scopes)
def test_evaluate_never_fails(node, scope):
    evaluate(node, scope, today=TODAY)


def test_variables_are_dotted_names():
    assert variables(parse("if(a > 0, sum(dong.Thành tiền), b) + a")) == {"a", "b", "dong.Thành tiền"}


def test_whole_number_is_int_and_fraction_is_decimal():
    assert (type(value("4 / 2")), type(value("1 / 2"))) == (int, Decimal)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (0.1, Decimal("0.1")),
        (Decimal("1E+2"), 100),
        (Decimal("1E-400"), 0),
        (Decimal("1E+999999"), None),
        (Decimal("0.0000004999999999999999999999999999999999"), 0),
        (Decimal("NaN"), None),
        (float("inf"), None),
        (10**15 + 1, None),
        (datetime(2026, 11, 20, 18, 0, tzinfo=UTC), date(2026, 11, 21)),
        (("a", 1), ["a", 1]),
        ("ho\u0300a", "hòa"),
        (object(), None),
        (b"x", None),
    ],
)
def test_value_from_python_is_understood_or_nothing(given, expected):
    assert value("x", x=given) == expected


def test_scope_is_not_changed():
    scope = {"rows": [{"x": 1}]}
    evaluate(parse("sum(rows.x)"), scope, today=TODAY)
    assert scope == {"rows": [{"x": 1}]}


def test_long_text_has_an_end():
    assert value("concat(x, x)", x="a" * 5_000) == "a" * 10_000
    assert value("concat(x, x, '.')", x="a" * 5_000) is None


TYPES = {
    "tong": "number",
    "ten": "text",
    "mien": "bool",
    "sinh": "date",
    "chon": "list",
    "dong": {"tien": "number", "ngay": "date", "nhom": "list"},
    "tre.ngay_sinh": "date",
}


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("sum(dong.tien) <= tong and not mien", "bool"),
        ("if(mien, 0, tong * 2)", "number"),
        ("max(dong.ngay, sinh) > today()", "bool"),
        ("max(dong.ngay)", "date"),
        ("contains(chon, 'Khác') or empty(chon)", "bool"),
        ("tong * (1 - mien)", "number"),
        ("mien == 1", "bool"),
        ("concat(ten, ' ', sinh, ' ', tong)", "text"),
        ("age(tre.ngay_sinh)", "number"),
        ("count(dong) + count(dong.nhom)", "number"),
        ("none", "number"),
        ("-tong", ""),
    ],
)
def test_check_finds_nothing_wrong(text, expects):
    assert check(parse(text), TYPES, expects) == []


@pytest.mark.parametrize(
    ("text", "expects", "problems"),
    [
        ("tongg + tongg", "", ["Không có trường “tongg”."]),
        ("dong.gia", "", ["Không có trường “dong.gia”."]),
        ("dong.tien.x", "", ["Không có trường “dong.tien.x”."]),
        ("tong.tien", "", ["Không có trường “tong.tien”."]),
        ("ten + 1", "", ["“+” không dùng được với chữ."]),
        ("-ten", "", ["“-” không dùng được với chữ."]),
        ("sum(dong)", "", ["“sum” không dùng được với bảng."]),
        ("sum(dong.ngay)", "", ["“sum” không dùng được với một cột của bảng."]),
        ("tong and mien", "", ["“and” không dùng được với số."]),
        ("chon == 'Khác'", "", ["“==” không dùng được với danh sách."]),
        ("ten < 'B'", "", ["“<” không dùng được với chữ."]),
        ("tong == '5'", "", ["“==” đang so số với chữ, hai thứ không bao giờ khớp nhau."]),
        ("sinh < tong", "", ["“<” đang so ngày với số, hai thứ không bao giờ khớp nhau."]),
        ("round(ten, sinh)", "", ["“round” không dùng được với chữ.", "“round” không dùng được với ngày."]),
        ("tong + 1", "bool", ["Kết quả là số, trong khi cần giá trị có/không."]),
        ("if(mien, 'a', 'b')", "number", ["Kết quả là chữ, trong khi cần số."]),
    ],
)
def test_check_tells_the_author(text, expects, problems):
    assert check(parse(text), TYPES, expects) == problems


@given(nodes)
def test_check_never_fails(node):
    assert isinstance(check(node, TYPES), list)
