"""What waits to be read is said once."""

from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from doanso.ui.messages import Storage

COOKIE = CookieStorage.cookie_name


def request(cookie: str = "") -> HttpRequest:
    made = RequestFactory().post("/")
    made.COOKIES = {COOKIE: cookie} if cookie else {}
    made.session = SessionStore()
    made._messages = Storage(made)
    return made


def sent(made: HttpRequest) -> str:
    answer = HttpResponse()
    assert not made._messages.update(answer)
    return answer.cookies[COOKIE].value if COOKIE in answer.cookies else ""


def test_same_words_wait_once_until_they_are_read() -> None:
    first = request()
    messages.success(first, "Đã chuyển.")
    messages.success(first, "Đã chuyển.")
    waiting = sent(first)

    second = request(waiting)
    messages.success(second, "Đã chuyển.")
    assert sent(second) == ""  # the browser keeps what it has
    messages.error(second, "Đã chuyển.")
    messages.success(second, "Đã trả lại.")

    page = request(sent(second))
    assert [(one.level_tag, one.message) for one in page._messages] == [
        ("success", "Đã chuyển."),
        ("error", "Đã chuyển."),
        ("success", "Đã trả lại."),
    ]
    messages.success(page, "Đã chuyển.")  # the page that is read may say it again
    assert [one.message for one in request(sent(page))._messages] == ["Đã chuyển."]


def test_words_that_were_changed_on_the_way_are_not_said() -> None:
    first = request()
    messages.success(first, "Đã chuyển.")
    cookie = sent(first)
    assert [one.message for one in request(cookie)._messages] == ["Đã chuyển."]
    for forged in (cookie[:-1] + ("A" if cookie[-1] != "A" else "B"), cookie[1:], "x", "a:b", "é:đ"):
        page = request(forged)
        assert list(page._messages) == []


def test_no_words_of_one_request_are_changed_by_another() -> None:
    first = request()
    messages.success(first, "Đã chuyển.")
    cookie = sent(first)
    [read] = request(cookie)._messages
    read.message = "Khác"

    assert [one.message for one in request(cookie)._messages] == ["Đã chuyển."]
