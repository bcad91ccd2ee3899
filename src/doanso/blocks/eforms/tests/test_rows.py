"""Answers as people read them, on receipts and officers' screens."""

from doanso.blocks.eforms import render
from doanso.blocks.eforms.tests.making import REF, field, form


def test_rows_show_answers_as_people_read_them():
    definition = form(
        field("date", "d", label="Ngày"),
        field("money", "m", label="Tiền", words=True),
        field("unit", "u", label="Chi đoàn"),
        field("group", "g", label="Cha", fields=[field("phone", "x", label="Điện thoại"), field("text", "y")]),
        field(
            "table",
            "t",
            label="Bảng",
            totals=["y"],
            columns=[field("text", "x", label="Tên"), field("money", "y", label="Tiền")],
        ),
        field("address", "q", label="Nơi ở", detail=True),
        field("yes_no", "z", label="Chủ hộ"),
        field("text", "empty"),
    )
    answers = {
        "d": "2026-03-05",
        "m": 12505000,
        "u": "D-1",
        "g": {"x": "0900000001"},
        "t": [{"x": "A", "y": 1000}, {"x": "B"}],
        "q": {"province": "01", "commune": "00070", "detail": "Số 5"},
        "z": False,
    }

    found = {row.path: row for row in render.rows(definition, answers, unit_names={"D-1": "Chi đoàn Thôn 1"})}

    assert {path: row.text for path, row in found.items()} == {
        "d": "05/03/2026",
        "m": "12.505.000 đồng",
        "u": "Chi đoàn Thôn 1",
        "g.x": "0900 000 001",
        "t": "2 dòng",
        "q": "Số 5, Phường Hoàn Kiếm, Thành phố Hà Nội",
        "z": "Không",
    }
    assert found["m"].words == "Mười hai triệu năm trăm lẻ năm nghìn đồng"
    assert (found["g.x"].group, found["g.x"].section) == ("Cha", "Phần")
    assert found["t"].table.rows == [["A", "1.000 đồng"], ["B", ""]]
    assert found["t"].table.totals == ["Cộng", "1.000 đồng"]


def test_rows_list_files():
    definition = form(field("file", "a"), field("signature", "b"))

    found = render.rows(definition, {"a": [REF], "b": {"file": REF}}, unit_names={})

    assert [row.files for row in found] == [(REF,), (REF,)]
