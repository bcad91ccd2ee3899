"""Publishing a contest, calling it off, its poster."""

from functools import lru_cache
from typing import Literal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doanso.features.contests import clock, posters
from doanso.features.contests.forms.setup import ReasonForm
from doanso.features.contests.posters import PosterData
from doanso.features.contests.queries import hall
from doanso.features.contests.services import publishing
from doanso.features.contests.views.organising import organised
from doanso.ui import limits

MEDIA = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
# A drawing styles itself, and a browser's PDF viewer is an object of the page.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"
)


@require_POST
@login_required
def publish(request: HttpRequest, code: str) -> HttpResponse:
    found = organised(request, code)
    publishing.publish(contest=found, by=request.user.person, now=clock.now())
    messages.success(request, _("Published. Print the poster, or send the link."))
    return redirect("contests:prepare", code=code)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def call_off(request: HttpRequest, code: str) -> HttpResponse:
    found = organised(request, code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        publishing.call_off(contest=found, reason=form.cleaned_data["reason"], by=request.user.person, now=clock.now())
        messages.success(request, _("The contest is called off; its page says so and why."))
        return redirect("contests:prepare", code=code)
    context = {"contest": found, "form": form, "title": _("Call off the contest")}
    return render(request, "contests/organise/call_off.html", context, status=422 if form.is_bound else 200)


@require_safe
def poster(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """For everybody, once published. `?kho=a3` is the large sheet; always in Vietnamese, as it hangs on walls."""
    found = get_object_or_404(hall.public(), code=code)
    size = "a3" if request.GET.get("kho") == "a3" else "a4"
    with translation.override("vi"):
        data = posters.data_of(found)
    if data is None or kind not in MEDIA:
        raise Http404
    limits.hit("contests.poster", limits.client_address(request), limit=40, per_seconds=60)
    answer = HttpResponse(drawn(data, size, kind), content_type=MEDIA[kind])
    answer.headers["Cache-Control"] = "public, max-age=600"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Content-Disposition"] = f'inline; filename="ap-phich-{found.code}-{size}.{kind}"'
    return answer


@lru_cache(maxsize=32)
def drawn(data: PosterData, size: Literal["a4", "a3"], kind: Literal["pdf", "png", "svg"]) -> bytes:
    """What stands on the poster is the cache's key."""
    return posters.poster(data, size=size, format=kind)
