"""A room in class as its pupils see it: the code, the name, waiting, the paper, the own result."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.features.contests import clock
from doanso.features.contests.forms.classes import NameForm
from doanso.features.contests.models import Attempt, Entrant, Room
from doanso.features.contests.queries import classes, entrants, reviewing
from doanso.features.contests.queries.classes import Stage
from doanso.features.contests.services import classes as services
from doanso.features.contests.views import paper as papers
from doanso.features.contests.views import reading
from doanso.features.contests.views.wording import IN_CLASS
from doanso.ui import limits

WATCH_MS = 3_000  # so often a paper asks whether the teacher has ended it
MISSES_A_MINUTE, JOINS_AN_HOUR = 60, 400  # of one address: a whole school may have but one


@require_GET
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code from the board."""
    typed = request.GET.get("ma", "").strip()[:20]
    if not typed:
        return render(request, "contests/classes/enter.html", {"typed": ""})
    room = _found(request, typed)
    if room is None:
        return render(request, "contests/classes/enter.html", {"typed": typed}, status=404)
    return redirect("contests:class_room", room.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def room(request: HttpRequest, code: str) -> HttpResponse:
    found, now = _room(request, code), clock.now()
    pupil, stage = entrants.entrant_of(request, found.round.contest), classes.stage_of(found, now)
    if pupil is None:
        return _join(request, found, stage)
    standing = entrants.standing(found.round, pupil, now)
    context = {"room": found, "pupil": pupil, "stage": stage.value, "standing": standing}
    if stage == Stage.RUNNING and standing.next:
        return _led(request, reverse("contests:class_paper", args=[found.code]))
    if stage == Stage.OVER and classes.is_open(found, now):
        attempt = _graded(found, pupil)
        context |= {"attempt": attempt, "questions": reviewing.review(attempt, now) if attempt else []}
    context["waits"] = stage != Stage.OVER or (bool(standing.attempts) and not context.get("attempt"))
    asked_again = request.htmx and not request.htmx.boosted
    return render(request, f"contests/classes/{'room_part' if asked_again else 'room'}.html", context)


def _join(request: HttpRequest, found: Room, stage: Stage) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, room=found)
    if form.is_bound and form.is_valid():
        limits.hit("contests.room", limits.client_address(request), limit=JOINS_AN_HOUR, per_seconds=3600)
        browser = reading.browser_of(request)
        pupil = services.join(found, full_name=form.cleaned_data["name"], browser=browser, now=clock.now())
        return reading.remember(request, redirect("contests:class_room", found.code), pupil)
    context = {"room": found, "form": form, "stage": stage.value}
    return render(request, "contests/classes/join.html", context, status=422 if form.is_bound else 200)


def _led(request: HttpRequest, address: str) -> HttpResponse:
    """The page that waits is led on by a header, since only its part is exchanged."""
    if request.htmx and not request.htmx.boosted:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _graded(room: Room, pupil: Entrant) -> Attempt | None:
    ended = room.round.attempts_made.exclude(state=Attempt.State.RUNNING).select_related("round")
    return ended.filter(entrant=pupil).first()


@require_GET
@never_cache
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """On the hot path, like the paper of any contest."""
    found, now = _room(request, code), clock.now()
    pupil = entrants.entrant_of(request, found.round.contest)
    following = entrants.standing(found.round, pupil, now).next if pupil else None
    if classes.stage_of(found, now) != Stage.RUNNING or following is None:
        return redirect("contests:class_room", found.code)
    own = papers.ticket(found.round, pupil, following, now)
    context = papers.scripted(found.round, own, now, _links(found))
    context |= {"words": IN_CLASS, "watch": WATCH_MS}
    return render(request, "contests/paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def plain(request: HttpRequest, code: str) -> HttpResponse:
    """All questions on one page, for who has no scripts."""
    found, now = _room(request, code), clock.now()
    pupil = entrants.entrant_of(request, found.round.contest)
    if pupil and request.method == "POST" and classes.takes(found, now, last=request.POST.get("do") == "submit"):
        return papers.answered(request, found.round, pupil, now, _links(found))
    if pupil is None or classes.stage_of(found, now) != Stage.RUNNING:
        return _over(request, found)
    standing = entrants.standing(found.round, pupil, now)
    if standing.running:
        return papers.whole(request, found.round, standing.running, now, _links(found))
    return render(request, "contests/classes/begin.html", {"room": found, "next": standing.next})


@require_GET
def media(request: HttpRequest, code: str, position: int, key: str) -> HttpResponse:
    found = _room(request, code)
    return papers.picture(request, found.round, entrants.entrant_of(request, found.round.contest), position, key)


def _over(request: HttpRequest, found: Room) -> HttpResponse:
    """Who sends answers now is told what becomes of them."""
    if request.method == "POST":
        messages.warning(request, _("Time is over. What you had saved before counts; what you sent now came too late."))
    return redirect("contests:class_room", found.code)


def _links(room: Room) -> papers.Links:
    own = reverse("contests:class_room", args=[room.code])
    return papers.Links(own, reverse("contests:class_plain", args=[room.code]), f"{own}tep/")


def _room(request: HttpRequest, code: str) -> Room:
    found = _found(request, code)
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, typed: str) -> Room | None:
    """Wrong codes are counted per address, so that nobody can try them through."""
    visitor = limits.client_address(request)
    limits.check("contests.room_miss", visitor, limit=MISSES_A_MINUTE, per_seconds=60)
    room = classes.room_of(typed)
    if room is None:
        limits.hit("contests.room_miss", visitor, limit=MISSES_A_MINUTE, per_seconds=60)
    return room
