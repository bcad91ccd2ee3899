"""One's own appraisals, those that wait for one, and one appraisal with its chart."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.units.models import Unit
from doanso.features.cadres import charts
from doanso.features.cadres.forms.appraising import ViewForm
from doanso.features.cadres.forms.looking import MissingForm
from doanso.features.cadres.models import Appraisal, Axis, Stage
from doanso.features.cadres.queries import appraising as queries
from doanso.features.cadres.queries import reading
from doanso.features.cadres.services import appraising, telling

PER_PAGE = 50


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    person, today = request.user.person, timezone.localdate()
    context: dict[str, Any] = {"own": [], "waiting": [], "written": [], "open": []}
    context["concludes"] = reading.to_choose(person, reading.CONCLUDE, today).exists()
    if person is not None:
        own = list(queries.own(person))
        done = {(one.unit_id, one.year) for one in own}
        places = [(unit, year) for unit in queries.units_of(person, today) for year in (today.year, today.year - 1)]
        context |= {
            "own": own,
            "waiting": queries.waiting_for(person, today, timezone.now()),
            "written": queries.written_by(person)[:50],
            "open": [(unit, year) for unit, year in places if (unit.pk, year) not in done],
        }
    return render(request, "cadres/appraisals.html", context)


@require_GET
@login_required
def missing(request: HttpRequest) -> HttpResponse:
    """Whose appraisal of the year is not concluded, and whose view it waits for; nothing of what is in it."""
    form = MissingForm(request.GET, reader=request.user.person, today=timezone.localdate())
    ready = form.is_valid()
    context: dict[str, Any] = {"form": form, "ready": ready, "stages": dict(Stage.choices)}
    if ready:
        unit, year = form.cleaned_data["don_vi"], form.cleaned_data["nam"]
        page = Paginator(queries.missing(unit, year, form.today), PER_PAGE).get_page(request.GET.get("page"))
        everybody = queries.to_be_appraised(unit, form.today).count()
        context |= {"page": page, "everybody": everybody, "done": everybody - page.paginator.count}
    status = 200 if ready else 422
    return render(request, "cadres/missing.html", context, status=status if form.standing else 403)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def begin(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One's own view. 404 where one does not sit, and for years that are not appraised."""
    by, today = request.user.person, timezone.localdate()
    unit = get_object_or_404(Unit, code=code)
    if by is None or unit not in queries.units_of(by, today) or year not in (today.year, today.year - 1):
        raise Http404
    known = queries.own(by).filter(unit=unit, year=year).first()
    if known and request.method == "GET":
        return redirect(known)
    form = _form(request, year, Stage.SELF)
    if form.is_bound and form.is_valid():
        made = appraising.begin(unit=unit, year=year, **form.said(), by=by, now=timezone.now())
        messages.success(request, _("Your view is given; your superior is asked next."))
        return redirect(made)
    context = {"form": form, "unit": unit, "year": year, "title": _("Appraise myself")}
    return render(request, "cadres/give_view.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """404 tells others not even that it exists."""
    reader, today, now = request.user.person, timezone.localdate(), timezone.now()
    found = get_object_or_404(Appraisal.objects.select_related("unit", "person"), pk=pk)
    if not queries.may_read(reader, found, today):
        _refuse_late(request, found)
        raise Http404
    asked = reader.pk in queries.asked(found, today)
    form = _form(request, found.year, found.stage) if asked or request.method == "POST" else None
    if form and form.is_bound and form.is_valid():
        stage = form.cleaned_data["stage"]
        appraising.say(appraisal=found, stage=stage, **form.said(), by=reader, now=now)
        messages.success(request, _("Your view is given."))
        return redirect(found)
    telling.note_reading(person=found.person, reader=reader, place=telling.APPRAISAL, now=now)
    context = _shown(found) | {"form": form, "own": reader.pk == found.person_id}
    return render(request, "cadres/appraisal.html", context, status=422 if form and form.is_bound else 200)


def _refuse_late(request: HttpRequest, found: Appraisal) -> None:
    """Who had the form open while a colleague gave the view is told who and when; they read nothing more."""
    reader, stage = request.user.person, request.POST.get("stage", "")
    if reader and reader.pk in queries.asked(found, timezone.localdate(), stage):
        appraising.say(appraisal=found, stage=stage, points={}, words="", by=reader, now=timezone.now())


def _shown(found: Appraisal) -> dict[str, Any]:
    views = queries.said(found)
    return {
        "appraisal": found,
        "views": views,
        "chart": charts.axes(views),
        "axes": Axis,
        "criteria": _table(found, views),
        "missing": bool(found.stage) and not queries.asked(found, timezone.localdate()),
    }


def _form(request: HttpRequest, year: int, stage: str) -> ViewForm:
    data = request.POST if request.method == "POST" else None
    return ViewForm(data, criteria=queries.criteria(year), stage=stage)


def _table(found: Appraisal, views: list[queries.Said]) -> list[tuple]:
    """Each criterion with the points of each view."""
    return [(one, [view.view.points.get(str(one.pk)) for view in views]) for one in queries.criteria(found.year)]
