"""The public catalogue: the list, one procedure's guide, its posters."""

import hashlib
from functools import lru_cache

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from doanso.core.qr import images
from doanso.features.procedures import posters
from doanso.features.procedures.models import Kind, Version
from doanso.features.procedures.posters import PosterData
from doanso.features.procedures.queries import catalogue, guides, nearest, offline
from doanso.features.procedures.views.texts import asked
from doanso.ui import limits

PAGE = 20
SHEETS = {
    ("pdf", ""): lambda data: posters.poster(data),
    ("pdf", "a4"): lambda data: posters.poster(data),
    ("pdf", "a3"): lambda data: posters.poster(data, size="a3"),
    ("pdf", "the"): posters.counter_card,
    ("png", ""): posters.social,
    ("png", "mang-xa-hoi"): posters.social,
    ("png", "a4"): lambda data: posters.poster(data, format="png"),
    ("png", "a3"): lambda data: posters.poster(data, size="a3", format="png"),
    ("png", "nho"): posters.thumbnail,
    ("svg", ""): lambda data: posters.poster(data, format="svg"),
    ("svg", "a4"): lambda data: posters.poster(data, format="svg"),
    ("svg", "a3"): lambda data: posters.poster(data, size="a3", format="svg"),
}
MEDIA = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
# A drawing styles itself, and a browser's PDF viewer is an object of the page.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search and filters are a plain GET form, so that a result can be linked to."""
    wanted = catalogue.Wanted(
        text=asked(request, "q", 100),
        field=asked(request, "field", 200),
        audience=asked(request, "audience", 120),
        level=asked(request, "level", 200),
        kind=asked(request, "kind", 4),
    )
    page = Paginator(catalogue.search(wanted), PAGE).get_page(request.GET.get("page"))
    facts = {
        "wanted": wanted,
        "page": page,
        "near": nearest.nearest(wanted.text) if wanted.text and not page.paginator.count else [],
        "facets": catalogue.facets(wanted),
        "kinds": dict(Kind.choices),
    }
    return render(request, "procedures/index.html", facts)


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    version = _current(code)
    facts = {
        "version": version,
        "procedure": version.procedure,
        "guide": guides.guide(version),
        "steps": catalogue.guide_steps(version),
        "limit": catalogue.limit_in_words(version),
        "qr": images.svg(catalogue.poster_address(version)),
        "address": catalogue.poster_address(version),
        "needs_account": catalogue.needs_account(version),
        "offline": not version.procedure.guide_only and offline.is_offered(version),
    }
    return render(request, "procedures/guide.html", facts)


@require_safe
def poster(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """`?kho=` a4, a3, nho (preview); `?dang=` the (cards), mang-xa-hoi. A plain PNG is the picture for social pages.

    Posters are in Vietnamese whatever the reader's language: they hang where everybody passes.
    """
    variant = (kind, asked(request, "kho", 12) or asked(request, "dang", 12))
    if variant not in SHEETS:
        raise Http404
    with translation.override("vi"):
        data = catalogue.poster_data(_current(code))
        etag = f'"{hashlib.sha256(repr((variant, data)).encode()).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            limits.hit("procedures.poster", limits.client_address(request), limit=40, per_seconds=60)
            response = HttpResponse(drawn(data, variant), content_type=MEDIA[kind])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=600"
    response.headers["Content-Security-Policy"] = POLICY
    name = "-".join(filter(None, ["ap-phich", code, variant[1]]))
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
    return response


@lru_cache(maxsize=32)
def drawn(data: PosterData, variant: tuple[str, str]) -> bytes:
    """What stands on the poster is the cache's key: a new version, a new link or another office draws it anew."""
    return SHEETS[variant](data)


def _current(code: str) -> Version:
    return get_object_or_404(catalogue.published().select_related("flow"), procedure__code=code)
