"""Who is planned for which seat."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.features.cadres import rules
from doanso.features.cadres.forms.looking import PlanListForm
from doanso.features.cadres.forms.planning import DecisionForm, PlanForm
from doanso.features.cadres.models import Planned
from doanso.features.cadres.queries import reading, records
from doanso.features.cadres.services import planning
from doanso.lib.errors import Forbidden

PER_PAGE = 50


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form = PlanListForm(request.GET, reader=request.user.person, today=timezone.localdate())
    ready = form.is_valid()
    given = form.cleaned_data
    found = records.planned_in(given["don_vi"], form.today, given["trang_thai"]) if ready else Planned.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = rules.may_edit(request.user.person, None, form.today)
    context = {"form": form, "page": page, "ready": ready, "query": urlencode(form.data), "may_edit": may_edit}
    status = 200 if ready else 422
    return render(request, "cadres/plans.html", context, status=status if form.standing else 403)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    by, today = request.user.person, timezone.localdate()
    if not rules.may_edit(by, None, today):
        raise Forbidden(_("You do not keep the cadres of any unit."))
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, by=by, today=today, initial={"who": _named(request)})
    if form.is_bound and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "who"}
        made = planning.propose(**given, by=by, now=timezone.now())
        messages.success(request, _("%(person)s is proposed for this seat.") % {"person": made.person})
        return redirect("cadres:plan", pk=made.pk)
    return render(request, "cadres/propose.html", {"form": form}, status=422 if form.is_bound else 200)


def _named(request: HttpRequest) -> str:
    """Who was looked at before, when their record may be read: by code, which is nobody else's."""
    number = request.GET.get("nguoi", "")
    seen = reading.records_seen(request.user.person, timezone.localdate())
    found = seen.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None
    return (found.code or found.full_name) if found else ""


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    by, today = request.user.person, timezone.localdate()
    planned = get_object_or_404(records.plans_seen(by, today), pk=pk)
    decides = planned.state in planning.NEXT and by != planned.person and rules.may_edit(by, planned.unit, today)
    data = request.POST if request.method == "POST" else None
    form = DecisionForm(data, planned=planned, today=today) if decides else None
    if data is not None and form is None:
        raise Forbidden(_("You do not keep the cadres of this unit, or this is you."))
    if form and form.is_bound and form.is_valid():
        planning.decide(planned=planned, **form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("Entered."))
        return redirect("cadres:plan", pk=pk)
    context = {"planned": planned, "form": form}
    return render(request, "cadres/plan.html", context, status=422 if form and form.is_bound else 200)
