import sys
from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.defaults import server_error

from doanso.ui import languages
from doanso.ui.context import THEMES
from doanso.ui.forms import SampleForm
from doanso.ui.icons import ICONS

YEAR = 365 * 86_400
BACK_SOON_S = 5
BROKEN = "Hệ thống đang gặp sự cố. / Something went wrong on our side."  # said without asking for a language


def failed(request: HttpRequest) -> HttpResponse:
    """Something of ours broke. While the database is away it is 503: browsers and programs may send it again."""
    is_program = request.path.startswith("/api/")
    response = JsonResponse({"detail": BROKEN}, status=500) if is_program else server_error(request)
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response.status_code = 503
        response.headers["Retry-After"] = str(BACK_SOON_S)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the look in a cookie, so that the server already sends the page in it; for browsers without scripts."""
    wanted, next_url = request.POST.get("theme", ""), request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(next_url, {request.get_host()}, require_https=request.is_secure())
    response = redirect(next_url if safe else "/")
    if wanted in THEMES:
        response.set_cookie("theme", wanted, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
def content_language(request: HttpRequest) -> HttpResponse:
    """Remember in which language to show what offices wrote."""
    wanted, next_url = request.POST.get("language", ""), request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(next_url, {request.get_host()}, require_https=request.is_secure())
    response = redirect(next_url if safe else "/")
    if wanted in languages.NAMES:
        response.set_cookie(languages.COOKIE, wanted, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page: for those who build screens."""
    if not (settings.DEBUG or request.user.is_superuser):
        raise Http404
    now = timezone.now()
    context = {
        "icons": ICONS,
        "form": SampleForm({"email": "sai", "name": ""}),
        "page": Paginator(range(240), 20).get_page(request.GET.get("page")),
        "soon": now + timedelta(hours=3),
        "later": now + timedelta(days=4),
        "over": now - timedelta(hours=5),
        "now": now,
        "sample": [
            {"title": _("Received"), "when": now - timedelta(days=2), "who": "Trần Đức Ân", "kind": "ok"},
            {
                "title": _("Waiting for the applicant"),
                "when": now - timedelta(days=1),
                "kind": "warn",
                "text": "Thiếu ảnh 3x4.",
            },
            {"title": _("Examination"), "kind": "", "current": True, "who": "Võ Thanh Đào"},
            {"title": _("Result"), "kind": "next"},
        ],
    }
    return render(request, "ui/styleguide.html", context)
