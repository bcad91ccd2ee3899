"""The pages: public to read, and unshaken by nonsense."""

from datetime import date

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doanso.core.calendar import services
from doanso.core.calendar.models import Kind

from .factories import browser
from .pages import COUNT, DAY, HOURS, IMPORT, INDEX, JUNE, REMOVE_DAY, REMOVE_HOURS, SWAP, WEEK, words


def test_anybody_reads_the_year(seeded):
    response = Client().get(INDEX, {"nam": "2026"})
    text = words(response)
    assert response.status_code == 200
    assert "Lịch làm việc năm 2026" in text
    assert "02/01 Nghỉ hoán đổi (làm bù 10/01/2026)" in text
    assert "10/01 Làm bù cho ngày 02/01/2026" in text
    assert "16/02 Tết Nguyên đán 17/02 Tết Nguyên đán (mùng 1) 18–20/02 Tết Nguyên đán" in text
    assert "Chỉnh sửa" not in text
    assert response.content.decode().count("<caption>") == 13  # twelve months and the hours
    assert "ngay/?ngay=" not in response.content.decode()


def test_screen_reader_hears_what_a_day_is(seeded):
    text = words(Client().get(INDEX, {"nam": "2026"}))
    assert "24 – Ngày Văn hóa Việt Nam (Nghỉ lễ)" in text
    assert "22 – Làm bù cho ngày 31/08/2026 (Làm bù)" in text


def test_year_that_is_only_forecast_says_so(seeded):
    warned = [("Chưa có thông báo đầy đủ" in words(Client().get(INDEX, {"nam": year}))) for year in (2025, 2026, 2027)]
    assert warned == [False, False, True]


def test_office_has_its_own_year(seeded, now):
    services.set_day(
        day=date(2026, 3, 27), kind=Kind.HOLIDAY, name="Hội làng", unit=seeded.commune, by=seeded.admin, now=now
    )
    texts = [words(Client().get(INDEX, {"nam": "2026", "don-vi": code})) for code in ("T1", "T1-HC", "T2", "")]
    assert [("27/03 Hội làng" in text, "riêng đơn vị" in text) for text in texts] == [
        *((True, True), (True, False)),
        *((False, False), (False, False)),
    ]


def test_unknown_office_is_not_found(seeded):
    assert [Client().get(address, {"don-vi": "X\x00"}).status_code for address in (INDEX, COUNT)] == [404, 404]


def test_year_page_asks_few_questions(seeded, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        Client().get(INDEX, {"nam": "2026", "don-vi": "T1-HC"})


def test_calculator_explains_the_promise(seeded):
    response = Client().get(COUNT, {"nhan": "2026-11-20T15:30", "so": "3", "kieu": "ngay", "sau15": "on"})
    text = words(response)
    assert "Hẹn trả kết quả 17:00 Thứ Năm, 26/11/2026" in text
    assert "Bắt đầu tính từ 07:00 23/11/2026 (Thứ Hai)." in text
    assert "Thứ Ba, 24/11/2026 Ngày Văn hóa Việt Nam Thứ Tư, 25/11/2026 8 giờ" in text


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ({"so": "3", "kieu": "ngay"}, "09:00 Thứ Năm, 26/11/2026"),
        ({"so": "4", "kieu": "gio"}, "15:00 Thứ Sáu, 20/11/2026"),  # 150 minutes until 11:30, 90 from 13:30
    ],
)
def test_calculator_counts_days_and_hours(seeded, asked, due):
    text = words(Client().get(COUNT, {"nhan": "2026-11-20T09:00"} | asked))
    assert f"Hẹn trả kết quả {due}" in text


def test_calculator_warns_of_a_year_not_announced(seeded):
    text = words(Client().get(COUNT, {"nhan": "2027-01-28T09:00", "so": "5", "kieu": "ngay"}))
    assert "chưa được thông báo đầy đủ" in text


@pytest.mark.parametrize(
    "asked",
    [
        {"nhan": "hôm nay", "so": "3", "kieu": "ngay"},
        {"nhan": "1066-01-01T09:00", "so": "3", "kieu": "ngay"},
        {"nhan": "9999-12-31T23:59", "so": "3", "kieu": "ngay"},
        {"nhan": "2035-12-31T16:00", "so": "2000", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "-3", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "NaN", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "1e400", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "3", "kieu": "thang"},
    ],
)
def test_calculator_explains_what_is_wrong_and_keeps_it(seeded, asked):
    response = Client().get(COUNT, asked)
    assert response.status_code == 200
    assert "Hẹn trả kết quả" not in words(response)
    assert 'aria-invalid="true"' in response.content.decode()


junk = st.text(max_size=60) | st.sampled_from(["2026-02-30", "0", "-1", "9" * 30, "T1", "\x00", "٣", "T1\ud800"[:2]])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["nam", "don-vi", "ngay", "nhan", "so", "kieu", "sau15"]), junk),
    st.dictionaries(st.sampled_from([*JUNE, *SWAP, *WEEK, "apply", "previewed"]), junk),
)
def test_no_nonsense_breaks_a_page(seeded, asked, sent):
    client = browser(seeded.chief)
    client.raise_request_exception = False
    reads = [client.get(address, asked).status_code for address in (INDEX, COUNT, DAY, HOURS, IMPORT)]
    query = "?don-vi=T1"
    writes = [
        client.post(address + query, sent).status_code for address in (DAY, HOURS, IMPORT, REMOVE_DAY, REMOVE_HOURS)
    ]
    assert max(reads + writes) < 500
