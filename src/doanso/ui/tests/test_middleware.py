"""Headers, refusals and the pages that say no."""

import json
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django_htmx.middleware import HtmxDetails

from doanso.lib.errors import AlreadyDone, Forbidden, Refused, TooMany
from doanso.ui.middleware import compression, content_security_policy, refusals

pytestmark = pytest.mark.django_db


def asked(refusal: Exception, **headers: str) -> HttpResponse:
    """The answer when a view raises this."""
    request: HttpRequest = RequestFactory().post("/x/", headers=headers)
    request.user, request.session, request.htmx = AnonymousUser(), {}, HtmxDetails(request)
    request._messages = FallbackStorage(request)
    return refusals(lambda _: HttpResponse()).process_exception(request, refusal)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Refused("Không được."), 409), (Forbidden("Không được."), 403), (TooMany("Không được.", retry_after=60), 429)],
)
def test_a_refusal_is_a_page_with_its_own_status(refusal, status):
    response = asked(refusal)
    assert (response.status_code, "<h1>Không được.</h1>" in response.content.decode()) == (status, True)


def test_a_script_that_asks_for_json_alone_gets_the_words_as_json():
    response = asked(Refused("Không được."), accept="application/json")

    assert (response.status_code, json.loads(response.content)) == (409, {"detail": "Không được."})


def test_who_was_first_and_when_is_told(now):
    html = asked(AlreadyDone("Hồ sơ đã được duyệt.", who="Trần Đức Ân", when=now)).content.decode()
    assert "Trần Đức Ân đã làm việc này lúc 09:00 04/03/2026." in html


def test_too_many_tells_when_to_come_back():
    assert asked(TooMany("Chậm lại.", retry_after=75)).headers["Retry-After"] == "75"


def test_htmx_gets_a_fragment_for_the_place_of_messages():
    response = asked(Refused("Không được."), HX_Request="true")
    assert "<html" not in response.content.decode()
    assert (response.headers["HX-Retarget"], response.status_code) == ("#messages", 409)


def test_another_error_is_not_swallowed():
    assert asked(ValueError("x")) is None


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/viec/?page=2", "/viec/?page=2"),
        ("http://evil.example/viec/", "/"),
        ("http://testserver//evil.example/viec/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(referer, back):
    assert f'class="btn btn-main" href="{back}"' in asked(Refused("Không."), Referer=referer).content.decode()


def test_the_message_of_a_refusal_is_escaped():
    assert "<script>x" not in asked(Refused("<script>x</script>")).content.decode()


def test_every_answer_is_strict(client: Client):
    headers = client.get("/khong-co/").headers
    assert headers["Content-Security-Policy"] == content_security_policy()
    assert "unsafe-inline" not in content_security_policy()
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_may_end_at_the_sign_in_provider_and_nowhere_else():
    policy = content_security_policy("https://sso.example.gov.vn/oauth2")
    assert "form-action 'self' https://sso.example.gov.vn;" in policy


def test_personal_pages_are_not_stored(client: Client, signed_in: Client):
    assert client.get("/tro-nang/").headers.get("Cache-Control") is None
    assert signed_in.get("/tai-khoan/").headers["Cache-Control"] == "private, no-store"


def test_a_missing_page_offers_the_search(client: Client):
    response = client.get("/khong-co/")
    assert (response.status_code, "Không tìm thấy trang này" in response.content.decode()) == (404, True)


def test_the_page_for_failures_needs_no_context(client: Client, settings):
    from django.views.defaults import server_error

    response = server_error(RequestFactory().get("/"))
    assert (response.status_code, "Hệ thống đang gặp sự cố" in response.content.decode()) == (500, True)


class Broken:
    """Addresses whose views fail."""

    handler500 = "doanso.ui.views.failed"

    def __init__(self, error: Exception) -> None:
        def fail(request: HttpRequest) -> HttpResponse:
            raise error

        self.urlpatterns = [path("", fail), path("api/", fail)]


@pytest.mark.parametrize(
    ("error", "status", "again"),
    [(OperationalError("away"), 503, "5"), (InterfaceError("closed"), 503, "5"), (ValueError("ours"), 500, None)],
)
def test_while_the_database_is_away_the_same_may_be_sent_again(settings, error, status, again):
    settings.ROOT_URLCONF = Broken(error)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert "<h1>Hệ thống đang gặp sự cố</h1>" in answer.content.decode()
    told = Client(raise_request_exception=False).get("/api/")
    assert (told.status_code, list(told.json())) == (status, ["detail"])


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text/html; charset=utf-8", "gzip"),
        ("application/json", "gzip"),
        ("image/svg+xml", "gzip"),
        ("application/pdf", ""),
    ],
)
def test_texts_travel_compressed_and_files_do_not(kind, encoding):
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    response = compression(lambda _: HttpResponse("đơn " * 200, content_type=kind))(request)
    assert response.headers.get("Content-Encoding", "") == encoding


def test_streamed_files_keep_their_length():
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    file = FileResponse(BytesIO(b"<p>x</p>" * 100), content_type="text/html")
    response = compression(lambda _: file)(request)
    assert (response.headers["Content-Length"], response.has_header("Content-Encoding")) == ("800", False)


def test_compressed_length_varies_so_that_it_betrays_nothing():
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    page = compression(lambda _: HttpResponse("đơn " * 200))
    assert len({len(page(request).content) for _time in range(50)}) > 1
