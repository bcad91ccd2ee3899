"""Steps of the form editor: each alone, and any sequence of them."""

import re
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.definition.loader import problems_of
from doanso.blocks.eforms.editing import Spot, reading, spot
from doanso.blocks.eforms.editing.doubts import doubts
from doanso.blocks.eforms.tests.making import field
from doanso.lib import changes
from doanso.lib.errors import Refused

RESERVED = re.compile(r"ten_nguoi_nop|tl_[0-9]+")


def form() -> dict[str, Any]:
    table = field("table", "bang", columns=[field("text", "ten"), field("money", "gia"), field("money", "tien")])
    table |= {"totals": ["tien"]}
    table["columns"][2]["computed"] = "gia * a"
    one = {"key": "m1", "title": "Một", "fields": [field("number", "a"), field("number", "b", show_if="a > 1")]}
    two = {"key": "m2", "title": "Hai", "fields": [table, field("money", "tong", computed="sum(bang.tien)")]}
    other = {"key": "m3", "title": "Ba", "fields": [field("yes_no", "c", required="a > b")]}
    pages = [{"key": "p1", "title": "Đầu", "sections": [one, two]}, {"key": "p2", "title": "Sau", "sections": [other]}]
    return {"pages": pages, "checks": [{"check": "a < tong", "message": "Sai", "at": "a"}]}


def order(made: dict[str, Any]) -> list[list[str]]:
    return [[row["key"] for row in section["fields"]] for page in made["pages"] for section in page["sections"]]


def whole(made: dict[str, Any]) -> dict[str, Any]:
    return {"code": "T", "title": "Thử", **made}


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Họ, chữ đệm, tên", "ho_chu_dem_ten"),
        ("1. Ngày sinh của con", "ngay_sinh_cua_con"),
        ({"vi": "Địa chỉ", "en": "Address"}, "dia_chi"),
        ("Ngày " * 20, "ngay_ngay_ngay_ngay_ngay_ngay_ngay_ngay"),
        ("???", "cau_hoi"),
        ("a", "a_2"),
        ("Tên người nộp", "ten_nguoi_nop_2"),
        ("TL 3", "tl_3_2"),
        ("not", "not_2"),
    ],
)
def test_key_reads_like_the_label(label: Any, key: str) -> None:
    assert editing.fresh(label, {"a"}, reserved=RESERVED) == key


def test_question_is_added_behind_another_and_the_form_given_stays_as_it_was() -> None:
    before = form()
    made, where = editing.add(before, spot("section:m1"), {"type": "text", "label": "Họ tên"}, after="a")
    assert (order(made)[0], str(where)) == (["a", "ho_ten", "b"], "field:ho_ten")
    assert before == form()


def test_page_section_and_column_are_added() -> None:
    made, page = editing.add(form(), None, {"title": "Cuối"})
    made, section = editing.add(made, page, {"title": "Phần cuối"})
    made, column = editing.add(made, spot("field:bang"), {"type": "text", "label": "Ghi chú"}, after="ten")
    assert (str(page), str(section), str(column)) == ("page:cuoi", "section:phan_cuoi", "field:bang.ghi_chu")
    assert [c["key"] for c in editing.find(made, spot("field:bang")).row["columns"]] == [
        "ten",
        "ghi_chu",
        "gia",
        "tien",
    ]


@pytest.mark.parametrize(
    ("what", "by", "expected"),
    [
        ("field:b", -1, [["b", "a"], ["bang", "tong"], ["c"]]),
        ("field:b", 1, [["a"], ["b", "bang", "tong"], ["c"]]),
        ("field:c", -1, [["a", "b"], ["bang", "tong", "c"], []]),
        ("field:a", -1, [["a", "b"], ["bang", "tong"], ["c"]]),
        ("section:m2", 1, [["a", "b"], ["bang", "tong"], ["c"]]),
        ("section:m1", 1, [["bang", "tong"], ["a", "b"], ["c"]]),
        ("page:p2", -1, [["c"], ["a", "b"], ["bang", "tong"]]),
    ],
)
def test_up_and_down_go_over_the_edge_of_a_section(what: str, by: int, expected: list[list[str]]) -> None:
    assert order(editing.shift(form(), spot(what), by)) == expected


def test_every_place_that_is_offered_can_be_reached() -> None:
    for what in ("field:a", "field:bang.gia", "section:m2", "page:p2"):
        before = form()
        for place in editing.places(before, spot(what)):
            into = spot(place.into) if place.into else None
            made = editing.move(before, spot(what), into, place.after)
            found = editing.find(made, spot(what))
            assert (found.among[found.place - 1]["key"] if found.place else "") == place.after
            assert made != before


