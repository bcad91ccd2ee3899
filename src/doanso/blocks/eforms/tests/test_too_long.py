"""What is longer than its field: an error always, never cut in silence."""

import pytest

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.definition import load
from doanso.blocks.eforms.tests.making import TODAY, check, field, form, read, source

KEPT = "Nội dung quá dài: %d ký tự, chỉ giữ lại %d ký tự đầu. Xin rút ngắn."


@pytest.mark.parametrize(
    ("kind", "more", "typed", "count"),
    [
        ("long_text", {"max_length": 500}, "a" * 1_200, 1_200),
        ("text", {"max_length": 100}, "abc" + " " * 300 + "xyz", 306),  # what was left would have passed
        ("text", {"max_length": 100}, "a" * 5_000, 5_000),
        ("email", {}, "ten@vidu.vn" + " " * 400 + "khac@vidu.vn", 423),
        ("person_name", {}, "Lê " * 300, 899),
    ],
)
def test_too_long_is_wrong_and_its_beginning_stays(kind, more, typed, count):
    definition = form(field(kind, **more))
    reading = read(definition, {"a": typed})
    kept = reading.raw["a"]

    assert typed.startswith(kept)
    assert reading.errors == {"a": [KEPT % (count, len(kept))]}
    again = engine.reread(definition, reading.raw, today=TODAY)  # as a draft, turned to another page meanwhile
    assert again.errors == reading.errors
    assert read(definition, {"a": "ngắn"}, stored=reading.raw).raw == {"a": "ngắn"}


def test_blanks_around_are_no_text():
    assert read(form(field("text", max_length=100)), {"a": " " * 900 + "ngắn"}).answers == {"a": "ngắn"}


def test_table_cell_and_house_number_tell_it_too():
    definition = load(
        source(field("table", columns=[field("text", "x", max_length=100)]), field("address", "b", detail=True))
    )
    data = {"a.0.x": "y" * 300, "b.province": "01", "b.commune": "Ba Đình", "b.detail": "Số " + "1" * 300}
    errors = read(definition, data).errors

    assert errors["a.0.x"] == [KEPT % (300, 200)]
    assert errors["b.detail"] == [KEPT % (303, 200)]


def test_program_is_told_as_well():
    definition = form(field("text", max_length=100))
    assert list(check(definition, {"a": "b" + " " * 50_000 + "c"}).errors) == ["a"]
