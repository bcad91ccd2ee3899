from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from doanso.core.inbox import queries, services, sheet
from doanso.core.inbox.forms import FilterForm

PER_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _desk(request: HttpRequest) -> queries.Desk:
    now = timezone.now()
    return queries.desk(request.user.person, timezone.localdate(now), now)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    form = FilterForm(request.GET, desk=desk)
    filters = form.filters()
    counts = desk.counts()
    page = Paginator(desk.items(filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "narrowing": filters != queries.Filters(filters.tab) or counts.total > PER_PAGE,
        "counts": counts,
        "tabs": _tabs(request.GET, filters.tab, counts),
        "page": page,
        "kinds": queries.kinds(),
        "on_behalf": desk.on_behalf(page),
        "now": desk.now,
    }
    part = "#rows" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"inbox/index.html{part}", context)


def _tabs(query: QueryDict, current: str, counts: queries.Counts) -> list[dict[str, object]]:
    """The tabs keep the other filters, and lead to the first page."""
    tabs = [
        ("all", _("All"), counts.total),
        ("late", _("Overdue"), counts.overdue),
        ("today", pgettext("tab", "Due today"), counts.due_today),
        ("soon", _("Due soon"), counts.due_soon),
    ]
    kept = query.copy()
    kept.pop("page", None)
    items = []
    for name, label, count in tabs:
        kept["tab"] = name
        items.append({"label": label, "url": f"?{kept.urlencode()}", "current": name == current, "count": count})
    return items


@require_GET
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The list under its current filters, all pages."""
    desk = _desk(request)
    filters = FilterForm(request.GET, desk=desk).filters()
    file = BytesIO()
    sheet.write(desk.items(filters).prefetch_related(None).iterator(chunk_size=2000), file)
    file.seek(0)
    name = f"viec-cua-toi-{timezone.localdate(desk.now):%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@login_required
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(_desk(request).items(queries.Filters()), pk=pk)
    services.take(item, by=request.user.person, now=timezone.now())
    messages.success(request, _("You have taken this on. Your colleagues can see it."))
    return redirect(item.url)


@require_POST
@login_required
def release(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(_desk(request).items(queries.Filters()), pk=pk)
    services.give_back(item, by=request.user.person, now=timezone.now())
    messages.success(request, _("Given back. Anybody on the same seat can take it on."))
    return redirect("inbox:index")
