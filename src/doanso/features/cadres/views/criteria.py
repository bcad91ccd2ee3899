"""The criteria of the appraisal, for the owner of the installation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.core.accounts.queries import owns_installation
from doanso.features.cadres.forms.criteria import CriteriaForm
from doanso.features.cadres.queries import appraising
from doanso.features.cadres.services.criteria import set_criteria
from doanso.lib.errors import Forbidden


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    by, year = request.user.person, timezone.localdate().year
    if not owns_installation(by):
        raise Forbidden(_("This holds for the whole installation: only the holder of its own account changes it."))
    data = request.POST if request.method == "POST" else None
    form = CriteriaForm(data, year=year, criteria=appraising.criteria(year + 1))
    if form.is_bound and form.is_valid():
        set_criteria(year=form.cleaned_data["year"], asked=form.asked(), by=by, now=timezone.now())
        messages.success(request, _("The criteria are set."))
        return redirect("cadres:criteria")
    return render(request, "cadres/criteria.html", {"form": form}, status=422 if form.is_bound else 200)
