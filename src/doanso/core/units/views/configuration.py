"""The administrator's start page; what each role may do; kinds of unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.accounts import services as accounts
from doanso.core.units import queries, rules, services
from doanso.core.units.forms.administration import (
    IntroductionForm,
    NewTypeForm,
    PermissionsForm,
    TypeForm,
    UnitForm,
    in_words,
    type_values,
)
from doanso.core.units.forms.reorganising import NewRoleForm
from doanso.core.units.forms.roles import in_words as stand_ins_in_words
from doanso.core.units.models import Role, Tree, UnitType
from doanso.lib.errors import Forbidden


def _check(request: HttpRequest) -> None:
    """Administrators read; the services decide who writes."""
    if not rules.may(request.user.person, queries.ADMIN, None, timezone.localdate()) and not _owns(request):
        raise Forbidden(_("This page is for administrators."))


def _owns(request: HttpRequest) -> bool:
    return rules.owns_installation(request.user.person)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    if request.user.is_superuser and request.user.person is None:
        return redirect("units:introduce")
    _check(request)
    return render(request, "units/admin/index.html")


@require_http_methods(["GET", "POST"])
@login_required
def introduce(request: HttpRequest) -> HttpResponse:
    """For the installation's first account, which belongs to no person yet."""
    if not request.user.is_superuser or request.user.person:
        return redirect("units:administration")
    form = IntroductionForm(request.POST or None)
    if form.is_valid():
        accounts.introduce(request.user.pk, full_name=form.cleaned_data["full_name"], now=timezone.now())
        return redirect("units:administration")
    return render(request, "units/admin/introduce.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def add_unit(request: HttpRequest) -> HttpResponse:
    _check(request)
    by, today = request.user.person, timezone.localdate()
    form = UnitForm(request.POST or None, by=by, today=today, initial={"parent": request.GET.get("tren")})
    if form.is_valid():
        made = services.found_unit(**form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("%(unit)s is added.") % {"unit": made})
        return redirect(made)
    return render(request, "units/admin/add_unit.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@login_required
def roles(request: HttpRequest) -> HttpResponse:
    _check(request)
    rows = [(role, in_words(role.permissions)) for role in queries.roles()]
    return render(request, "units/admin/roles.html", {"rows": rows, "owns": _owns(request)})


@require_http_methods(["GET", "POST"])
@login_required
def add_role(request: HttpRequest) -> HttpResponse:
    _check(request)
    if not _owns(request):
        raise Forbidden(_("Roles hold for the whole installation: only the holder of its own account changes them."))
    form = NewRoleForm(request.POST or None)
    if form.is_valid():
        made = services.add_role(**form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The role %(role)s is added.") % {"role": made.label})
        return redirect("units:roles")
    return render(request, "units/admin/add_role.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def role(request: HttpRequest, code: str) -> HttpResponse:
    _check(request)
    found = get_object_or_404(Role, pk=code)
    initial = {"permissions": found.permissions, "covers_below": found.covers_below}
    form = PermissionsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.change_role(code=code, **form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("What the role %(role)s may do is changed.") % {"role": found.label})
        return redirect("units:roles")
    context = {"role": found, "form": form, "owns": _owns(request), "words": in_words(found.permissions)}
    context["stand_ins"] = stand_ins_in_words(found.fallback)
    return render(request, "units/admin/role.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def types(request: HttpRequest) -> HttpResponse:
    _check(request)
    form = NewTypeForm(request.POST or None)
    if form.is_valid():
        made = services.add_type(**form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The kind of unit %(name)s is added.") % {"name": made})
        return redirect("units:types")
    kinds = queries.kinds()
    trees = [(tree, [kind for kind in kinds if kind.tree == tree]) for tree in Tree]
    context = {"trees": trees, "form": form, "owns": _owns(request)}
    return render(request, "units/admin/types.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def type_(request: HttpRequest, code: str) -> HttpResponse:
    _check(request)
    found = get_object_or_404(UnitType, pk=code)
    form = TypeForm(request.POST or None, initial=type_values(found))
    if form.is_valid():
        services.change_type(code=code, **form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The kind of unit is changed."))
        return redirect("units:types")
    context = {"kind": found, "form": form, "owns": _owns(request)}
    return render(request, "units/admin/type.html", context, status=422 if form.is_bound else 200)
