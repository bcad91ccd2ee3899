"""Who may open an applicant's private page. The reasons stand in docs/decisions/0011-applicant-access.md."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import dossiers
from doanso.features.procedures.views.filling import person_of
from doanso.lib.errors import Forbidden
from doanso.ui import limits

OPEN = "mo"  # stands in the address in place of the key
MINUTES = 30
MOST_REMEMBERED = 20
MISSES = 30


@dataclass(frozen=True)
class Access:
    """`full` but for who came with a phone number alone. `key` is what stands in the address."""

    dossier: Dossier
    key: str
    full: bool

    def address(self, name: str, *more: Any) -> str:
        return reverse(f"procedures:{name}", args=[self.dossier.tracking, self.key, *more])

    @property
    def private_link(self) -> bool:
        return self.key != OPEN


View = Callable[..., HttpResponseBase]


def private_page(view: View) -> View:
    """`view(request, access, ...)`; 404 for who may not know that the dossier exists. Nothing is kept or indexed."""

    @wraps(view)
    def opened(request: HttpRequest, tracking: str, key: str, **rest: Any) -> HttpResponseBase:
        response = view(request, _access(request, tracking, key), **rest)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # Not `no-referrer`: browsers would then call the origin of our own forms "null", and they would be refused.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return opened


def full_only(access: Access) -> None:
    if not access.full:
        raise Forbidden(_("For this, open the dossier by its private link or signed in, or come to the desk."))


def remember(request: HttpRequest, dossier: Dossier, *, full: bool = True) -> str:
    """Let this browser open the dossier for a while, without its key; the address to go to."""
    until = int(timezone.now().timestamp()) + MINUTES * 60
    kept = dict(list(request.session.get("opened", {}).items())[-MOST_REMEMBERED:])
    request.session["opened"] = {**kept, dossier.tracking: [until, full]}
    return reverse("procedures:private", args=[dossier.tracking, OPEN])


def _access(request: HttpRequest, tracking: str, key: str) -> Access:
    visitor = limits.client_address(request)
    limits.check("procedures.private", visitor, limit=MISSES, per_seconds=600)
    dossier = applicants.tracked(tracking)
    full = _right(request, dossier, key) if dossier and dossier.destroyed_in is None else None
    if dossier is None or full is None:
        limits.hit("procedures.private", visitor, limit=MISSES, per_seconds=600)
        raise Http404
    return Access(dossier, key, full)


def _right(request: HttpRequest, dossier: Dossier, key: str) -> bool | None:
    """Whether the access is a full one; None for no access."""
    if key != OPEN:
        return True if dossiers.may_open_with(dossier, key) else None
    if rules.is_applicant(person_of(request), dossier):
        return True
    until, full = request.session.get("opened", {}).get(dossier.tracking, (0, False))
    return bool(full) if until > timezone.now().timestamp() else None