def test_column_cannot_leave_its_table_nor_a_question_enter_one() -> None:
    for what, into in (("field:bang.gia", "section:m1"), ("field:a", "field:bang"), ("section:m1", "section:m2")):
        with pytest.raises(Refused):
            editing.move(form(), spot(what), spot(into))


def test_renamed_key_is_renamed_in_everything_that_reads_it() -> None:
    made = editing.rename(form(), spot("field:a"), "so_luong")
    rows = {row["key"]: row for row in editing.walk(made)}
    assert (rows["b"]["show_if"], rows["c"]["required"]) == ("so_luong > 1", "so_luong > b")
    assert rows["bang"]["columns"][2]["computed"] == "gia * so_luong"
    assert made["checks"] == [{"check": "so_luong < tong", "message": "Sai", "at": "so_luong"}]


def test_renamed_column_is_renamed_inside_and_outside_of_its_table() -> None:
    made = editing.rename(form(), spot("field:bang.tien"), "thanh_tien")
    made = editing.rename(made, spot("field:bang.gia"), "don_gia")
    rows = {row["key"]: row for row in editing.walk(made)}
    assert (rows["tong"]["computed"], rows["bang"]["totals"]) == ("sum(bang.thanh_tien)", ["thanh_tien"])
    assert rows["bang"]["columns"][2]["computed"] == "don_gia * a"


@pytest.mark.parametrize("key", ["b", "ten_nguoi_nop", "Có dấu", "true", ""])
def test_key_that_cannot_be_is_refused(key: str) -> None:
    with pytest.raises(Refused):
        editing.rename(form(), spot("field:a"), key, reserved=RESERVED)


def test_copy_of_a_section_reads_itself() -> None:
    made, where = editing.duplicate(form(), spot("section:m1"))
    copy = editing.find(made, where).row
    assert [(row["key"], row.get("show_if")) for row in copy["fields"]] == [("a_2", None), ("b_2", "a_2 > 1")]


def test_sum_below_a_column_goes_with_the_column() -> None:
    assert "totals" not in editing.find(editing.remove(form(), spot("field:bang.tien")), spot("field:bang")).row


def test_questions_of_another_form_come_with_keys_and_conditions_of_their_own() -> None:
    made, keys = editing.take(form(), spot("section:m3"), form(), {"b", "a", "tong"}, reserved=RESERVED)
    rows = {row["key"]: row for row in editing.walk(made)}
    assert keys == ["a_2", "b_2", "tong_2"]
    assert rows["b_2"]["show_if"] == "a_2 > 1"
    assert "computed" not in rows["tong_2"]  # its table stayed behind
    assert problems_of(whole(made)) == []


def test_what_is_not_there_any_more_is_refused() -> None:
    for path in ("field:x", "field:a.b", "section:a", "x:y", "page:", ""):
        with pytest.raises(editing.Gone):
            editing.find(form(), spot(path))


acts = st.tuples(
    st.sampled_from(["add", "column", "section", "page", "remove", "up", "down", "move", "copy", "rename", "change"]),
    st.integers(0, 50),
    st.integers(0, 50),
)


def step(made: dict[str, Any], act: tuple[str, int, int]) -> dict[str, Any]:
    """One random step; the numbers choose what and where among what there is."""
    what, one, two = act
    spots = [Spot("page", p["key"]) for p in made["pages"]]
    sections = [Spot("section", s["key"]) for p in made["pages"] for s in p["sections"]]
    fields = [Spot("field", row["key"]) for row in editing.walk(made)]
    tables = [Spot("field", row["key"]) for row in editing.walk(made) if row["type"] == "table"]
    parts = [Spot("field", t.key, c["key"]) for t in tables for c in editing.find(made, t).row["columns"]]
    everything = [*spots, *sections, *fields, *parts]
    target = everything[one % len(everything)]
    row = {"type": "number", "label": f"Câu {two}"}
    homes = {"add": sections, "column": tables, "section": spots, "page": [None]}.get(what)
    if homes:
        return editing.add(made, homes[one % len(homes)], row if what in {"add", "column"} else {"title": "Mục"})[0]
    match what:
        case "remove":
            return editing.remove(made, target)
        case "up" | "down":
            return editing.shift(made, target, -1 if what == "up" else 1)
        case "move" if places := editing.places(made, target):
            place = places[two % len(places)]
            return editing.move(made, target, spot(place.into) if place.into else None, place.after)
        case "copy":
            return editing.duplicate(made, target)[0]
        case "rename":
            return editing.rename(made, target, f"k{two}")
        case "change" if target.kind == "field":
            return editing.change(made, target, {"label": "Khác", "help": "Chữ" if two % 2 else None})
    return made


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, max_size=25))
def test_any_sequence_of_steps_keeps_a_form(found: list[tuple[str, int, int]]) -> None:
    """Nothing worse than an empty list, or a name that was taken out; and every step can be taken back."""
    made, strange = form(), re.compile(r"\.(sections|fields|columns)$|^pages$")
    for act in found:
        before = deepcopy(made)
        try:
            made = step(made, act)
        except Refused:
            continue
        steps = changes.diff(before, made)
        assert changes.apply(before, steps) == made
        assert changes.apply(made, changes.invert(steps)) == before
    empty = [p for p in problems_of(whole(made)) if not strange.search(p.path)]
    assert [str(p) for p in empty if "không có" not in p.message and "Không có" not in p.message] == []


