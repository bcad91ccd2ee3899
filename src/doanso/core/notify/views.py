from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.notify import queries, services
from doanso.core.notify.forms import PreferencesForm

PER_PAGE = 20


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    page = Paginator(queries.mine(person), PER_PAGE).get_page(request.GET.get("page"))
    part = "#list" if request.htmx else ""
    return render(request, f"notify/index.html{part}", {"page": page, "unread": queries.unread_count(person)})


@require_POST
@login_required
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    notification = services.mark_read(pk, by=request.user.person, now=timezone.now())
    return redirect(notification.url or "notify:index")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(by=request.user.person, now=timezone.now())
    return redirect("notify:index")


@require_http_methods(["GET", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    if request.user.person is None:
        return redirect("notify:index")
    form = PreferencesForm(request.POST or None, person=request.user.person)
    if form.is_valid():
        services.choose(person=request.user.person, choices=form.choices(), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("notify:preferences")
    return render(request, "notify/preferences.html", {"form": form})
