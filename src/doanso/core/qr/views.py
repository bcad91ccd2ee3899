from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from doanso.core.qr import queries, rules, services
from doanso.ui import limits

MISSES_A_MINUTE = 30


@require_safe
@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where a QR code leads. Wrong codes are counted per address, so that nobody can try them through."""
    visitor = limits.client_address(request)
    limits.check("qr.miss", visitor, limit=MISSES_A_MINUTE, per_seconds=60)
    link = queries.by_token(token)
    if link is None:
        limits.hit("qr.miss", visitor, limit=MISSES_A_MINUTE, per_seconds=60)
        return render(request, "qr/dead.html", {"typed": token[:20]}, status=404)
    now = timezone.now()
    state = rules.state_of(link, now)
    if state != rules.State.LIVE:
        return render(request, "qr/dead.html", {"link": link, "state": state}, status=410)
    if request.method == "GET":
        services.count_use(link, now=now)
    return redirect(link.path)


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """For those who have no camera: type what stands below the code."""
    typed = request.GET.get("ma", "").replace("/", "").strip()[:40]
    if typed:
        return redirect("qr:follow", token=typed)
    return render(request, "qr/enter.html")


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    links = queries.manageable_by(request.user.person, timezone.localdate())
    page = Paginator(links, 20).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(link, rules.state_of(link, now)) for link in page]
    return render(request, "qr/index.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(queries.manageable_by(request.user.person, timezone.localdate()), pk=pk)
    if request.method == "POST":
        services.revoke(link, by=request.user.person, now=timezone.now())
        messages.success(request, _("The link no longer leads anywhere."))
        return redirect("qr:index")
    question = {
        "question": _("End this link?"),
        "explanation": _("Every printed copy of this QR code (%(token)s) stops working. This cannot be undone.")
        % {"token": link.token},
        "button": _("End the link"),
        "action": "",
        "danger": True,
        "back": reverse("qr:index"),
    }
    return render(request, "ui/confirm.html", question)
