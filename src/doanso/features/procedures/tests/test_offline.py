"""Where a device sends a form that was filled in without a network."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON

from doanso.blocks.eforms import services as eforms
from doanso.core.consent.models import Consent
from doanso.core.files import budget
from doanso.core.files.models import File
from doanso.core.files.tests import samples
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests.publicly import ANSWERS, CONTACT, FORM, build, publish, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/tren-may/T-1/gui/"
ID = "a" * 31 + "-"


@pytest.fixture
def org() -> Any:
    made = build()
    eforms.define(code="T-DON", name="Đơn thử", definition={**FORM, "offline": True}, by=None, now=NOON)
    made.version = publish(made)
    return made


def send(org: Any, client: Client | None = None, **changed: Any) -> Any:
    data = {"_id": ID, "_form": org.version.form_id, **ANSWERS, **CONTACT, **changed}
    return (client or Client(enforce_csrf_checks=True)).post(ADDRESS, data, headers={"Accept": "application/json"})


def test_form_from_a_device_becomes_a_dossier_with_its_consent_and_a_link_that_opens_it(org) -> None:
    told = send(org).json()

    dossier = Dossier.objects.get()
    assert (told["state"], told["tracking"]) == ("arrived", dossier.tracking)
    assert (dossier.applicant, dossier.channel, dossier.version) == (None, "truc_tuyen", org.version)
    assert Consent.objects.get().subject == dossier.code
    assert dossier.code in Client().get(told["link"]).content.decode()


def test_same_form_again_gives_the_same_dossier_and_the_same_link(org) -> None:
    first = send(org).json()

    assert send(org, ho_ten="Người Khác").json() == first
    assert Dossier.objects.get().applicant_name == ANSWERS["ho_ten"]


def test_device_gets_no_link_once_the_applicant_has_another_one(org) -> None:
    send(org)
    Dossier.objects.update(key_hash="x" * 64)

    assert send(org).json()["link"] == "/tra-cuu/"


def test_what_is_wrong_is_told_at_its_field_and_makes_nothing(org) -> None:
    answer = send(org, so_dinh_danh="12")

    assert answer.status_code == 422
    assert [*answer.json()["errors"]] == ["so_dinh_danh"]
    assert Dossier.objects.count() == 0


def test_unit_typed_as_words_is_found_or_comes_back_with_all_that_fit(org) -> None:
    unit = {"key": "don_vi", "type": "unit", "label": "Đơn vị", "required": True}
    section = {"key": "don", "title": "Đơn", "fields": [*FORM["pages"][0]["sections"][0]["fields"], unit]}
    form = {**FORM, "offline": True, "pages": [{"key": "don", "title": "Đơn", "sections": [section]}]}
    eforms.define(code="T-DON", name="Đơn thử", definition=form, by=None, now=NOON)
    org.version = publish(org)

    several = send(org, don_vi="chi doan 10a").json()
    none = send(org, don_vi="chi đoàn nào đó").json()

    assert (several["state"], several["errors"]) == (
        "refused",
        {"don_vi": ["Có nhiều đơn vị phù hợp: mời bạn chọn một. Chi đoàn 10A1 [T-CD]; Chi đoàn 10A2 [T-CD2]"]},
    )
    assert (none["state"], [*none["errors"]]) == ("refused", ["don_vi"])
    assert send(org, don_vi="Chi đoàn 10A2 [T-CD2]").json()["state"] == "arrived"
    assert Dossier.objects.get().filings.get().answers["don_vi"] == "T-CD2"


def test_signed_in_or_not_it_is_sent_as_a_visitor(org) -> None:
    send(org, signed_in(org.head))

    assert Dossier.objects.get().applicant is None


def test_form_of_a_version_before_is_taken_for_thirty_days(org) -> None:
    old = org.version
    page = {**FORM["pages"][0], "title": "Đơn mới"}
    eforms.define(code="T-DON", name="Đơn", definition={**FORM, "offline": True, "pages": [page]}, by=None, now=NOON)
    new = publish(org)
    new.published_at = timezone.now() - timedelta(days=31)
    new.save(update_fields=["published_at"])

    assert send(org, _form=old.form_id).status_code == 409
    new.published_at = timezone.now() - timedelta(days=29)
    new.save(update_fields=["published_at"])
    assert send(org, _form=old.form_id).json()["state"] == "arrived"
    assert Dossier.objects.get().version == old


@pytest.mark.parametrize("device_id", ["", "kurz", "a" * 33, "a" * 31 + "/"])
def test_an_id_that_no_device_made_is_refused(org, device_id) -> None:
    assert send(org, _id=device_id).status_code == 400
    assert Dossier.objects.count() == 0


def test_id_of_another_procedure_shows_nothing_of_its_dossier(org) -> None:
    send(org)
    publish(org, "T-2")

    answer = Client().post("/tren-may/T-2/gui/", {"_id": ID, "_form": org.version.form_id}).json()

    assert answer["state"] == "refused"


@pytest.fixture
def with_paper(org) -> Any:
    rows = {"key": "con", "type": "table", "label": "Con", "columns": [{"key": "anh", "type": "photo", "label": "Ảnh"}]}
    paper = {"key": "giay", "type": "file", "label": "Giấy", "max_files": 3}
    section = {"key": "don", "title": "Đơn", "fields": [*FORM["pages"][0]["sections"][0]["fields"], paper, rows]}
    form = {**FORM, "offline": True, "pages": [{"key": "don", "title": "Đơn", "sections": [section]}]}
    eforms.define(code="T-DON", name="Đơn", definition=form, by=None, now=NOON)
    org.version = publish(org)
    return org


def test_a_repeat_stores_no_file_again(with_paper) -> None:
    org = with_paper
    for _try in range(2):
        send(org, giay=SimpleUploadedFile("giay.txt", "Giấy chứng sinh".encode(), "text/plain"))

    assert File.objects.count() == 1


PAPER = "Giấy chứng sinh".encode()


def send_ahead(org: Any, content: bytes = PAPER, name: str = "giay.txt", **changed: Any) -> Any:
    data = {"_id": ID, "_form": org.version.form_id, "_path": "giay", **changed}
    file = {"file": SimpleUploadedFile(name, content)} if content else {}
    answer = Client(enforce_csrf_checks=True).post("/tren-may/T-1/tep/", {**data, **file})
    return SimpleNamespace(status=answer.status_code, **{"kept": None, "errors": {}, **answer.json()})


def test_files_sent_ahead_belong_to_the_form_that_follows(with_paper) -> None:
    paper = send_ahead(with_paper)
    picture = send_ahead(with_paper, samples.png(), "anh.png", _path="con.0.anh")

    assert send(with_paper, **{"giay.kept": paper.kept, "con.0.anh.kept": picture.kept}).json()["state"] == "arrived"

    filing = Dossier.objects.get().filings.get()
    assert sorted(filing.files.values_list("name", flat=True)) == ["anh.png", "giay.txt"]
    assert {*File.objects.values_list("purpose", flat=True)} == {"eforms.answer"}
    assert send_ahead(with_paper).state == "arrived"  # what comes late hears what became of the form


def test_only_so_much_arrives_from_one_address_in_an_hour(with_paper, settings, monkeypatch) -> None:
    """Whatever it says it is, and by whichever way: nobody without an account fills the store."""
    settings.RATE_LIMITS = True
    cache.clear()
    monkeypatch.setattr(budget, "MOST_MB", 2 / 1024)  # each of these takes a thousandth

    assert send_ahead(with_paper).state == "kept"
    assert send_ahead(with_paper, PAPER * 2, _id="b" * 32).state == "kept"
    for address in (ADDRESS, "/thu-tuc/T-1/nop/", "/api/v1/files"):
        file = SimpleUploadedFile("giay.txt", PAPER * 3, "text/plain")
        assert Client().post(address, {"giay": file, "file": file, "_id": ID}).status_code == 429
    assert Client().post("/thu-tuc/T-1/nop/", {}).status_code == 200
    assert File.objects.count() == 2


def test_file_sent_ahead_twice_is_kept_once_and_only_its_device_can_ask_for_it(with_paper) -> None:
    digest = hashlib.sha256(PAPER).hexdigest()
    asked = {"content": b"", "_sha256": digest}
    assert send_ahead(with_paper, **asked).state == "missing"
    first = send_ahead(with_paper)

    assert send_ahead(with_paper).kept == send_ahead(with_paper, **asked).kept == first.kept
    assert File.objects.count() == 1
    assert send_ahead(with_paper, **asked, _id="b" * 32).state == "missing"
    assert send_ahead(with_paper, **asked, _path="con.0.anh").state == "missing"


@pytest.mark.parametrize(
    ("sent_as", "status", "at"),
    [
        ({"content": PAPER, "name": "giay.pdf"}, 422, ["giay"]),  # it lies about its type
        ({"_path": "ho_ten"}, 422, ["ho_ten"]),
        ({"_path": "con.x.anh"}, 422, ["con.x.anh"]),
        ({"_path": "khong_co"}, 422, ["khong_co"]),
        ({"_id": "kurz"}, 400, []),
        ({"_form": "999999999"}, 409, []),
    ],
)
def test_file_that_cannot_be_taken_is_refused_at_its_field(with_paper, sent_as, status, at) -> None:
    answer = send_ahead(with_paper, **sent_as)

    assert (answer.status, answer.state, [*answer.errors]) == (status, "refused", at)
    assert File.objects.count() == 0


def test_one_device_fills_no_disk(with_paper, settings) -> None:
    settings.MAX_DOSSIER_MB = 1
    for number in range(3):
        assert send_ahead(with_paper, f"{number}".encode() * 1_000_000).state == "kept"

    assert send_ahead(with_paper, b"9" * 1_000_000).errors["giay"][0].startswith("Tổng dung lượng")
    assert send_ahead(with_paper, b"9" * 1_000_000, _id="b" * 32).state == "kept"


def test_files_whose_form_never_comes_are_erased_and_asked_for_again(with_paper) -> None:
    kept = send_ahead(with_paper).kept
    eforms.purge_expired(now=timezone.now() + timedelta(days=6))
    assert File.objects.count() == 1

    eforms.purge_expired(now=timezone.now() + timedelta(days=8))
    answer = send(with_paper, **{"giay.kept": kept})

    assert (File.objects.count(), Dossier.objects.count()) == (0, 0)
    assert (answer.status_code, answer.json()["state"]) == (410, "again")


def test_kept_page_has_nothing_of_the_reader_and_no_form_that_is_not_open(org) -> None:
    page = Client().get("/tren-may/T-1/").content.decode()
    publish(org, "T-3", guide_only=True)

    assert 'name="_ticket"' not in page
    assert urlsplit(Client().get("/tren-may/").context["device"]["worker"]).path == "/worker.js"
    assert Client().get("/tren-may/T-3/").status_code == 404


def test_worker_lists_assets_that_exist_and_is_asked_for_each_time(org) -> None:
    answer = Client().get("/worker.js")

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "importScripts" in answer.content.decode()
    assert Client().get("/ung-dung.webmanifest").json()["start_url"] == "/tren-may/"
