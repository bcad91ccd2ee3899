"""From the graded round to the announced ranking, its files and its certificates."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.contests import clock, exporting, printing
from doanso.features.contests.converters import Part
from doanso.features.contests.forms.judging import ReasonForm
from doanso.features.contests.models import Item, Round, Work
from doanso.features.contests.queries import announcing as queries
from doanso.features.contests.queries import bundles, ranking, statistics
from doanso.features.contests.queries import certificates as given
from doanso.features.contests.queries import comparing as compared
from doanso.features.contests.queries import working as works
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.features.contests.services import announcing, certifying, comparing, dropping, exports, working
from doanso.features.contests.views.judges import judged, judged_part, page
from doanso.lib import sheets

PREVIEW, PER_PAGE = 20, 30
PDF = "application/pdf"


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def announce(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What would be announced now; by POST it is."""
    round, now = judged_part(request, code, number), clock.now()
    if request.method == "POST":
        announcing.announce(round=round, by=request.user.person, now=now)
        messages.success(request, _("The results are announced. Everybody sees the ranking now."))
        return redirect("contests:announce", code, number)
    told = {
        "missing": [] if round.announced_at else queries.why_not(round, now),
        "places": exporting.with_entrants(ranking.first(round, PREVIEW)),
        "units": units_of(round)[:PREVIEW],
        "prizes": list(queries.prizes(round, for_units=False)) + list(queries.prizes(round, for_units=True)),
        "form": ReasonForm(),
    }
    if isinstance(round, Round):
        told |= {"over": now >= round.closes_at, "comparison": compared.last(round, now)}
    return page(request, "announce", round, told)


@require_POST
@login_required
def take_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    round, form = judged_part(request, code, number), ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, "take_back", round, {"form": form}, status=422)
    reason = form.cleaned_data["reason"]
    announcing.take_back(round=round, reason=reason, by=request.user.person, now=clock.now())
    messages.success(request, _("The announcement is taken back."))
    return redirect("contests:announce", code, number)


@require_POST
@login_required
def compare(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The ranking is made anew from the log and compared, at once or by the worker."""
    done = comparing.ask(round=judged(request, code, number), by=request.user.person, now=clock.now())
    messages.success(request, _("Compared with the log.") if done else _("The comparison has begun."))
    return redirect("contests:announce", code, number)


@require_GET
@login_required
def sheet(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The ranking as it stands, announced or not, with units; that names leave the system is written down."""
    round, file = judged_part(request, code, number), BytesIO()
    rows = exporting.write(round, file)
    exports.note(round=round, what="xlsx", rows=rows, by=request.user.person, now=clock.now())
    file.seek(0)
    name = _file("ket-qua", code, number, "xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


@require_GET
@login_required
def report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    round = judged_part(request, code, number)
    made = printing.report(round, writer=request.user.person, on=timezone.localdate())
    exports.note(round=round, what="report", rows=printing.LISTED, by=request.user.person, now=clock.now())
    return _pdf(made, _file("bao-cao", code, number, "pdf"))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def items(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How each question did; the key is nowhere. Where papers are many, by POST the worker looks through them."""
    round, now = judged(request, code, number), clock.now()
    if request.method == "POST":
        working.ask(round=round, what=Work.What.ITEMS, by=request.user.person, now=now)
        return redirect("contests:items", code, number)
    over, large = now >= round.closes_at, compared.is_large(round)
    work = works.of(round, Work.What.ITEMS, now) if large else None
    found = statistics.unpacked(work.figures if work else {}) if large or not over else statistics.sums(round)
    told = {"over": over, "large": large, "work": work, "anew": compared.is_graded_anew(round)}
    shown = over and (not large or (work is not None and work.made_at is not None))
    told["rows"] = statistics.rows(round, found) if shown else []
    return page(request, "items", round, told)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def item(request: HttpRequest, code: str, number: int, position: int) -> HttpResponse:
    """One question falls out, or counts again."""
    round = judged(request, code, number)
    found = get_object_or_404(Item.objects.filter(round=round).defer("answer"), position=position)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        decide = dropping.keep if found.dropped else dropping.drop
        decide(item=found, reason=form.cleaned_data["reason"], by=request.user.person, now=clock.now())
        anew = compared.is_graded_anew(round)
        messages.success(request, _("All papers are being graded anew.") if anew else _("All papers are graded anew."))
        return redirect("contests:items", code, number)
    told = {"item": found, "body": statistics.body_of(found), "form": form}
    return page(request, "item", round, told, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def certificates(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """All that were given; by POST the people and units that won prizes get theirs."""
    round, now = judged_part(request, code, number), clock.now()
    if request.method == "POST":
        won = [*queries.winners(round), *queries.winning_units(round)]
        made = certifying.issue(round=round, results=won, by=request.user.person, now=now)
        said = ngettext("%(number)d certificate.", "%(number)d certificates.", len(made)) % {"number": len(made)}
        messages.success(request, said)
        return redirect("contests:certificates", code, number)
    work = bundles.work(round, now)
    if request.htmx and not request.htmx.boosted:
        answer = page(request, "bundle", round, work)
        if not work["running"]:
            answer["HX-Refresh"] = "true"
        return answer
    listed = Paginator(given.of_round(round), PER_PAGE).get_page(request.GET.get("page"))
    won = {"winners": queries.winners(round).count(), "units": queries.winning_units(round).count()}
    return page(request, "certificates", round, {"page": listed} | work | won)


@require_GET
@login_required
def certificates_pdf(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One file to print, a page each."""
    round = judged_part(request, code, number)
    found = list(bundles.valid(round)[: bundles.AT_ONCE])
    exports.note(round=round, what="certificates", rows=len(found), by=request.user.person, now=clock.now())
    return _pdf(printing.certificates(found), _file("chung-nhan", code, number, "pdf"))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def revoke(request: HttpRequest, code: str, number: int, pk: int) -> HttpResponse:
    round = judged_part(request, code, number)
    found = get_object_or_404(given.of_round(round), pk=pk)
    exports.note_reading(entrants=(found.result.entrant,), by=request.user.person, now=clock.now())
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        certifying.revoke(certificate=found, reason=reason, by=request.user.person, now=clock.now())
        messages.success(request, _("The certificate is revoked."))
        return redirect("contests:certificates", code, number)
    return page(request, "revoke", round, {"certificate": found, "form": form}, status=422 if form.is_bound else 200)


def _pdf(made: bytes, name: str) -> HttpResponse:
    return FileResponse(BytesIO(made), as_attachment=True, filename=name, content_type=PDF)


def _file(what: str, code: str, number: int, ending: str) -> str:
    return f"{what}-{code}-{Part().to_url(number)}.{ending}"
