"""What the pages of entrants find out first: which contest, which round, who asks."""

import hashlib
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.features.contests.models import WHOLE, Contest, Entrant, Round, Scope, Whole
from doanso.features.contests.queries import announcing, entrants, known
from doanso.features.contests.services.joining import Browser
from doanso.ui import limits

DEVICE = "may_thi"
YEAR = 31_536_000


def here(request: HttpRequest, code: str, number: int = 0) -> known.Found:
    """The contest, and who asks; of a round, when its number is given, whether something was done there."""
    found = known.find(code, number=number, person=person_of(request), cookies=request.COOKIES)
    if found is None:
        raise Http404(_("There is no such contest."))
    return found


def contest_of(code: str) -> Contest:
    """Others have the same object at the same time: it is read only."""
    found = known.called(code)
    if found is None:
        raise Http404(_("There is no such contest."))
    return found


def round_of(contest: Contest, number: int) -> Round:
    for round in contest.shown_rounds:
        if round.number == number:
            return round
    raise Http404


def part_of(contest: Contest, number: int) -> Scope:
    """A round, or the whole contest where its rounds count together."""
    if number != WHOLE:
        return round_of(contest, number)
    if not announcing.has_whole(contest):
        raise Http404(_("Here each round stands by itself."))
    return Whole(contest)


def person_of(request: HttpRequest) -> Person | None:
    return getattr(request.user, "person", None)


def browser_of(request: HttpRequest) -> Browser:
    """A random number of the browser's own, given to it by `remember`, and the network as a hash nobody can undo."""
    request.device = request.COOKIES.get(DEVICE, "")[:32] or secrets.token_hex(16)
    told = f"{settings.SECRET_KEY}\0{limits.client_address(request)}"
    return Browser(request.device, hashlib.sha256(told.encode()).hexdigest()[:32])


def remember(request: HttpRequest, response: HttpResponse, entrant: Entrant) -> HttpResponse:
    """This browser is this entrant from now on."""
    _keep(response, entrants.cookie_name(entrant.contest), entrants.cookie_value(entrant), YEAR)
    if device := getattr(request, "device", ""):
        _keep(response, DEVICE, device, YEAR)
    return response


def keep_for_a_while(response: HttpResponse, name: str, value: str) -> None:
    _keep(response, name, value, 1800)


def _keep(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
