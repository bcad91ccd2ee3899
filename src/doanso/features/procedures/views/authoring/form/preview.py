"""The form as applicants will see it, to be tried out: pages turn and answers are judged, and nothing is kept."""

import json
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition, load
from doanso.blocks.eforms.editing.doubts import presentable
from doanso.blocks.eforms.render import form as draw
from doanso.features.procedures.services.authoring import questions
from doanso.features.procedures.views.authoring.form.sheet import sheet_of
from doanso.ui.middleware import content_security_policy

Json = dict[str, Any]
SALT = "procedures.preview"


@require_http_methods(["GET", "POST"])
@login_required
def preview(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    sheet = sheet_of(request, pk, code)
    made, left_out = presentable(questions.composed(sheet.draft.content, sheet.code))
    context: Json = {"draft": sheet.draft, "sheet": sheet, "left_out": left_out}
    if made:
        context |= _tried(request, _compiled(json.dumps(made)))
    response = render(request, "procedures/authoring/form/preview.html", context)
    policy = content_security_policy().replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@lru_cache(maxsize=16)
def _compiled(text: str) -> Definition:
    """One object as long as the form is the same: pieces of its page are kept by it."""
    return load(json.loads(text))


def _tried(request: HttpRequest, definition: Definition) -> Json:
    today = timezone.localdate()
    if request.method == "GET":
        page = eforms.page_number(definition, request.GET.get("trang", ""))
        return _drawn(request, definition, engine.start(definition, today=today), page, show_errors=False)
    page, stored = eforms.page_number(definition, request.POST.get("_page", "")), _kept(request)
    reading = engine.read(
        definition, request.POST, request.FILES, stored=stored, page=page, today=today, store=_not_stored
    )
    to, show_errors = _turned(definition, reading, page)
    done = reading.action.name == "submit" and reading.ok
    return _drawn(request, definition, reading, to, show_errors=show_errors) | {"done": done}


def _turned(definition: Definition, reading: engine.Reading, page: int) -> tuple[int, bool]:
    """(the page to show, whether with what is wrong on it)."""
    asked = reading.pages(definition) or [page]
    if reading.action.name == "next" and not reading.errors_on(definition, page):
        return next((number for number in asked if number > page), page), False
    if reading.action.name == "back":
        return next((number for number in reversed(asked) if number < page), page), False
    if reading.action.name == "submit" and not reading.ok:
        return reading.first_bad_page(definition), True
    return page, reading.action.name == "next"


def _drawn(
    request: HttpRequest, definition: Definition, reading: engine.Reading, page: int, *, show_errors: bool
) -> Json:
    kept = signing.dumps(reading.raw, salt=SALT, compress=True) if request.method == "POST" else ""
    html = draw(
        definition,
        reading,
        page=page,
        csrf_token=get_token(request),
        action=request.path,
        submit_label=_("Submit (only tried)"),
        show_errors=show_errors,
        extra=format_html('<input type="hidden" name="_kept" value="{}">', kept),
    )
    pages = [{"number": n, "title": str(p.title) or str(n + 1)} for n, p in enumerate(definition.pages)]
    return {"form": html, "pages": pages, "page": page}


def _kept(request: HttpRequest) -> Json:
    """What was typed on the other pages, carried by the page itself."""
    try:
        found = signing.loads(request.POST.get("_kept", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _not_stored(upload: Any, field: Any) -> Json:
    """As if it were; the file itself is forgotten."""
    return {"token": "xem-thu", "name": upload.name[:100], "size": upload.size, "type": upload.content_type or ""}
