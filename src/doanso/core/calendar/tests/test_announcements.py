"""Reading pasted announcements."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.core.calendar.announcements import Entry, read
from doanso.core.calendar.models import Kind


def days(text: str, year: int = 2027) -> list[tuple[str, str, str]]:
    found = read(text, year=year)
    assert found.problems == []
    return [(entry.day.isoformat(), str(entry.kind), entry.name) for entry in found.entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "02/01/2027 nghỉ hoán đổi; 10/01 làm bù",
            [("2027-01-02", "swap_off", "Nghỉ hoán đổi"), ("2027-01-10", "makeup", "Làm bù")],
        ),
        (
            "02/01/2026 nghỉ hoán đổi (làm bù ngày 10/01/2026)",
            [("2026-01-02", "swap_off", "Nghỉ hoán đổi"), ("2026-01-10", "makeup", "Làm bù")],
        ),
        (
            "Hoán đổi ngày làm việc từ thứ Sáu ngày 02/01/2026 sang thứ Bảy ngày 10/01/2026",
            [
                ("2026-01-02", "swap_off", "Nghỉ hoán đổi (làm bù 10/01/2026)"),
                ("2026-01-10", "makeup", "Làm bù cho ngày 02/01/2026"),
            ],
        ),
        ("10/01/2027 làm bù cho ngày 02/01/2027", [("2027-01-10", "makeup", "Làm bù cho ngày 02/01/2027")]),
        (
            "02/05/2025 Ngày nghỉ (thay cho ngày 26/04/2025)",
            [("2025-05-02", "swap_off", "Ngày nghỉ, thay cho ngày 26/04/2025")],
        ),
        ("30/4 nghỉ lễ, Ngày Chiến thắng", [("2027-04-30", "holiday", "Nghỉ lễ, Ngày Chiến thắng")]),
        ("Thứ Hai, ngày 3/5: nghỉ bù", [("2027-05-03", "comp_off", "Nghỉ bù")]),
        ("17/02/2026 Tết Nguyên đán (mùng 1)", [("2026-02-17", "holiday", "Tết Nguyên đán, mùng 1")]),
        ("26/04/2025 đi làm bù Tết", [("2025-04-26", "makeup", "Đi làm bù Tết")]),
        ("", []),
        ("\n  \n", []),
    ],
)
def test_line_is_read(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nghỉ Tết Nguyên đán từ thứ Năm ngày 04/02/2027 đến hết thứ Tư ngày 10/02/2027",
        "04-10/02/2027: nghỉ Tết Nguyên đán",
        "04/02 – 10/02/2027 nghỉ Tết Nguyên đán",
    ],
)
def test_range_is_every_day_of_it(text):
    assert days(text) == [(f"2027-02-{day:02}", "holiday", "Nghỉ Tết Nguyên đán") for day in range(4, 11)]


def test_range_over_new_year():
    assert [day for day, _kind, _name in days("31/12/2026 - 02/01/2027 nghỉ Tết Dương lịch")] == [
        "2026-12-31",
        "2027-01-01",
        "2027-01-02",
    ]


def test_decomposed_letters_are_read():
    assert days("10/01/2027 la\u0300m bu\u0300") == [("2027-01-10", "makeup", "Làm bù")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31/02/2027 nghỉ", "Không có ngày 31/02."),
        ("nghỉ lễ", "Không thấy ngày nào dạng 02/01/2027 trong “nghỉ lễ”."),
        ("01/05/2027 họp", "Ghi rõ một trong các từ “nghỉ”, “nghỉ bù”, “nghỉ hoán đổi”, “làm bù” cạnh “họp”."),
        ("01/05/2036 nghỉ", "Ngày 01/05/2036 nằm ngoài lịch."),
        ("10/02 - 04/02/2027 nghỉ", "Từ 10/02/2027 đến 04/02/2027 không phải khoảng 1 đến 31 ngày."),
        ("01/01 - 30/12/2027 nghỉ", "Từ 01/01/2027 đến 30/12/2027 không phải khoảng 1 đến 31 ngày."),
        ("01/05 02/05/2027 nghỉ lễ", "“01/05 02/05/2027 nghỉ lễ” có nhiều ngày: mỗi dòng chỉ ghi một ngày."),
        ("01/05/2027 nghỉ " + "x" * 400, "Dòng này quá dài: mỗi dòng chỉ ghi một ngày."),
    ],
)
def test_problem_is_said_in_words(text, problem):
    found = read(f"30/4 nghỉ lễ\n{text}", year=2027)
    assert found.problems == [(2, problem)]
    assert found.entries == [Entry(date(2027, 4, 30), Kind.HOLIDAY, "Nghỉ lễ")]


def test_same_day_as_two_kinds_is_a_problem():
    found = read("02/01/2027 nghỉ hoán đổi\n02/01/2027 làm bù", year=2027)
    assert found.problems == [(0, "Ngày 02/01/2027 được ghi hai lần với hai loại khác nhau.")]


def test_too_many_lines_are_a_problem():
    assert read("\n" * 500, year=2027).problems == [(201, "Mỗi lần tối đa 200 dòng.")]


ALPHABET = st.sampled_from(list("0123456789/-–;,() .nghỉlàmbùhoánđổisangtừđếnthứcho\n\u0300"))


@given(st.text(ALPHABET, max_size=300) | st.text(max_size=300), st.integers(2020, 2035))
def test_any_text_is_read_or_explained(text, year):
    found = read(text, year=year)
    assert all(entry.name and entry.kind in Kind.values for entry in found.entries)
    assert all(problem for _line, problem in found.problems)
