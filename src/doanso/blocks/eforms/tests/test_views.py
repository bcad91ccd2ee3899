import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support import org

from doanso.blocks.eforms import queries, services
from doanso.blocks.eforms.models import Draft
from doanso.blocks.eforms.tests.making import PDF, field, source
from doanso.blocks.eforms.tokens import Ticket
from doanso.core.files.models import File
from doanso.ui import limits


@pytest.fixture(autouse=True)
def _clean(db, settings, tmp_path):
    cache.clear()
    settings.CLAMD = ""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def ticket(db) -> Ticket:
    form = source(field("text"), field("file", "b"))
    version = services.define(code="T-1", name="Thử", definition=form, by=None, now=timezone.now())
    return Ticket.new(version.pk, "D-KN")


def post(client: Client, ticket: Ticket, **data):
    return client.post(reverse("eforms:draft", args=[ticket.token]), {"_ticket": ticket.signed, **data})


def test_a_draft_is_saved_and_told_when(client, ticket):
    answer = post(client, ticket, a="đang viết", _page="0")

    assert answer.status_code == 200
    assert list(answer.json()) == ["saved_at", "files", "errors"]
    assert queries.draft(ticket.token, now=timezone.now()).raw == {"a": "đang viết", "b": []}


def test_a_file_goes_with_the_draft_and_comes_back_signed(client, ticket):
    answer = post(client, ticket, b=SimpleUploadedFile("don.pdf", PDF))

    told = answer.json()["files"]["b"]
    assert [(ref["name"], ref["size"]) for ref in told] == [("don.pdf", len(PDF))]
    post(client, ticket, a="chữ", **{"b.kept": told[0]["kept"]})
    assert queries.draft(ticket.token, now=timezone.now()).raw["b"][0]["token"] == told[0]["token"]


def test_a_refused_file_is_told_in_words(client, ticket):
    answer = post(client, ticket, b=SimpleUploadedFile("don.pdf", b"MZ not a pdf"))

    assert (answer.status_code, list(answer.json()["errors"])) == (200, ["b"])
    assert File.objects.count() == 0


def test_a_draft_without_a_ticket_is_refused(client, ticket):
    assert post(client, Ticket(ticket.token, "junk"), a="x").status_code == 409
    assert Draft.objects.count() == 0


def test_a_draft_needs_the_csrf_token(ticket):
    assert post(Client(enforce_csrf_checks=True), ticket, a="x").status_code == 403


def test_a_draft_of_a_person_is_closed_to_a_visitor(client, signed_in, ticket):
    assert post(signed_in, ticket, a="của tôi").status_code == 200

    assert post(client, ticket, a="phá").status_code == 403
    assert Draft.objects.get().raw["a"] == "của tôi"


def test_a_draft_is_only_posted(client, ticket):
    assert client.get(reverse("eforms:draft", args=[ticket.token])).status_code == 405


def test_an_expired_draft_begins_anew_with_its_ticket(client, ticket):
    post(client, ticket, a="cũ")
    Draft.objects.update(created_at=timezone.now() - timedelta(days=40), expires_at=timezone.now() - timedelta(days=1))

    assert post(client, ticket, a="mới").status_code == 200
    assert Draft.objects.get().raw["a"] == "mới"


def test_communes_are_a_small_list_that_may_be_cached(client):
    answer = client.get(reverse("eforms:communes", args=["01"]))

    assert "Phường Hoàn Kiếm" in answer.json()
    assert answer.headers["Cache-Control"] == "public, max-age=604800"
    assert len(answer.content) < 5_000


@pytest.mark.parametrize("province", ["00", "1", "xx", "..", "٠١"])
def test_communes_of_nowhere_are_not_found(client, db, province):
    assert client.get(reverse("eforms:communes", args=[province])).status_code == 404


def ask(client: Client, **query) -> list[str]:
    return client.get(reverse("eforms:units"), query).json()


def test_units_are_found_without_diacritics_and_by_type(client, db):
    org.build()

    assert ask(client, q="chi doan 10a1") == ["Chi đoàn 10A1 [T-CD]"]
    assert ask(client, q="đoàn", loai="DOAN_CO_SO") == ["Đoàn trường [T-CS]"]
    assert ask(client, q="ubnd", cay="doan") == []


@pytest.mark.parametrize(
    "query", [{}, {"q": "x"}, {"q": "\x00"}, {"q": "a" * 5000}, {"q": "xx", "loai": ["\x00"] * 50}]
)
def test_units_answer_odd_questions(client, db, query):
    assert ask(client, **query) == []


def test_units_are_asked_in_one_query(client, settings, django_assert_num_queries):
    org.build()
    settings.RATE_LIMITS = False

    with django_assert_num_queries(1):
        ask(client, q="chi đoàn")


def test_hostile_draft_posts_are_never_a_server_error(client, ticket):
    bodies = [
        b"",
        b"\xff\xfe",
        b"a=%00",
        b"a=%ED%A0%80",
        b"_page=" + b"9" * 5000,
        b"_add:t=1",
        b"a=1&a=2&b.kept=x&b.drop=y",
    ]
    for body in bodies:
        sent = b"_ticket=" + ticket.signed.encode() + b"&" + body
        address = reverse("eforms:draft", args=[ticket.token])
        answer = client.post(address, sent, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 400, 409}
    assert json.dumps(Draft.objects.get().raw)


def test_too_many_drafts_from_one_address_are_slowed_down(client, ticket, settings):
    settings.RATE_LIMITS = True
    slot, _left = limits._window("eforms.draft", "127.0.0.1", 60)
    cache.set(slot, 1_200, 120)

    assert post(client, ticket, a="x").status_code == 429
    assert Draft.objects.count() == 0
