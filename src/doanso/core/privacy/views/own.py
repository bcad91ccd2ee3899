"""One's own pages: what is kept about oneself, who looked at it, and the copy that one has asked for."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from doanso.core.accounts.models import Person
from doanso.core.privacy import queries, services
from doanso.lib.identity import mask_cccd

PER_PAGE = 50
SHOWN = 10
TYPES = {"json": "application/json", "pdf": "application/pdf"}


def _self(request: HttpRequest) -> Person:
    if request.user.person is None:
        raise Http404
    return request.user.person


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What each module keeps, the first rows of it; and what was done when one asked."""
    person, now = _self(request), timezone.now()
    parts = queries.held(person)
    context = {
        "parts": [_part(part) for part in parts if part.rows],
        "nothing": [part.holding.label for part in parts if not part.rows],
        "answers": [(answer, _can_be_fetched(answer, now)) for answer in queries.answers_to(person)],
        "shown": SHOWN,
    }
    return render(request, "privacy/mine.html", context)


def _can_be_fetched(answer: Any, now: datetime) -> bool:
    return answer.until is not None and answer.until >= now


def _part(part: queries.Part) -> dict[str, Any]:
    columns = part.holding.columns
    rows = [[(label, _shown(key, row.get(key, ""))) for key, label in columns.items()] for row in part.rows[:SHOWN]]
    return {"holding": part.holding, "rows": rows, "number": len(part.rows), "erased": part.holding.erase is not None}


def _shown(key: str, value: Any) -> str:
    """On the screen, over which others look, a citizen number is masked; the copy has it whole."""
    return mask_cccd(value) if key == "cccd" else services.in_words(value)


@never_cache
@require_GET
@login_required
def copy(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """404 tells others not even that somebody asked."""
    person = _self(request)
    answer = get_object_or_404(queries.answers_to(person).filter(kind="copy"), pk=pk)
    if form not in TYPES:
        raise Http404
    content = services.fetch(answer=answer, form=form, by=person, now=timezone.now())
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="du-lieu-ca-nhan-{answer.pk}.{form}"'
    return response


@require_GET
@login_required
def viewings(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.of_person(_self(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/own_viewings.html", {"page": page, "lines": queries.lines(page)})
