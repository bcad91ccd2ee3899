"""What everybody sees of a round that is over: the announced ranking; and the appeal of who was excluded."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.features.contests.forms.judging import AppealForm
from doanso.features.contests.queries import announcing, entrants
from doanso.features.contests.services import judging
from doanso.features.contests.views.reading import contest_of, part_of, round_of

PER_PAGE = 50


@require_GET
def ranking(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """No name before the announcement."""
    contest = contest_of(code)
    round = part_of(contest, number)
    words = request.GET.get("ten", "")[:80].strip()
    found = announcing.named(round, words) if words else announcing.people(round)
    own = announcing.of_entrant(round, entrants.entrant_of(request, contest))
    context = {
        "contest": contest,
        "round": round,
        "words": words,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "units": announcing.units(round)[:PER_PAGE],
        "own": own,
    }
    return render(request, "contests/results.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def appeal(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Only for the entrant who was excluded; others learn nothing."""
    contest = contest_of(code)
    round = round_of(contest, number)
    entrant = entrants.entrant_of(request, contest)
    exclusion = entrants.exclusion_of(round, entrant) if entrant else None
    if exclusion is None:
        raise Http404(_("There is nothing to appeal against."))
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        judging.appeal(exclusion=exclusion, entrant=entrant, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your appeal is with the organiser. The answer stands here."))
        return redirect("contests:appeal", code, number)
    context = {"contest": contest, "round": round, "exclusion": exclusion, "form": form}
    return render(request, "contests/appeal.html", context, status=422 if form.is_bound else 200)
