"""Guides, steps and forms in the language that a reader chose, in Vietnamese where nobody translated them."""

import pytest
from django.test import Client
from tests.support import org as organisation

from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, reviewing, translating
from doanso.features.procedures.tests import office
from doanso.ui import languages

pytestmark = pytest.mark.django_db
NOON = organisation.NOON


@pytest.fixture
def org():
    org = office.build()
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    return org


def content():
    made = contents.blank(code="KM-1", kind="TTHC", name="Xác nhận cư trú")
    made["guide"] |= {"field": "Cư trú", "conditions": ["Có nơi ở", "Đủ tuổi"]}
    fields = made["form"]["pages"][0]["sections"][0]["fields"]
    fields.append({"key": "lan", "type": "choice", "label": "Lần thứ", "options": ["Một", "Hai"], "required": True})
    return made


TEXTS = {
    "guide.name": "ការបញ្ជាក់ទីលំនៅ",
    "guide.conditions": "មានកន្លែងស្នាក់នៅ\nគ្រប់អាយុ",
    "steps.buoc_1.name": "ទទួល",
    "form.trang_1.muc_1.lan.label": "លើកទី",
    "form.trang_1.muc_1.lan.Một.label": "មួយ",
    "form.khong_co.label": "គ្មាន",
}


def publish(org, made):
    draft = drafts.begin(content=made, owner=org.commune, by=org.writer, now=NOON)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)
    return reviewing.approve(draft_id=draft.pk, by=org.second, now=NOON).version


def test_translation_touches_only_what_it_translates() -> None:
    before = content()
    after = translating.translate(before, "km", TEXTS)

    fields = after["form"]["pages"][0]["sections"][0]["fields"]
    assert fields[0] == before["form"]["pages"][0]["sections"][0]["fields"][0]
    assert fields[1]["label"] == {"vi": "Lần thứ", "km": "លើកទី"}
    assert fields[1]["options"] == [{"value": "Một", "label": {"vi": "Một", "km": "មួយ"}}, "Hai"]
    assert sorted(after["extra"]["translations"]["km"]) == ["guide.conditions", "guide.name", "steps.buoc_1.name"]
    assert before == content()


def test_translation_taken_away_leaves_no_trace_in_the_guide() -> None:
    after = translating.translate(content(), "km", {"guide.name": "ការបញ្ជាក់"})
    assert translating.translate(after, "km", {"guide.name": ""}) == content()


def test_reader_gets_the_chosen_language_and_vietnamese_where_there_is_none(org) -> None:
    publish(org, translating.translate(content(), "km", TEXTS))
    client = Client()
    client.post("/giao-dien/ngon-ngu/", {"language": "km", "next": "/thu-tuc/KM-1/"})

    guide = client.get("/thu-tuc/KM-1/").content.decode()
    form = client.get("/thu-tuc/KM-1/nop/").content.decode()

    assert [words in guide for words in ("ការបញ្ជាក់ទីលំនៅ", "គ្រប់អាយុ", "ទទួល", "Xem xét và ký kết quả")] == [True] * 4
    assert [words in form for words in ("លើកទី", "មួយ", "Hai", "Nội dung đề nghị")] == [True] * 4
    plain = Client().get("/thu-tuc/KM-1/nop/").content.decode()
    assert ("លើកទី" in plain, "Lần thứ" in plain, "Tiếng Khmer" in plain) == (False, True, True)


def test_guide_without_translations_offers_no_choice(org) -> None:
    assert "Tiếng Khmer" not in Client().get("/thu-tuc/T-1/").content.decode()


@pytest.mark.parametrize("code", ["xx", "", "vi;drop", "VI"])
def test_unknown_language_chooses_nothing(code) -> None:
    with languages.chosen(code):
        assert languages.reading() == "vi"
    answer = Client().post("/giao-dien/ngon-ngu/", {"language": code, "next": "//example.com"})
    assert (answer.headers["Location"], "content_language" in answer.cookies) == ("/", False)


def test_translations_are_written_on_their_page(org) -> None:
    draft = drafts.begin(content=content(), owner=org.commune, by=org.writer, now=NOON)
    client = Client()
    client.force_login(office.account(org.writer))
    address = f"/soan-thao/{draft.pk}/ngon-ngu/"
    client.post(address + "km/", {"seen": "0", **{f"t.{path}": text for path, text in TEXTS.items()}})

    draft.refresh_from_db()
    assert draft.content == translating.translate(content(), "km", TEXTS)
    assert draft.edits.get().label == "Bản dịch: Tiếng Khmer"
    told = {row["code"]: row["said"] for row in client.get(address).context["languages"]}
    assert (told["km"], told["en"]) == (5, 0)
    assert (client.get(address + "vi/").status_code, client.get(address + "xx/").status_code) == (404, 404)
