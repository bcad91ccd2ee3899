"""Who lost the private link of a dossier asks for another one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.features.procedures.forms import LostLinkForm
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import links
from doanso.features.procedures.views.texts import asked
from doanso.ui import limits

HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lost(request: HttpRequest) -> HttpResponse:
    """The same answer whatever was typed. Three times an hour for one code, ten for one visitor."""
    form = LostLinkForm(request.POST or None, initial={"code": asked(request, "ma", 40)})
    if not form.is_valid():
        return _closed_to_robots(render(request, "procedures/lost.html", {"form": form}))
    typed = form.cleaned_data["code"]
    limits.hit("procedures.link", limits.client_address(request), limit=10, per_seconds=HOUR)
    limits.hit("procedures.link.code", applicants.one_form(typed), limit=3, per_seconds=HOUR)
    links.ask(typed=typed, email=form.cleaned_data["email"], now=timezone.now())
    messages.info(
        request, _("If code and address belong to one dossier, we have just sent a link to it. It works for one hour.")
    )
    return redirect("procedures:track")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A button first: programs that look into e-mails open links, and each link works once."""
    now = timezone.now()
    if request.method != "POST":
        dossier = links.asked_for(token, now=now)
        return _closed_to_robots(render(request, "procedures/renew_link.html", {"dossier": dossier}))
    made = links.renew(token=token, now=now)
    messages.success(request, _("This is your new link. The old one opens nothing any more."))
    return redirect("procedures:private", made.dossier.tracking, made.key)


def _closed_to_robots(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
