from datetime import date

import pytest
from tests.support import org

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.prefill import prefill
from doanso.blocks.eforms.tests.making import demo, field, form
from doanso.core.accounts.models import Person

TODAY = date(2026, 11, 18)


@pytest.fixture
def known(db) -> Person:
    return Person.objects.create(
        full_name="Trần Đức Ân",
        sex="M",
        date_of_birth=date(1990, 3, 1),
        birth_precision="month",
        cccd="099090984192",
        phone="0900000001",
        email="p001@demo.example",
        address={"province": "01", "commune": "00070", "detail": "Số 5"},
    )


def test_prefill_takes_what_the_record_says(known):
    assert prefill(demo("F-HN"), known, today=TODAY) == {
        "ho_ten": "Trần Đức Ân",
        "ngay_sinh": "1990-03",
        "gioi_tinh": "Nam",
        "so_dinh_danh": "099090984192",
        "dien_thoai": "0900000001",
        "noi_cu_tru": {"province": "01", "commune": "00070", "detail": "Số 5"},
    }


def test_prefill_fills_groups_and_leaves_the_rest(known):
    assert prefill(demo("F-KS"), known, today=TODAY) == {
        "nguoi_yeu_cau": {
            "ho_ten": "Trần Đức Ân",
            "noi_cu_tru": {"province": "01", "commune": "00070", "detail": "Số 5"},
            "so_dinh_danh": "099090984192",
        }
    }


def test_prefill_of_a_visitor_is_nothing():
    assert prefill(demo("F-DXV"), None, today=TODAY) == {}


def test_prefill_knows_the_members_branch(db):
    people = org.build()

    assert prefill(demo("F-CSH"), people.members[0], today=TODAY) == {"don_vi_di": "T-CD"}


def test_prefill_leaves_out_what_the_form_would_refuse(known):
    known.phone, known.cccd, known.address = "12345", "1", {"province": "99", "commune": "x"}

    assert sorted(prefill(demo("F-HN"), known, today=TODAY)) == ["gioi_tinh", "ho_ten", "ngay_sinh"]


def test_prefill_gives_a_full_date_only_when_the_day_is_known(known):
    definition = form(field("date", prefill="person.date_of_birth"))

    assert prefill(definition, known, today=TODAY) == {}
    known.birth_precision = "day"
    assert prefill(definition, known, today=TODAY) == {"a": "1990-03-01"}


def test_prefilled_answers_stand_in_the_form(known):
    definition = demo("F-HN")

    reading = engine.start(definition, prefill(definition, known, today=TODAY), today=TODAY)

    assert (reading.raw["ngay_sinh"], reading.raw["noi_cu_tru.commune"]) == ("03/1990", "Phường Hoàn Kiếm")