def test_several_questions_move_together_in_their_order() -> None:
    before = form()
    made = editing.move_all(before, {"tong", "a"}, spot("section:m3"), "c")
    assert order(made) == [["b"], ["bang"], ["c", "a", "tong"]]
    assert order(editing.move_all(before, {"b", "c"}, spot("section:m1"))) == [["b", "c", "a"], ["bang", "tong"], []]
    behind_itself = editing.move_all(before, {"b", "c"}, spot("section:m1"), "b")
    assert order(behind_itself) == [["a", "b", "c"], ["bang", "tong"], []]
    assert order(before) == [["a", "b"], ["bang", "tong"], ["c"]]
    for keys, into in (({"x"}, "section:m1"), (set(), "section:m1"), ({"a"}, "field:bang"), ({"a"}, "page:p1")):
        with pytest.raises(Refused):
            editing.move_all(before, keys, spot(into))


def test_copies_of_several_questions_read_each_other_and_removal_takes_all() -> None:
    made, keys = editing.duplicate_all(form(), {"a", "b", "c"}, reserved=re.compile("b_2"))
    assert (order(made), keys) == ([["a", "b"], ["bang", "tong"], ["c", "a_2", "b_3", "c_2"]], ["a_2", "b_3", "c_2"])
    assert editing.find(made, spot("field:b_3")).row["show_if"] == "a_2 > 1"
    assert editing.find(made, spot("field:c_2")).row["required"] == "a_2 > b_3"
    assert order(editing.remove_all(made, {"a", "b_3", "bang"})) == [["b"], ["tong"], ["c", "a_2", "c_2"]]


@pytest.mark.parametrize(
    ("leaving", "told"),
    [
        (["field:a"], ["field:b", "field:bang.tien", "field:c", "check:0"]),
        (["field:bang.tien"], ["field:tong"]),
        (["field:bang.gia"], ["field:bang.tien"]),
        (["field:bang"], ["field:tong"]),
        (["field:a", "field:b"], ["field:bang.tien", "field:c", "check:0"]),
        (["section:m2"], ["check:0"]),
        (["page:p1"], ["field:c", "check:0"]),
        (["field:c"], []),
    ],
)
def test_who_reads_what_is_about_to_go_is_told(leaving: list[str], told: list[str]) -> None:
    assert [one.path for one in reading.readers(form(), [spot(text) for text in leaving])] == told


def test_condition_over_an_answer_that_was_taken_away_is_a_doubt_where_it_stands() -> None:
    made = whole(form())
    one, three = made["pages"][0]["sections"][0]["fields"], made["pages"][1]["sections"][0]["fields"]
    one += [field("choice", "loai", options=["Mới", {"value": "C", "label": "Cũ"}])]
    one += [field("many_choice", "viec", options=["Đọc"])]
    three[0] |= {
        "show_if": "loai != 'C' and contains(viec, 'Đọc')",
        "required": "'Cũ' == loai or contains(viec, 'Ghi')",
    }
    told = " không còn là câu trả lời của “Nhãn”. Sửa điều kiện, hoặc thêm lại câu trả lời."
    assert doubts(made) == {"field:c": ["“Cũ”" + told, "“Ghi”" + told]}
    assert problems_of(made) == []

    one[2] = field("number", "loai")
    assert [*doubts(made)] == ["field:c"]
    assert "loai" not in doubts(made)["field:c"][0]
