"""The list of dossiers: filters, export, the register on paper, and one action over many."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from doanso.features.procedures.forms import FilterForm
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import desk, sheets
from doanso.features.procedures.queries import dossiers as queries
from doanso.features.procedures.services import dossiers, drawing, exports
from doanso.lib.errors import Refused

PER_PAGE = 25
MOST_AT_ONCE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDERS = {"due": "due_at", "-due": "-due_at", "submitted": "submitted_at", "-submitted": "-submitted_at"}


def _narrowed(request: HttpRequest) -> tuple[FilterForm, QuerySet[Dossier]]:
    """The dossiers that this person may read, by the filters of the address."""
    now = timezone.now()
    seen = queries.visible_to(request.user.person, timezone.localdate(now))
    form = FilterForm(request.GET, procedures=queries.procedures_in(seen))
    form.is_valid()
    data: dict[str, Any] = form.cleaned_data
    wanted = queries.Filter(
        text=data.get("q", ""),
        status=data.get("status"),
        timing=data.get("timing", ""),
        procedure=data.get("procedure", ""),
        channel=data.get("channel", ""),
        since=data.get("since"),
        until=data.get("until"),
    )
    order = ORDERS.get(request.GET.get("sort", ""), "-submitted_at")
    return form, queries.narrowed(seen, wanted, now).order_by(order, "-pk")


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form, found = _narrowed(request)
    now = timezone.now()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    everything = queries.visible_to(request.user.person, timezone.localdate(now))
    facts = {
        "form": form,
        "page": page,
        "now": now,
        "counts": queries.counts(everything, now),
        "narrowing": any(form.cleaned_data.values()),
    }
    part = "#rows" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"procedures/officers/index.html{part}", facts)


@require_GET
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as .xlsx; that it left the system is written down."""
    _form, found = _narrowed(request)
    if found.exists():
        exports.note(rows=found.count(), query=request.GET.urlencode(), by=request.user.person, now=timezone.now())
    answer = HttpResponse(sheets.dossiers(found), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="ho-so-{timezone.localdate():%Y%m%d}.xlsx"'
    return answer


@require_GET
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """The register of the filtered dossiers on paper; by default of this month."""
    form, found = _narrowed(request)
    today = timezone.localdate()
    first: date = form.cleaned_data.get("since") or today.replace(day=1)
    last: date = form.cleaned_data.get("until") or today
    if last - first > timedelta(days=366):
        raise Refused(_("A register covers a year at most."))
    within = found.filter(submitted_at__date__gte=first, submitted_at__date__lte=last).order_by("submitted_at")
    pdf = drawing.register(within[:5000], first=first, last=last, by=request.user.person, now=timezone.now())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="so-theo-doi.pdf"'
    return answer


@require_POST
@login_required
def bulk(request: HttpRequest) -> HttpResponse:
    """Pass the open step of every ticked dossier; what cannot be passed is named with its reason."""
    codes = request.POST.getlist("code")[:MOST_AT_ONCE]
    now, person = timezone.now(), request.user.person
    seen = queries.visible_to(person, timezone.localdate(now)).filter(code__in=codes).select_related("version__flow")
    done, refused = 0, []
    for found in seen:
        try:
            _forward(found, person, now)
            done += 1
        except Refused as refusal:  # one dossier that cannot move must not hold up the others
            refused.append(f"{found.code}: {refusal.message}")
    if done:
        messages.success(request, ngettext("%(n)d dossier moved on.", "%(n)d dossiers moved on.", done) % {"n": done})
    for sentence in refused:
        messages.warning(request, sentence)
    if not codes:
        messages.info(request, _("Tick the dossiers first."))
    return redirect("procedures:dossiers")


def _forward(found: Dossier, person: Any, now: Any) -> None:
    steps = [
        step for step in desk.open_steps(found, person, now) if any(name == "forward" for name, _l in step.actions)
    ]
    if not steps:
        raise Refused(_("no open step of yours that only needs to be passed on"))
    dossiers.advance(dossier_id=found.pk, activation_id=steps[0].row.pk, action="forward", by=person, now=now)
