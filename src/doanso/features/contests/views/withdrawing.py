"""An entrant takes the consent back: what follows is told first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.features.contests.forms.joining import WithdrawForm
from doanso.features.contests.queries import entrants
from doanso.features.contests.queries import withdrawing as queries
from doanso.features.contests.services import withdrawing
from doanso.features.contests.views import joining, reading


@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    contest = reading.contest_of(code)
    entrant = entrants.entrant_of(request, contest)
    if entrant is None:
        return redirect("contests:contest", code)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        context = {"contest": contest, "entrant": entrant, "form": form, "means": queries.of(entrant)}
        return render(request, "contests/withdraw.html", context, status=422 if form.is_bound else 200)
    withdrawing.withdraw(entrant=entrant, by=reading.person_of(request), now=timezone.now())
    messages.success(request, _("You have withdrawn. Your name and what you told of yourself are removed."))
    response = redirect("contests:contest", code)
    response.delete_cookie(entrants.cookie_name(contest))
    response.delete_cookie(joining.shown_once(contest))
    return response
