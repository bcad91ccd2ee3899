import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from doanso.core.files import responses
from doanso.core.files.models import Scan
from doanso.core.files.sniff import DOCX
from doanso.core.files.tests.samples import PDF, WORD, ooxml, png
from doanso.core.files.tests.test_services import store
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_the_connection():
    """Closing a response ends its request, and with it the connection that holds the test's transaction."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def send(file, *, inline: bool = False, method: str = "get", **headers: str):
    request = getattr(RequestFactory(), method)("/", headers=headers)
    return responses.send(request, file, inline=inline)


def body(response) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return content


def test_send_saves_with_safe_headers() -> None:
    file = store(name="đơn xin.pdf")

    response = send(file)

    assert (response.status_code, body(response)) == (200, PDF)
    assert dict(response.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": "attachment; filename*=utf-8''%C4%91%C6%A1n%20xin.pdf",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.blob.sha256}"',
    }


@pytest.mark.parametrize(
    ("content", "name", "media_type", "disposition", "policy"),
    [
        (PDF, "a.pdf", "application/pdf", "inline", "frame-ancestors 'self'; object-src 'self'"),
        (png(), "a.png", "image/png", "inline", "frame-ancestors 'self'; sandbox"),
        (ooxml(WORD), "a.docx", DOCX, "attachment", "frame-ancestors 'none'; sandbox"),
        (b"a,b", "a.csv", "text/csv", "attachment", "frame-ancestors 'none'; sandbox"),
        (b"a", "a.txt", "text/plain; charset=utf-8", "attachment", "frame-ancestors 'none'; sandbox"),
    ],
)
def test_send_shows_inside_the_browser_only_what_is_safe(content, name, media_type, disposition, policy) -> None:
    response = send(store(content, name), inline=True)

    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert response.headers["Content-Security-Policy"] == f"default-src 'none'; {policy}"
    response.close()


def test_send_answers_304_when_the_reader_has_it() -> None:
    file = store()

    response = send(file, if_none_match=f'"{file.blob.sha256}"')

    assert (response.status_code, body(response)) == (304, b"")
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-4", 206, 0, 5),
        ("bytes=5-", 206, 5, None),
        ("bytes=-6", 206, -6, None),
        ("bytes=0-99999", 206, 0, None),
        ("bytes=-99999", 206, 0, None),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=4-2", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=0-1,3-4", 200, 0, None),
        ("lines=0-1", 200, 0, None),
        ("bytes=a-b", 200, 0, None),
    ],
)
def test_send_gives_one_range(asked, status, first, last) -> None:
    response = send(store(), range=asked)

    expected = PDF[first:last]
    assert (response.status_code, body(response)) == (status, expected)
    assert response.headers["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("asked", ["bytes=99999-", f"bytes={len(PDF)}-", "bytes=-0"])
def test_send_says_when_a_range_lies_outside(asked) -> None:
    response = send(store(), range=asked)

    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(PDF)}")


def test_send_gives_the_whole_when_the_reader_holds_another_version() -> None:
    response = send(store(), range="bytes=0-4", if_range='"another"')

    assert (response.status_code, body(response)) == (200, PDF)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.from_regex(r"(bytes=)?[0-9]{0,20}-?[0-9]{0,20}(,[0-9]-)?", fullmatch=True))
@example("bytes=" + "9" * 18 + "-")
def test_any_range_gives_an_answer(db, asked: str) -> None:
    file = store()
    response = send(file, range=asked)

    assert response.status_code in {200, 206, 416}
    assert body(response) in PDF


@pytest.mark.parametrize(("scan", "refusal"), [(Scan.PENDING, Refused), (Scan.INFECTED, Forbidden)])
def test_send_never_gives_what_is_not_known_to_be_clean(scan, refusal) -> None:
    file = store()
    file.blob.scan = scan

    with pytest.raises(refusal):
        send(file, if_none_match=f'"{file.blob.sha256}"')


def test_a_name_cannot_break_the_header() -> None:
    file = store()
    file.name = 'a"; evil\r\nSet-Cookie: x=1.pdf'

    response = send(file)

    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''a%22%3B%20evil%0D%0ASet-Cookie%3A%20x%3D1.pdf"
    )
    response.close()
