"""Spreadsheets in: choose a list, send a file, see row by row what would happen, confirm."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.intake import queries, rules, services, sheet, template
from doanso.blocks.intake.forms import ColumnsForm, FilterForm, MappingForm, SendForm, WordsForm
from doanso.blocks.intake.models import Batch, Mapping, Row
from doanso.core.files import responses
from doanso.core.units.models import Unit
from doanso.lib import sheets
from doanso.lib.errors import Forbidden
from doanso.lib.intake import Importer

PER_PAGE = 25


def _batch(request: HttpRequest, pk: int) -> tuple[Batch, Importer]:
    found = get_object_or_404(queries.visible(request.user.person, timezone.localdate()), pk=pk)
    return found, queries.importers()[found.importer]


def _offer(request: HttpRequest, name: str) -> tuple[Importer, list[Unit], Unit | None]:
    """404 for a list that this person may bring in nowhere, and for a unit that is not theirs."""
    offer = next(
        (o for o in queries.offers(request.user.person, timezone.localdate()) if o.importer.name == name), None
    )
    if offer is None:
        raise Http404
    units = list(offer.units)
    code = request.GET.get("don-vi", units[0].code if len(units) == 1 else "").replace("\x00", "")
    return offer.importer, units, get_object_or_404(offer.units, code=code) if code else None


def _posted(request: HttpRequest) -> Any:
    """Also an empty form that was sent is a form that was sent."""
    return request.POST if request.method == "POST" else None


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    reader, today = request.user.person, timezone.localdate()
    offers = queries.offers(reader, today)
    if not offers:
        raise Forbidden(_("There is no list that you may import."))
    form = FilterForm(request.GET, reader=reader, on=today)
    wanted = form.wanted()
    page = Paginator(queries.visible(reader, today).filter(**wanted), PER_PAGE).get_page(request.GET.get("page"))
    labels = {name: importer.label for name, importer in queries.importers().items()}
    batches = [(batch, labels[batch.importer]) for batch in page]
    context = {"offers": offers, "form": form, "page": page, "batches": batches, "narrowing": bool(wanted)}
    return render(request, "intake/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def send(request: HttpRequest, name: str) -> HttpResponse:
    """First the unit, when there are several; then the template, and the file filled in."""
    importer, units, unit = _offer(request, name)
    form = SendForm(_posted(request), request.FILES or None)
    if request.method == "POST" and unit and form.is_valid():
        batch = services.send(
            importer=importer, unit=unit, upload=form.cleaned_data["file"], by=request.user.person, now=timezone.now()
        )
        return redirect(batch)
    context = {"importer": importer, "units": units, "unit": unit, "form": form, "keep_days": services.KEEP_DAYS}
    return render(request, "intake/send.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def blank(request: HttpRequest, name: str) -> HttpResponse:
    importer, _units, unit = _offer(request, name)
    if unit is None:
        raise Http404
    named = queries.named(importer, unit, request.user.person, timezone.localdate())
    file = BytesIO()
    template.write(importer, {found.code: found.name for found in named}, file)
    return _xlsx(file, f"mau-{name.replace('.', '-')}-{unit.code}.xlsx")


def _xlsx(file: BytesIO, name: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


@require_GET
@login_required
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """While the worker is busy: how far it is. Then every row with what would happen, or has happened."""
    found, importer = _batch(request, pk)
    fate = request.GET.get("dong", "")
    fate = fate if fate in Row.Fate.values else ""
    page = Paginator(queries.rows(found, fate), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": found,
        "importer": importer,
        "fate": fate,
        "page": page,
        "rows": [queries.told(importer, found, row) for row in page] if not found.working else [],
        "fates": [(value, label, found.counts.get(value, 0)) for value, label in Row.Fate.choices],
        "writes": found.counts.get("create", 0) + found.counts.get("change", 0),
        "refused": found.counts.get("refuse", 0),
        "kinds": _kinds(found, fate),
        "keep_days": services.KEEP_DAYS,
    }
    part = "#state" if request.htmx and found.working else ""
    answer = render(request, f"intake/batch.html{part}", context)
    if request.htmx and not found.working:
        answer["HX-Refresh"] = "true"
    return answer


def _kinds(found: Batch, fate: str) -> list[dict[str, Any]]:
    """Tabs: all rows, then those of each fate that occurs."""
    told = [
        ("", _("All"), found.total),
        *((value, label, found.counts.get(value)) for value, label in Row.Fate.choices),
    ]
    return [
        {"label": label, "url": f"?dong={value}#rows" if value else f"{found.get_absolute_url()}#rows", "count": count}
        | {"current": value == fate}
        for value, label, count in told
        if count
    ]


@require_http_methods(["GET", "POST"])
@login_required
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    found, importer = _batch(request, pk)
    form = ColumnsForm(_posted(request), batch=found, importer=importer)
    if request.method == "POST" and form.is_valid():
        done = services.match_columns(batch_id=pk, columns=form.columns, by=request.user.person, now=timezone.now())
        return redirect("intake:words" if done.state == Batch.State.MAPPING else "intake:batch", pk)
    if found.state not in {Batch.State.MAPPING, Batch.State.READY}:
        return redirect(found)
    places = list(zip(form, queries.samples(found), strict=True))
    context = {"batch": found, "importer": importer, "form": form, "places": places}
    context["proposed_by"] = queries.for_all(importer)
    return render(request, "intake/columns.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def mappings(request: HttpRequest) -> HttpResponse:
    """How files of other programs are read, for each list and unit."""
    reader, today = request.user.person, timezone.localdate()
    if not queries.offers(reader, today):
        raise Forbidden(_("There is no list that you may import."))
    labels = {name: importer.label for name, importer in queries.importers().items()}
    found = queries.mappings(reader, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, labels[one.importer]) for one in page]
    return render(request, "intake/mappings.html", {"page": page, "rows": rows})


def _mapping(request: HttpRequest, pk: int) -> tuple[Mapping, Importer]:
    found = get_object_or_404(queries.mappings(request.user.person, timezone.localdate()), pk=pk)
    return found, queries.importers()[found.importer]


@require_http_methods(["GET", "POST"])
@login_required
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    found, importer = _mapping(request, pk)
    may_change = rules.may_change(request.user.person, importer, found.unit, timezone.localdate())
    form = MappingForm(
        _posted(request), mapping=found, importer=importer, disabled=request.method == "GET" and not may_change
    )
    if form.is_valid():
        told = {"name": form.cleaned_data["name"], "columns": form.columns, "values": form.values}
        services.change_mapping(mapping=found, **told, by=request.user.person, now=timezone.now())
        messages.success(request, _("Remembered."))
        return redirect(found)
    context = {"mapping": found, "importer": importer, "form": form, "may_change": may_change}
    return render(request, "intake/mapping.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    found, _importer = _mapping(request, pk)
    services.remove_mapping(mapping=found, by=request.user.person, now=timezone.now())
    messages.success(request, _("Forgotten: the next file is asked about anew."))
    return redirect("intake:mappings")


@require_http_methods(["GET", "POST"])
@login_required
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """What unknown texts mean in columns that have choices."""
    found, importer = _batch(request, pk)
    if found.state not in {Batch.State.MAPPING, Batch.State.READY}:
        return redirect(found)
    form = WordsForm(_posted(request), unknown=queries.unknown_words(found, importer))
    if request.method == "POST" and form.is_valid():
        services.match_words(batch_id=pk, words=form.words, by=request.user.person, now=timezone.now())
        return redirect(found)
    context = {"batch": found, "importer": importer, "form": form}
    return render(request, "intake/words.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found, _importer = _batch(request, pk)
    services.confirm(
        batch_id=found.pk,
        without_refused=request.POST.get("without_refused") == "1",
        by=request.user.person,
        now=timezone.now(),
    )
    return redirect(found)


@require_POST
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found, _importer = _batch(request, pk)
    services.cancel(batch_id=found.pk, by=request.user.person, now=timezone.now())
    messages.info(request, _("Given up: nothing of this file was written."))
    return redirect("intake:index")


@require_GET
@login_required
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of one fate, or all, in the shape of the template, with the reasons beside them."""
    found, importer = _batch(request, pk)
    fate = request.GET.get("dong", "")
    file = BytesIO()
    sheet.write(
        found, importer, fate if fate in Row.Fate.values else "", request.user.person, timezone.localdate(), file
    )
    return _xlsx(file, f"dong-{found.pk}{f'-{fate}' if fate in Row.Fate.values else ''}.xlsx")


@require_GET
@login_required
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was sent, while it is kept."""
    found, _importer = _batch(request, pk)
    if found.file is None:
        raise Http404
    return responses.send(request, found.file)
