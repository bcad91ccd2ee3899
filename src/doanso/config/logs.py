"""One JSON object a line: who runs this can search it, and it holds no names, no query strings and no secret links."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
access = logging.getLogger("doanso.access")
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def configuration(level: str) -> dict[str, Any]:
    """What Django's LOGGING setting wants."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},  # doanso.access has every answer; only failures need their traceback
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # same: robots try every name
            "procrastinate": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},  # it would tell whole addresses
        },
    }


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if current := request_id.get():
            entry["request_id"] = current
        entry |= getattr(record, "fields", {})
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def access_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """One line a request, and an id that the answer, the line and every other line of this request share."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        current = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(current)
        started = time.perf_counter()
        try:
            response = get_response(request)
            if access.isEnabledFor(logging.INFO):
                access.info("request", extra={"fields": _fields(request, response, started)})
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = current
        return response

    return middleware


def _fields(request: HttpRequest, response: HttpResponse, started: float) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "method": request.method,
        "path": _path(request),
        "status": response.status_code,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    user = getattr(request, "_cached_user", None)  # only if the page itself asked: a log line may not cost a query
    if user is not None and user.is_authenticated:
        fields["user"] = user.pk
    return fields


def _message(record: logging.LogRecord) -> str:
    """What the framework says of a request names its address, here as in the access log; what the queue says of a job
    all that it was given, here without words.
    """
    if record.name.startswith("procrastinate"):
        return _QUOTED.sub("…", record.getMessage())
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest) or not isinstance(record.args, tuple):
        return record.getMessage()
    address = {request.path, request.path.encode("unicode_escape").decode("ascii")}
    return str(record.msg) % tuple(_path(request) if arg in address else arg for arg in record.args)


def _path(request: HttpRequest) -> str:
    """The route with its whole numbers filled in: tokens and codes in addresses open what they name."""
    match = request.resolver_match
    if match is None:
        return "/" + request.path.split("/")[1][:40] + "/…"
    numbers = {key: value for key, value in match.kwargs.items() if isinstance(value, int)}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(numbers.get(found[1], found[0])), match.route)
