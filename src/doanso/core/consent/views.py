from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.consent import queries, services


@require_GET
def purposes(request: HttpRequest) -> HttpResponse:
    """For everybody: what this installation asks consent for, in the words of today."""
    return render(request, "consent/purposes.html", {"purposes": queries.current_purposes()})


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "consent/mine.html", {"consents": queries.of_person(request.user.person)})


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(queries.of_person(request.user.person), pk=pk)
    if request.method == "POST":
        services.withdraw(consent, by=request.user.person, now=timezone.now())
        messages.success(request, _("You have withdrawn your consent: %(title)s.") % {"title": consent.purpose.title})
        return redirect("consent:mine")
    question = {
        "question": _("Withdraw the consent “%(title)s”?") % {"title": consent.purpose.title},
        "explanation": consent.purpose.required_for,
        "button": pgettext("consent", "Withdraw"),
        "action": "",
        "danger": True,
        "back": reverse("consent:mine"),
    }
    return render(request, "ui/confirm.html", question)
