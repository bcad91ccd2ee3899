"""Who runs the contest helps its entrants: a lost code, a wrong name, words that mean a unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.contests.forms.entrants import AssignForm, CorrectForm, NewCodeForm
from doanso.features.contests.models import Contest, Entrant
from doanso.features.contests.queries import claims
from doanso.features.contests.queries import entrant_lists as queries
from doanso.features.contests.services import correcting, exports, reissuing

PER_PAGE, WORDS_PER_PAGE = 20, 50


def run_by(request: HttpRequest, code: str) -> Contest:
    """404 tells others not even that it exists."""
    return get_object_or_404(queries.contests(request.user.person, timezone.localdate()), code=code)


def _entrant(contest: Contest, pk: int) -> Entrant:
    return get_object_or_404(queries.present(contest), pk=pk)


@require_GET
@never_cache
@login_required
def index(request: HttpRequest, code: str) -> HttpResponse:
    contest, words = run_by(request, code), request.GET.get("ten", "")
    page = Paginator(queries.entrants(contest, words), PER_PAGE).get_page(request.GET.get("page"))
    written, bound = queries.unit_words(contest).exists(), queries.bound(contest).exists()
    told = {"contest": contest, "page": page, "words": words, "written": written, "bound": bound}
    told["claims"] = claims.waiting(contest)
    return render(request, "contests/entrants/index.html", told)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def entrant(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """By POST name and unit are put right."""
    contest = run_by(request, code)
    found = _entrant(contest, pk)
    form = CorrectForm(request.POST if request.method == "POST" else None, entrant=found)
    if form.is_bound and form.is_valid():
        correcting.correct(entrant=found, by=request.user.person, now=timezone.now(), **form.given())
        messages.success(request, _("Name and unit are put right."))
        return redirect("contests:entrant", code, pk)
    return _show(request, found, form=form, code_form=NewCodeForm())


@require_POST
@never_cache
@login_required
def new_code(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Shown in this answer alone."""
    found = _entrant(run_by(request, code), pk)
    form = NewCodeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=CorrectForm(entrant=found), code_form=form)
    reason, by = form.cleaned_data["reason"], request.user.person
    made = reissuing.reissue(entrant=found, reason=reason, by=by, now=timezone.now())
    return render(request, "contests/entrants/code.html", {"contest": found.contest, "entrant": found, "made": made})


def _show(request: HttpRequest, found: Entrant, *, form: CorrectForm, code_form: NewCodeForm) -> HttpResponse:
    exports.note_reading(entrants=(found,), by=request.user.person, now=timezone.now())
    bad = form.is_bound or code_form.is_bound
    told = {"contest": found.contest, "entrant": found, "form": form, "code_form": code_form}
    told["fixed"] = queries.why_kept(found)
    return render(request, "contests/entrants/entrant.html", told, status=422 if bad else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def unit_words(request: HttpRequest, code: str) -> HttpResponse:
    """What was written in place of a unit; what is ticked becomes the unit that is named."""
    contest, words = run_by(request, code), request.GET.get("ten", "")
    form = AssignForm(request.POST if request.method == "POST" else None, contest=contest)
    if form.is_bound and form.is_valid():
        moved, kept = correcting.assign(contest=contest, by=request.user.person, now=timezone.now(), **form.given())
        _tell(request, moved, kept, str(form.cleaned_data["chosen"]))
        return redirect("contests:unit_words", code)
    page = Paginator(queries.unit_words(contest, words), WORDS_PER_PAGE).get_page(request.GET.get("page"))
    told = {"contest": contest, "page": page, "words": words, "form": form, "audience": contest.audience.get("units")}
    told["bound"] = queries.bound(contest, words)[:WORDS_PER_PAGE]
    told["ticked"] = set(request.POST.getlist("chu"))
    return render(request, "contests/entrants/units.html", told, status=422 if form.is_bound else 200)


@require_POST
@login_required
def unbind_words(request: HttpRequest, code: str) -> HttpResponse:
    contest, words = run_by(request, code), request.POST.get("words", "").replace("\0", "")[:200]
    moved, kept = correcting.unbind(contest=contest, words=words, by=request.user.person, now=timezone.now())
    said = ngettext("%(number)d entrant counts for no unit now.", "%(number)d entrants count for no unit now.", moved)
    messages.success(request, said % {"number": moved})
    _tell_kept(request, kept)
    return redirect("contests:unit_words", code)


def _tell(request: HttpRequest, moved: int, kept: int, unit: str) -> None:
    said = ngettext("%(number)d entrant belongs to %(unit)s now.", "%(number)d entrants belong to %(unit)s now.", moved)
    messages.success(request, said % {"number": moved, "unit": unit})
    _tell_kept(request, kept)


def _tell_kept(request: HttpRequest, kept: int) -> None:
    if kept:
        said = ngettext(
            "%(number)d entrant stays as they are: their result is announced.",
            "%(number)d entrants stay as they are: their results are announced.",
            kept,
        )
        messages.warning(request, said % {"number": kept})
