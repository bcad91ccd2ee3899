"""The procedures of one's units: which versions, how many dossiers, when to look at them again."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.units.rules import may
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries import catalogue, guides
from doanso.features.procedures.queries import yearly as queries
from doanso.features.procedures.services import yearly
from doanso.lib.errors import Forbidden

PER_PAGE = 50


class OwnForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name or code"), required=False, max_length=100)
    ra_soat = forms.ChoiceField(
        label=gettext_lazy("Review"),
        required=False,
        choices=[
            ("", gettext_lazy("All procedures")),
            ("qua_han", gettext_lazy("to be reviewed now")),
            ("sap_den", gettext_lazy("to be reviewed within 30 days")),
            ("con_lau", gettext_lazy("to be reviewed later")),
        ],
    )


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    if not may(request.user.person, EDIT, None, today):
        raise Forbidden(_("You write procedures for no unit."))
    form = OwnForm(request.GET)
    form.is_valid()
    wanted = queries.Wanted(form.cleaned_data.get("q", ""), form.cleaned_data.get("ra_soat", ""))
    page = Paginator(queries.listed(request.user.person, wanted, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "today": today,
        "soon": today + queries.NOTICE,
        "narrowing": any(form.cleaned_data.values()),
    }
    return render(request, "procedures/own/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def review(request: HttpRequest, code: str) -> HttpResponse:
    """What to look at, and the answer that it is still right."""
    mine = queries.editable(request.user.person, timezone.localdate()).exclude(current=None)
    procedure = get_object_or_404(mine, code=code)
    if request.method == "POST":
        done = yearly.confirm(procedure_id=procedure.pk, by=request.user.person, now=timezone.now())
        messages.success(
            request, _("Noted: still right. You are asked again on %(day)s.") % {"day": f"{done.review_by:%d/%m/%Y}"}
        )
        return redirect("procedures:own")
    version = catalogue.current(code)
    context = {
        "procedure": procedure,
        "version": version,
        "guide": guides.guide(version),
        "steps": catalogue.guide_steps(version),
        "limit": catalogue.limit_in_words(version),
        "today": timezone.localdate(),
    }
    return render(request, "procedures/own/review.html", context)
