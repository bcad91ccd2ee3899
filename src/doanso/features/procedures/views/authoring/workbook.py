"""All procedures of one's units as one workbook: out, looked at when it comes back, and into drafts."""

from dataclasses import dataclass
from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.procedures.forms.workbook import WorkbookForm
from doanso.features.procedures.queries import comparing
from doanso.features.procedures.services.authoring.workbook import (
    packing,
    planning,
    standing,
    taking,
    words,
    writing,
)
from doanso.features.procedures.services.authoring.workbook.planning import CHANGED, CLASH, NEW, REFUSED, SAME, Plan
from doanso.features.procedures.views.authoring import listing
from doanso.lib.sheets import XLSX

MOST_ROWS, MOST_ROWS_IN_ALL = 80, 1500  # differences on the page that asks


@dataclass(frozen=True)
class Shown:
    """A plan with its differences, as many as a page can hold; `more` are not shown."""

    plan: Plan
    parts: list[comparing.Part]
    total: int
    more: int


@require_GET
@login_required
def download(request: HttpRequest) -> HttpResponse:
    listing.require_editor(request)
    file = BytesIO()
    writing.write(standing.sources(request.user.person, timezone.localdate()), file, words.load())
    file.seek(0)
    name = f"danh-muc-thu-tuc-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
@login_required
def workbook(request: HttpRequest) -> HttpResponse:
    """A workbook is read and looked at first; nothing is kept until its reader confirms."""
    listing.require_editor(request)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if not form.is_valid():
        return render(
            request, "procedures/authoring/workbook.html", {"form": form}, status=422 if form.is_bound else 200
        )
    plans = planning.plan(planning.entries(form.read.procedures), request.user.person, timezone.localdate())
    by_kind = {kind: [plan for plan in plans if plan.kind == kind] for kind in (CLASH, REFUSED, CHANGED, NEW, SAME)}
    wanted = [*by_kind[CLASH], *by_kind[CHANGED], *by_kind[NEW]]
    context = {"read": form.read, "plans": by_kind, "shown": _shown(wanted), "book": packing.pack(wanted)}
    return render(request, "procedures/authoring/workbook_preview.html", context)


@require_POST
@login_required
def take(request: HttpRequest) -> HttpResponse:
    listing.require_editor(request)
    entries = packing.unpack(request.POST.get("book", ""))
    chosen = dict.fromkeys(request.POST.getlist("take"), taking.TAKE)
    for entry in entries:
        if (choice := request.POST.get(f"meet-{entry.code}")) in taking.CHOICES:
            chosen[entry.code] = choice
    outcomes = taking.take(entries=entries, choices=chosen, by=request.user.person, now=timezone.now())
    status = 200 if any(one.draft for one in outcomes) else 409 if outcomes else 422
    context = {
        "taken": [one for one in outcomes if one.draft],
        "left": [one for one in outcomes if not one.draft],
        "skipped": len(entries) - len(outcomes),
    }
    return render(request, "procedures/authoring/workbook_taken.html", context, status=status)


def _shown(plans: list[Plan]) -> list[Shown]:
    made, room = [], MOST_ROWS_IN_ALL
    for plan in plans:
        parts = plan.parts
        total = sum(len(part.rows) for part in parts)
        cut = _cut(parts, min(MOST_ROWS, room))
        seen = sum(len(part.rows) for part in cut)
        room -= seen
        made.append(Shown(plan, cut, total, total - seen))
    return made


def _cut(parts: list[comparing.Part], most: int) -> list[comparing.Part]:
    made = []
    for part in parts:
        rows = part.rows[: max(most, 0)]
        most -= len(rows)
        if rows:
            made.append(comparing.Part(part.title, rows))
    return made
