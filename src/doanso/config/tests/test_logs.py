import json
import logging

import pytest
from django.core.mail import get_connection, send_mail
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from doanso.config import logs


def entry(**extra) -> dict:
    record = logging.LogRecord("doanso", logging.INFO, "", 0, "Xin chào %s", ("bạn",), None)
    record.__dict__.update(extra)
    return json.loads(logs.JsonFormatter().format(record))


def test_a_line_is_one_json_object_with_vietnamese_letters():
    line = entry(fields={"status": 200})
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "INFO", "logger": "doanso", "message": "Xin chào bạn", "status": 200}


def answered(caplog, path: str, **headers) -> tuple[HttpResponse, dict]:
    request = RequestFactory().get(path, headers=headers)

    def page(request):
        request.resolver_match = resolve(request.path)
        return HttpResponse("")

    with caplog.at_level("INFO", logger="doanso.access"):
        response = logs.access_log(page)(request)
    return response, caplog.records[-1].fields


def test_an_e_mail_without_a_mail_server_is_one_line_with_its_words(caplog):
    backend = "doanso.config.mail.LogBackend"
    sent = send_mail(
        "Đặt lại mật khẩu", "Mở liên kết:\nhttp://x/", None, ["a@b.vn"], connection=get_connection(backend)
    )
    told = json.loads(logs.JsonFormatter().format(caplog.records[-1]))
    assert (sent, told["logger"], told["to"]) == (1, "doanso.mail", ["a@b.vn"])
    assert (told["subject"], told["body"]) == ("Đặt lại mật khẩu", "Mở liên kết:\nhttp://x/")


def test_access_log_holds_neither_query_nor_the_secret_in_the_address(caplog):
    _, fields = answered(caplog, "/q/aB3dE9?ten=Nguyen+Van+A")
    assert fields.pop("ms") >= 0
    assert fields == {"method": "GET", "path": "/q/<str:token>", "status": 200}


def test_refusal_of_a_form_does_not_log_the_secret_in_the_address(caplog):
    """Nor does anything else that the framework says of a request."""
    request = RequestFactory().post("/cua-toi/7K3M-9QXA-T/kHoaRieng/rut/")
    request.resolver_match = resolve(request.path)
    told = {
        "response": HttpResponse(status=403),
        "request": request,
        "logger": logging.getLogger("django.security.csrf"),
    }
    log_response("Forbidden (%s): %s", "no token", request.path, **told)
    line = json.loads(logs.JsonFormatter().format(caplog.records[-1]))
    assert line["message"] == "Forbidden (no token): /cua-toi/<code:tracking>/<token:key>/rut/"


def test_addresses_that_are_called_are_not_logged():
    """What a receiver of messages wrote into its own may be a secret."""
    assert logs.configuration("INFO")["loggers"]["httpx"] == {"level": "WARNING"}
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


def test_failed_job_is_logged_by_its_numbers_without_the_words_that_it_was_given():
    told = {"user_id": 7, "to": "thu@example.vn", "body": "Xin chào\n'Thu' \"B\" \\"}
    call = ", ".join(f"{name}={value!r}" for name, value in told.items())
    said = f"Job accounts.post[12]({call}) ended with status: Error"
    record = logging.LogRecord("procrastinate.worker", logging.ERROR, "", 0, said, (), None)

    line = json.loads(logs.JsonFormatter().format(record))

    assert line["message"] == "Job accounts.post[12](user_id=7, to=…, body=…) ended with status: Error"


def test_access_log_fills_in_whole_numbers(caplog):
    _, fields = answered(caplog, "/thong-bao/17/mo/")
    assert fields["path"] == "/thong-bao/17/mo/"


def test_access_log_keeps_a_sane_request_id_and_replaces_an_odd_one(caplog):
    response, _ = answered(caplog, "/viec/", **{"X-Request-ID": "abc-12345"})
    assert response.headers["X-Request-ID"] == "abc-12345"
    response, _ = answered(caplog, "/viec/", **{"X-Request-ID": "x\ny" * 3})
    assert len(response.headers["X-Request-ID"]) == 16


@pytest.mark.django_db
def test_access_log_knows_the_user_without_a_query_of_its_own(caplog, person, django_assert_num_queries):
    request = RequestFactory().get("/viec/")
    with django_assert_num_queries(0), caplog.at_level("INFO", logger="doanso.access"):
        logs.access_log(lambda request: HttpResponse(""))(request)
    assert "user" not in caplog.records[-1].fields
