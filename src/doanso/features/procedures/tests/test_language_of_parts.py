"""English pages say of what is Vietnamese on them that it is, so that a screen reader does not read it as English."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from tests.support.spoken import in_wrong_voice, voices

from doanso.blocks.eforms import services as eforms
from doanso.blocks.eforms.demo import load_forms
from doanso.features.procedures.demo import content
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.services import catalogue
from doanso.features.procedures.tests import office, publicly
from doanso.features.procedures.tests.office import NOON
from doanso.lib import demo

pytestmark = pytest.mark.django_db
LONG = "Thủ tục giải quyết chế độ trợ cấp một lần đối với người làm công tác cơ yếu hưởng lương. " * 6
CHANNEL = {"mode": "truc_tiep", "time": "54 Ngày làm việc", "fee": "Phí: 0 Đồng", "note": LONG}
DOCUMENT = {"key": "tl_1", "name": LONG, "original": 1, "copy": 1, "form": None, "required": False, "case": "Lần đầu"}
RICH = {
    "name": "Cấp lại thẻ",
    "documents": (DOCUMENT, {**DOCUMENT, "key": "tl_2", "case": None, "later": True}),
    "channels": (CHANNEL,),
    "legal": ({"number": "23/2012/NĐ-CP", "title": LONG, "issuer": "Chính phủ", "issued": "2012-04-03"},),
    "conditions": (LONG, "Có nơi ở"),
    "sequence": LONG,
    "description": LONG,
}
SAID = {
    "guide.name": "Replacement of a card",
    "guide.conditions": "First condition\nPlace of residence",
    "documents.tl_1.name": "The old card",
    "steps.tiep_nhan.name": "Intake",
}


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def quiet(client: Client, *addresses: str) -> None:
    """Nothing on these pages is read in the wrong voice."""
    assert {address: wrong for address in addresses if (wrong := in_wrong_voice(read(client, address)))} == {}


@pytest.fixture
def visitor() -> Client:
    return in_english(Client())


@pytest.fixture
def org(org: SimpleNamespace) -> SimpleNamespace:
    publicly.publish(org, "T-2", extra={"about": {"Cơ quan phối hợp": LONG}, "sequence_steps": [LONG]}, **RICH)
    publicly.publish(org, "T-3", extra={"translations": {"en": SAID}}, **RICH)
    publicly.publish(org, "T-4", guide_only=True, **RICH)
    return org


def test_shipped_procedures_and_their_forms(org, visitor) -> None:
    load_forms(by=None, now=NOON)
    for row in demo.data("procedures")["procedures"]:
        more: dict[str, Any] = {"kind": row["kind"], "guide_only": row.get("guide_only", False)}
        catalogue.publish(code=row["code"], owner=org.desk, content=content(row), by=None, now=NOON, **more)

    codes = [row["code"] for row in demo.data("procedures")["procedures"]]
    quiet(visitor, *(f"/thu-tuc/{code}/" for code in codes))
    forms = [f"/thu-tuc/{code}/nop/" for code in codes]
    shown = [address for address in forms if visitor.get(address).status_code == 200]
    assert len(shown) > 20, "the others ask for an account first, or are guides alone"
    quiet(visitor, *shown)


def test_public_pages_up_to_the_form(org, visitor) -> None:
    quiet(visitor, "/", "/thu-tuc/", "/thu-tuc/?q=cap", "/thu-tuc/?q=zzz", "/tra-cuu/", "/tren-may/", "/dang-nhap/")
    quiet(visitor, *(f"/thu-tuc/T-{number}/" for number in (1, 2, 3, 4)), "/thu-tuc/T-2/nop/")


def test_what_is_found_and_what_is_not(org, visitor) -> None:
    hit = SimpleNamespace(title="Cấp lại thẻ", snippet="khi bị mất thẻ", url="/x/")
    with override("en"):
        found = render_to_string("search/hits.html", {"hits": [hit]})

    assert voices(found, hit.title, hit.snippet) == [{"vi"}, {"vi"}]
    assert in_wrong_voice(read(visitor, "/tim/?q=zz+%C4%91%C3%A2y")) == ["Search: zz đây"]  # the window's title


def test_form_that_is_wrong_and_one_that_is_kept(org, visitor) -> None:
    address = "/thu-tuc/T-1/nop/"
    wrong = publicly.turn(visitor, address, visitor.get(address)).content.decode()
    kept = publicly.turn(visitor, address, visitor.get(address), go="save", **publicly.ANSWERS).content.decode()

    assert 'Enter <span lang="vi">họ tên</span>.' in wrong
    assert (in_wrong_voice(wrong), in_wrong_voice(kept)) == ([], [])


def test_dossier_from_the_receipt_to_the_rating_and_the_check_of_its_result(org, visitor) -> None:
    made = publicly.apply(visitor)
    track = f"/tra-cuu/?ma={made.dossier.tracking}"
    quiet(visitor, made.address, track, f"{made.address}rut/", f"{made.address}dong-y/")

    publicly.act(made.dossier, org.desk_officer, "supplement", comment="Thiếu bản chính\n\nXin mang tới")
    quiet(visitor, made.address, track, f"{made.address}bo-sung/")
    publicly.supplement(made, visitor)

    dossier = publicly.finish(org, Dossier.objects.get(pk=made.dossier.pk))
    visitor.post(f"{made.address}danh-gia/", {"score": "5", "comment": "Nhanh, tận tình"})
    quiet(visitor, made.address, track, f"/kiem-tra/{dossier.result.verify_token}/")


def test_own_drafts_and_dossiers(org) -> None:
    person = publicly.signed_in(org.stranger)
    publicly.resume_link(in_english(person))
    publicly.apply(person)

    quiet(person, "/cua-toi/")


def test_officers_inbox_list_and_dossier(org, visitor) -> None:
    made = publicly.apply(visitor)
    publicly.act(made.dossier, org.desk_officer, "supplement", comment="Thiếu bản chính")
    at = made.dossier.get_absolute_url()
    officer, head = in_english(Client()), in_english(Client())
    officer.force_login(office.account(org.desk_officer))
    head.force_login(office.account(org.head))

    quiet(officer, f"{at}bo-sung/", f"{at}bo-sung/to-khai/", f"{at}lien-ket/", "/tiep-nhan/", "/tiep-nhan/T-1/")
    publicly.supplement(made, visitor)
    quiet(officer, "/ho-so/", at)
    quiet(head, "/tien-do/", "/quan-tri/thu-tuc/T-2/ra-soat/")
    lists = in_wrong_voice(read(officer, "/viec/")) + in_wrong_voice(read(head, "/quan-tri/thu-tuc/"))
    assert {words.split()[0] for words in lists} == {"Take", "Review"}  # names of buttons mix two languages


def test_what_is_translated_is_said_in_english_and_the_rest_in_vietnamese(org, visitor) -> None:
    guide = read(visitor, "/thu-tuc/T-3/")

    assert voices(guide, *SAID.values()) == [{"en"}, set(), {"en"}, {"en"}]  # the conditions are two texts
    assert voices(guide, "First condition", "Place of residence", "Ký duyệt", "Phí: 0 Đồng", "Apply online") == [
        {"en"}, {"en"}, {"vi"}, {"vi"}, {"en"},
    ]  # fmt: skip
    assert voices(read(visitor, "/thu-tuc/T-2/"), "Read on", "Có nơi ở", "Cấp lại thẻ") == [{"en"}, {"vi"}, {"vi"}]
    assert voices(read(visitor, "/thu-tuc/T-2/nop/"), "Họ tên", "(optional)") == [{"vi"}, {"en"}]


def test_words_of_a_form_without_vietnamese_letters_are_vietnamese_unless_translated(org, visitor) -> None:
    options = ["Nam", {"value": "nu", "label": {"vi": "Nu", "en": "Female"}}]
    field = {"key": "gioi", "type": "choice", "label": "Nhan", "options": options, "style": "select", "required": True}
    page = {"key": "don", "title": "Don", "sections": [{"key": "don", "title": "Don", "fields": [field]}]}
    eforms.define(code="T-X", name="X", definition={"code": "T-X", "title": "X", "pages": [page]}, by=None, now=NOON)
    publicly.publish(org, "T-5", forms=("T-X",))

    form = read(visitor, "/thu-tuc/T-5/nop/")
    assert voices(form, "Nhan", "Nam", "Female", "– Choose –") == [{"vi"}, {"vi"}, {"en"}, {"en"}]


def test_vietnamese_pages_carry_no_mark_but_the_two_languages_of_the_switch(org) -> None:
    for address in ("/", "/thu-tuc/", "/thu-tuc/T-2/", "/thu-tuc/T-3/", "/thu-tuc/T-2/nop/"):
        marks = re.findall(r'<(\w+)[^>]* lang="(\w+)"', read(Client(), address))
        assert marks == [("html", "vi"), *[("button", "vi"), ("button", "en")] * 2], address


@pytest.mark.parametrize("language", ["vi", "en"])
def test_switch_names_each_language_in_itself(org, language) -> None:
    client = Client()
    client.cookies["django_language"] = language

    assert voices(read(client, "/"), "Tiếng Việt", "English") == [{"vi"}, {"en"}]
