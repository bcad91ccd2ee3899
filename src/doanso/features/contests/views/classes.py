"""Rooms in class: the teacher's pages and the board on the projector."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.qr import images
from doanso.features.contests import clock
from doanso.features.contests.forms.classes import RoomForm
from doanso.features.contests.models import Room
from doanso.features.contests.queries import classes, organising
from doanso.features.contests.services import classes as services
from doanso.lib.errors import Forbidden


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Below the form the rooms that this teacher has opened."""
    by, today = request.user.person, timezone.localdate()
    if not organising.places(by, today).exists():
        raise Forbidden(_("You do not prepare contests of any unit."))
    form = RoomForm(request.POST if request.method == "POST" else None, by=by, today=today)
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("unit", "title", "minutes")}
        room = services.open_room(drawn=form.drawn(), by=by, now=clock.now(), **given)
        return redirect("contests:class_board", room.code)
    now = clock.now()
    rooms = [(one, classes.stage_of(one, now).value) for one in classes.own(by)[: classes.MOST_OWN]]
    context = {"form": form, "rooms": rooms}
    return render(request, "contests/classes/new.html", context, status=422 if form.is_bound else 200)


@require_GET
@never_cache
@login_required
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The changing part alone for the page that asks every three seconds."""
    room, now = _own(request, code), clock.now()
    told = classes.board(room, now)
    context: dict[str, Any] = {"room": room, "board": told, "stage": told.stage.value, "now": now}
    if request.htmx and not request.htmx.boosted:
        return render(request, "contests/classes/board_part.html", context)
    address = request.build_absolute_uri(reverse("contests:class_room", args=[room.code]))
    context |= {"qr": images.svg(address, border=2), "address": request.build_absolute_uri(reverse("contests:class"))}
    return render(request, "contests/classes/board.html", context)


@require_POST
@login_required
def start(request: HttpRequest, code: str) -> HttpResponse:
    room = services.start(_own(request, code), by=request.user.person, now=clock.now())
    return redirect("contests:class_board", room.code)


@require_POST
@login_required
def end(request: HttpRequest, code: str) -> HttpResponse:
    room = services.end(_own(request, code), by=request.user.person, now=clock.now())
    messages.success(request, _("The room is closed."))
    return redirect("contests:class_board", room.code)


def _own(request: HttpRequest, code: str) -> Room:
    """404 tells others not even that it exists."""
    room = classes.room_of(code)
    if room is None or room.teacher_id != request.user.person.pk:
        raise Http404
    return room
