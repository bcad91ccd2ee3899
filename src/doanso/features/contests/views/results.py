"""What everybody sees of a round that is over: the announced ranking; and the appeal of who was excluded."""

from collections.abc import Hashable, Mapping, Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.features.contests.forms.judging import AppealForm
from doanso.features.contests.models import Result, Scope
from doanso.features.contests.queries import announcing, entrants, known, told
from doanso.features.contests.services import judging
from doanso.features.contests.views import reading
from doanso.ui import formats, kept

PER_PAGE = 50


@require_GET
@never_cache
def ranking(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """No name before the announcement. The first page is drawn once for all, but for the reader's own line."""
    here = reading.here(request, code, number)
    round = reading.part_of(here.contest, number)
    own, words = told.own(round, here.entrant), request.GET.get("ten", "").replace("\0", "")[:80].strip()
    asked = request.GET.get("page", "1")
    key = _first(here, round, own) if not words and asked == "1" else None

    def draw(mine: Mapping[str, str]) -> HttpResponse:
        page = Paginator(_found(here, round, words), PER_PAGE).get_page(asked)
        facts = {"contest": here.contest, "round": round, "words": words, "page": page, "own": mine}
        return render(request, "contests/results.html", facts | _tables(round, page, own, key))

    return kept.page(request, key=key, own=_words(own), draw=draw)


def _first(here: known.Found, round: Scope, own: told.Own | None) -> Hashable:
    """What the first page depends on; whose line stands there sees it marked."""
    shown = told.shown(round, PER_PAGE)
    line = own.pk if own and own.pk in shown.results else 0
    return here.contest.pk, here.version, round.number, shown.version, line


def _found(here: known.Found, round: Scope, words: str) -> Sequence[Result]:
    return announcing.named(round, words) if words else told.People(round, here.version)


def _words(own: told.Own | None) -> dict[str, str]:
    if own is None:
        return {"rank": "", "score": "", "prize": ""}
    return {"rank": formats.vn_number(own.rank), "score": formats.vn_number(own.score), "prize": own.prize}


def _tables(round: Scope, page: Page, own: told.Own | None, key: Hashable) -> dict[str, str]:
    """Of the first page they are drawn once, for who has an account, too."""
    people = {"page": page, "line": own.pk if own else 0}
    tables = {
        "people": lambda: render_to_string("contests/parts/ranking_people.html", people),
        "units": lambda: render_to_string(
            "contests/parts/ranking_units.html", {"units": announcing.units(round)[:PER_PAGE]}
        ),
    }
    return {name: kept.piece((name, key), draw) if key else draw() for name, draw in tables.items()}


@require_http_methods(["GET", "POST"])
@never_cache
def appeal(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Only for the entrant who was excluded; others learn nothing."""
    contest = reading.contest_of(code)
    round = reading.round_of(contest, number)
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
