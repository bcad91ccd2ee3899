"""The small addresses that the form's script asks: keep a draft, communes of a province, units by name."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from doanso.blocks.eforms import engine, places, queries, services
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.definition.texts import Text
from doanso.blocks.eforms.kinds.base import clean
from doanso.blocks.eforms.kinds.files import sign
from doanso.blocks.eforms.tokens import Ticket
from doanso.core.files import budget
from doanso.ui import limits

DAY = 24 * 3600


@require_POST
def save_draft(request: HttpRequest, token: str) -> JsonResponse:
    """What was typed on one page, kept; files that came with it are answered with their signed references."""
    limits.hit("eforms.draft", limits.client_address(request), limit=1_200, per_seconds=60)
    now, by = timezone.now(), getattr(request.user, "person", None)
    budget.count(request, by=by)
    ticket = Ticket(token, request.POST.get("_ticket", ""))
    version_id, stored = queries.draft_basis(ticket, now=now)
    definition = queries.definition(version_id)
    page = queries.page_number(definition, request.POST.get("_page", ""))
    reading = engine.read(
        definition,
        request.POST,
        request.FILES,
        today=timezone.localdate(now),
        stored=stored,
        page=page,
        store=partial(services.keep_file, by=by, now=now),
    )
    draft = services.save_draft(ticket=ticket, raw=reading.raw, page=page, by=by, now=now)
    files = {name: [_file(ref) for ref in reading.raw.get(name, [])] for name in request.FILES}
    errors = {name: reading.errors[name] for name in request.FILES if name in reading.errors}
    return JsonResponse(
        {"saved_at": timezone.localtime(draft.updated_at).strftime("%H:%M"), "files": files, "errors": errors}
    )


def _file(ref: dict) -> dict:
    return {"kept": sign(ref), "token": ref["token"], "name": ref["name"], "size": ref["size"]}


@require_GET
@cache_control(public=True, max_age=7 * DAY)
def communes(request: HttpRequest, province: str) -> HttpResponse:
    found = [place.name for place in places.communes_of(province)]
    if not found:
        raise Http404
    return JsonResponse(found, safe=False, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_GET
@cache_control(public=True, max_age=300)
def units(request: HttpRequest) -> JsonResponse:
    """Labels of at most 20 units; nothing for less than two letters."""
    limits.hit("eforms.units", limits.client_address(request), limit=600, per_seconds=60)
    words, tree = (clean(request.GET.get(name, ""), 100) for name in ("q", "cay"))
    kinds = tuple(clean(code, 20) for code in request.GET.getlist("loai")[:20])
    asked = Field("unit", "unit", Text("unit"), unit_types=kinds, tree=tree)
    found = queries.search_units(asked, words, timezone.localdate()) if len(words.strip()) > 1 else []
    return JsonResponse([label for _code, label in found], safe=False, json_dumps_params={"ensure_ascii": False})
