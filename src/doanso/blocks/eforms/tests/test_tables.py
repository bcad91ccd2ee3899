"""Tables of the engine: rows, their buttons, limits and checks."""

import pytest

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.tests.making import field, form, read


def table(**more):
    columns = [field("text", "x", label="Tên", required=True), field("money", "y", label="Tiền")]
    return form(field("table", "t", columns=columns, **more))


def test_blank_rows_do_not_count_and_errors_name_the_row_as_typed():
    reading = read(table(), {"t.0.x": "A", "t.1.x": "", "t.2.y": "5"})

    assert reading.answers["t"] == [{"x": "A"}, {"y": 5}]
    assert reading.errors == {"t.2.x": ["Nhập tên."]}
    assert reading.raw["t"] == 3


def test_rows_with_gaps_in_their_numbers_close_up():
    reading = read(table(), {"t.7.x": "B", "t.3.x": "A"})

    assert reading.answers["t"] == [{"x": "A"}, {"x": "B"}]
    assert reading.raw == {"t": 2, "t.0.x": "A", "t.0.y": "", "t.1.x": "B", "t.1.y": ""}


def test_the_buttons_add_and_delete_rows_and_keep_all_else():
    data = {"t.0.x": "A", "t.1.x": "B", "t.1.y": "abc"}

    added = read(table(), {**data, "_add:t": "1"})
    deleted = read(table(), {**data, "_del:t:0": "1"})

    assert (added.action, added.raw["t"]) == (engine.Action("add", "t"), 3)
    assert (deleted.action.edits_table, deleted.raw["t"], deleted.raw["t.0.x"], deleted.raw["t.0.y"]) == (
        True,
        1,
        "B",
        "abc",
    )


def test_rows_beyond_the_limit_are_an_error_and_stay():
    reading = read(table(max_rows=2), {f"t.{n}.x": "A" for n in range(4)})

    assert reading.errors == {"t": ["Tối đa 2 dòng."]}
    assert reading.raw["t"] == 4


def test_too_few_rows_are_an_error():
    assert read(table(min_rows=2, required=True), {"t.0.x": "A"}).errors == {"t": ["Cần ít nhất 2 dòng."]}


def test_a_cell_may_be_checked_against_its_row():
    columns = [field("number", "x"), field("number", "y", check="y >= x", message="Phải từ x trở lên.")]
    definition = form(field("table", "t", columns=columns))

    assert read(definition, {"t.0.x": "5", "t.0.y": "3", "t.1.x": "1", "t.1.y": "1"}).errors == {
        "t.0.y": ["Phải từ x trở lên."]
    }


def test_a_table_sorts_by_given_name():
    definition = form(field("table", "t", sort="vn_given_name", columns=[field("person_name", "x")]))

    reading = read(definition, {"t.0.x": "Nguyễn Văn Ý", "t.1.x": "Trần Đức Ân", "t.2.x": "Lê Hoàng An"})

    assert [row["x"] for row in reading.answers["t"]] == ["Lê Hoàng An", "Trần Đức Ân", "Nguyễn Văn Ý"]


@pytest.mark.parametrize(
    "name", ["_del:t:x", "_del:t:", "_del:", "_add:", "_del:t:99999999999999999999", "_del:nobody:3"]
)
def test_odd_buttons_change_nothing(name):
    assert read(table(), {"t.0.x": "A", name: "1"}).answers["t"] == [{"x": "A"}]
