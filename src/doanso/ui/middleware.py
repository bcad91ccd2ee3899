"""Strict headers on every answer; and refusals as friendly pages."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from doanso.lib.errors import Refused, TooMany
from doanso.ui import languages

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

TEXTS = {"text/html", "application/json", "image/svg+xml"}


def content_security_policy(sign_in_server: str = "") -> str:
    """Everything from here and nothing inline; a form may also end at the provider that signs people in."""
    parts = urlsplit(sign_in_server)
    provider = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self' blob:; "
        f"object-src 'none'; form-action 'self'{provider}; frame-ancestors 'none'; base-uri 'none'"
    )


def security_headers(get_response: Handler) -> Handler:
    policy = content_security_policy(settings.OIDC["server"])

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def content_language(get_response: Handler) -> Handler:
    """What offices wrote is shown in the language that this reader chose for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with languages.chosen(request.COOKIES.get(languages.COOKIE, "")):
            return get_response(request)

    return middleware


class compression(GZipMiddleware):
    """Texts travel small. Files are compressed already, and one that is streamed keeps its length.

    A few random bytes in each answer hide its true length, so that nobody reads secrets off it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in TEXTS:
            return response
        return super().process_response(request, response)


def _is_personal(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and session.accessed and "_auth_user_id" in session


class refusals:
    """A `Refused` from a service becomes a page, a fragment for htmx, or JSON for the API."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:  # no address of ours has one, and PostgreSQL would not look for it
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError) and "NUL" in str(exception):
            exception = Refused(_("This holds a character that cannot be kept. Please type it anew."))
            exception.status = 400
        if not isinstance(exception, Refused):
            return None
        response = _answer(request, exception)
        if isinstance(exception, TooMany):
            response.headers["Retry-After"] = str(exception.retry_after)
        return response


def _answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    if _is_program(request):
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    context = {"refusal": refusal, "back": _came_from(request)}
    if getattr(request, "htmx", False) and not request.htmx.boosted:
        response = render(request, "ui/refused_fragment.html", context, status=refusal.status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#messages", "innerHTML show:top"
        return response
    if refusal.status == HTTPStatus.CONFLICT and request.method == "POST":
        context["kept"] = request.POST.get("comment", "").strip()  # somebody else was first: the opinion stays readable
    return render(request, "ui/refused.html", context, status=refusal.status)


def _is_program(request: HttpRequest) -> bool:
    """Also a script of ours that asks for JSON and nothing else."""
    return request.path.startswith("/api/") or request.headers.get("Accept") == "application/json"


def _came_from(request: HttpRequest) -> str:
    """The page that held the form, when it is one of ours; else the start."""
    parts = urlsplit(request.headers.get("Referer", ""))
    ours = parts.netloc == request.get_host() and parts.path.startswith("/") and not parts.path.startswith("//")
    return f"{parts.path}{'?' + parts.query if parts.query else ''}" if ours else "/"
