from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doanso.core.search import queries, words
from doanso.ui import limits

PER_SOURCE, PER_PAGE = 5, 20


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    limits.hit("search", limits.client_address(request), limit=120, per_seconds=60)
    text = request.GET.get("q", "")
    labels = {name: source.label for name, source in queries.askable(request.user).items()}
    source = request.GET.get("source", "")
    found = _of_source(request, text, source) if source in labels else _overview(request, text, labels)
    context = {"text": words.request(text).text, "asked": bool(words.request(text).folded), "labels": labels, **found}
    part = "#results" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"search/index.html{part}", context)


def _overview(request: HttpRequest, text: str, labels: dict[str, Any]) -> dict[str, Any]:
    results, groups = queries.overview(text, user=request.user, per_source=PER_SOURCE)
    return {
        "results": results,
        "source": "",
        "groups": [
            {"name": name, "label": labels[name], "hits": hits, "count": results.counts[name]}
            for name, hits in groups.items()
        ],
    }


def _of_source(request: HttpRequest, text: str, source: str) -> dict[str, Any]:
    number = min(max(_number(request.GET.get("page", "")), 1), queries.COUNTED // PER_PAGE)
    results = queries.search(text, user=request.user, sources=[source], limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    page = Paginator(range(results.total), PER_PAGE).get_page(number)
    return {"results": results, "source": source, "hits": results.hits, "page": page}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
