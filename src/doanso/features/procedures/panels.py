"""What procedures show on pages of others."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from doanso.core.units.rules import may
from doanso.features.procedures.models import Procedure
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries import archiving, catalogue, clients

SECONDS = 300
MOST = 8
PERSONAL_DATA = "Dữ liệu cá nhân"
"""The field under which the catalogue has these procedures."""


def popular(request: HttpRequest) -> dict[str, Any]:
    """The procedures most applied for; the home page asks often, so the answer is kept for some minutes."""
    rows = cache.get("procedures.popular")
    if rows is None:
        rows = [{"code": v.procedure.code, "name": v.name, "field": v.field} for v in catalogue.most_used(MOST)]
        cache.set("procedures.popular", rows, SECONDS)
    return {"popular": rows}


def nothing(request: HttpRequest) -> dict[str, Any]:
    """For a panel that is only a link."""
    return {}


def api_clients(request: HttpRequest) -> dict[str, Any]:
    """A card of the administrator's start page, for who may let programs in somewhere."""
    return {"may_administer": clients.units_to_choose(request.user.person, timezone.localdate()).exists()}


def own_procedures(request: HttpRequest) -> dict[str, Any]:
    """A card of the administrator's start page, for who writes procedures somewhere."""
    return {"may_write": may(request.user.person, EDIT, None, timezone.localdate())}


def data_requests(request: HttpRequest) -> dict[str, Any]:
    """Procedures by which somebody asks for a copy of their data, for corrections, and so on."""
    found = Procedure.objects.filter(current__field=PERSONAL_DATA).select_related("current").order_by("code")
    return {"requests": found}


def archives(request: HttpRequest) -> dict[str, Any]:
    """How many procedures say for how long their dossiers are kept, and how many dossiers are gone."""
    return archiving.in_all()
