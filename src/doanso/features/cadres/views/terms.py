"""Terms of committees: which run, which end soon, who was elected with how many votes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.units import queries as units
from doanso.features.cadres import rules
from doanso.features.cadres.forms.entering import TermForm
from doanso.features.cadres.models import Term
from doanso.features.cadres.queries import terms
from doanso.features.cadres.queries.seats import Seats
from doanso.features.cadres.services import seating
from doanso.features.cadres.services import terms as services
from doanso.features.cadres.views.overview import asked, running_terms
from doanso.lib.errors import Forbidden


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form = asked(request)
    ready = form.is_valid()
    context = {
        "form": form,
        "query": urlencode(form.data),
        "terms": running_terms(form) if ready else [],
        "ready": ready,
        "soon": form.cleaned_data["ngay"] + terms.SOON if ready else None,
        "may_edit": rules.may_edit(request.user.person, None, form.today),
    }
    status = 200 if ready else 422
    return render(request, "cadres/terms.html", context, status=status if form.standing else 403)


@require_GET
@login_required
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """404 tells others not even that it exists."""
    found, today = get_object_or_404(Term.objects.select_related("unit"), pk=pk), timezone.localdate()
    if not rules.may_view(request.user.person, found.unit, today):
        raise Http404
    day = min(max(today, found.valid_from), found.valid_to)
    context = {
        "term": found,
        "today": today,
        "runs": found.valid_from <= today <= found.valid_to and not found.undone_by,
        "day": day,
        "seats": _seats(found, day),
        "results": terms.results(found),
        "others": terms.of_unit(found.unit).exclude(pk=found.pk)[:20],
    }
    return render(request, "cadres/term.html", context)


def _seats(found: Term, day) -> list[tuple]:
    """Role, planned or None, who sits there on that day, and what is vacant."""
    roles, taken = units.role_names(), {}
    for position in seating.sitting_on(found.unit, found.body, day):
        taken.setdefault(position.role_id, []).append(position)
    wanted = [role for role in seating.ROLES[found.body] if role in found.seats or role in taken]
    lines = []
    for role in wanted:
        holders, planned = taken.get(role, []), found.seats.get(role)
        lines.append((roles[role], planned, holders, Seats.of(planned, len(holders))))
    return lines


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def enter(request: HttpRequest) -> HttpResponse:
    by, today = request.user.person, timezone.localdate()
    if not rules.may_edit(by, None, today):
        raise Forbidden(_("You do not keep the cadres of any unit."))
    form = TermForm(request.POST or None, by=by, today=today, initial={"unit": request.GET.get("don_vi", "")})
    if form.is_valid():
        made = services.enter_term(unit=form.cleaned_data["unit"], facts=form.facts(), by=by, now=timezone.now())
        messages.success(request, _("The term is entered."))
        return redirect(made)
    return render(request, "cadres/enter_term.html", {"form": form}, status=422 if form.is_bound else 200)
