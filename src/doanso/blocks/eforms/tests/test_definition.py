import copy

import pytest

from doanso.blocks.eforms.definition import BadDefinition, Text, load
from doanso.blocks.eforms.definition.loader import problems_of
from doanso.blocks.eforms.demo import definitions
from doanso.blocks.eforms.tests.making import field, form, source


def problems(*fields, **more) -> dict[str, str]:
    return {problem.path: problem.message for problem in problems_of(source(*fields, **more))}


def place(name: str) -> str:
    return f"pages[0].sections[0].fields[0]{name}"


def test_load_keeps_pages_sections_and_fields_in_order():
    definition = form(field("text", "a"), field("date", "b"))

    assert [f.key for f in definition.pages[0].fields] == ["a", "b"]
    assert definition.page_of == {"a": 0, "b": 0}


def test_load_gives_a_text_field_its_usual_limit():
    assert form(field("text")).fields["a"].max_length == 200


def test_text_is_english_only_where_english_was_written():
    from django.utils.translation import override

    with override("en"):
        assert [str(Text("Tên", "Name")), str(Text("Tên"))] == ["Name", "Tên"]
    assert str(Text("Tên", "Name")) == "Tên"


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("Họ, chữ đệm, tên", "họ, chữ đệm, tên"),
        ("Nơi cư trú (tỉnh, xã)", "nơi cư trú"),
        ("VNeID của bạn", "VNeID của bạn"),
        ("", ""),
    ],
)
def test_text_plain_fits_into_a_sentence(label, plain):
    assert Text(label).plain == plain


def test_load_reports_every_problem_by_its_path():
    found = problems(
        {"key": "A B", "type": "text", "label": ""},
        {"key": "b", "type": "choice", "label": "B"},
        {"key": "c", "type": "spaceship", "label": "C"},
        {"key": "d", "type": "text", "label": "D", "colour": "red"},
    )

    assert list(found) == [
        place(".key"),
        place(".label"),
        "pages[0].sections[0].fields[1].options",
        "pages[0].sections[0].fields[2].type",
        "pages[0].sections[0].fields[3].colour",
    ]


@pytest.mark.parametrize(
    ("wrong", "path", "message"),
    [
        (field("number", min=5, max=1), place(".min"), "Lớn hơn max."),
        (field("text", max_length=0), place(".max_length"), "Phải là số nguyên từ 1 đến 20000."),
        (field("number", decimals=9), place(".decimals"), "Phải là số nguyên từ 0 đến 6."),
        (field("date", max="31/3/2026"), place(".max"), "Phải là ngày dạng 2026-03-31, hoặc today."),
        (field("choice", options=["x", "x"]), place(".options[1]"), "Giá trị này có hai lần."),
        (field("text", required="yes"), "a.required", "Không có trường “yes”."),
        (field("text", check="len(a) > 2"), place(".message"), "Điều kiện kiểm tra phải có thông báo khi không đạt."),
        (field("text", show_if="b == 1"), "a.show_if", "Không có trường “b”."),
        (field("table"), place(".columns"), "Không được để trống."),
        (field("note"), place(".text"), "Không được để trống."),
        (field("text", prefill="person.secret"), place(".prefill"), None),
        (field("table", columns=[field("table", "x", columns=[field("text", "y")])]), place(".columns[0].type"), None),
        (field("table", columns=[field("text", "x", show_if="true")]), place(".columns[0].show_if"), None),
        (field("table", columns=[field("text", "x")], totals=["x"]), place(".totals"), None),
        (field("cccd", matches={"sex": "nobody"}), "a.matches.sex", "Không có trường “nobody”."),
    ],
)
def test_load_tells_what_is_wrong(wrong, path, message):
    found = problems(wrong)

    assert path in found
    assert message in (None, found[path])


def test_load_refuses_a_formula_of_the_wrong_kind():
    found = problems(field("money", "a", computed="concat('x', 'y')"))

    assert list(found) == ["a.computed"]


def test_load_refuses_a_syntax_error_with_the_languages_own_words():
    assert list(problems(field("text", show_if="1 +"))) == [place(".show_if")]


def test_load_names_fields_that_wait_for_each_other():
    found = problems(field("money", "a", computed="b + 1"), field("money", "b", computed="a + 1"))

    assert found == {"pages": "Các trường này phụ thuộc vòng tròn vào nhau: a, b."}


def test_load_refuses_two_fields_of_one_key():
    assert problems(field("text"), field("date")) == {"pages": "Hai trường trùng khóa “a”."}


def test_order_puts_a_field_after_what_it_reads():
    definition = form(field("money", "a", computed="b * 2"), field("money", "b", computed="c + 1"), field("money", "c"))

    assert definition.order == ("c", "b", "a")


@pytest.mark.parametrize("junk", [None, [], "x", 7, {"pages": 3}, {"pages": [{"sections": [{"fields": [None, 3]}]}]}])
def test_load_survives_junk(junk):
    with pytest.raises(BadDefinition):
        load(junk)


def test_load_survives_a_type_that_is_a_list():
    assert place(".type") in problems({"key": "a", "type": ["text"], "label": "A"})


def test_load_survives_every_single_value_replaced():
    """Whatever stands in the place of any key of a real form: problems, no crash."""
    for path in _paths(definitions()["F-DP"]):
        for junk in (None, 7, "", [], {}, "x == ", ["x"], {"vi": 3}):
            changed = copy.deepcopy(definitions()["F-DP"])
            holder = changed
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = junk
            problems_of(changed)


def _paths(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from _paths(item, (*path, key))


def test_load_limits_the_size_of_a_definition():
    huge = source(field("note", text="x" * 1_100_000))

    assert "Định nghĩa biểu mẫu lớn hơn 1 MB." in [problem.message for problem in problems_of(huge)]
