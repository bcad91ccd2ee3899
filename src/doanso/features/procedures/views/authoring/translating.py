"""A draft in other languages, text by text beside the Vietnamese."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doanso.features.procedures.services.authoring import drafts, translating
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.texts import clean
from doanso.ui import languages as known

TAB, PREFIX, STILL_RIGHT = "draft_languages", "t.", "ok"
MISSING, OLD, DONE = "missing", "old", "done"


@require_GET
@login_required
def languages(request: HttpRequest, pk: int) -> HttpResponse:
    """Which languages there are, and how much is said in each."""
    draft = frame.draft_of(request, pk)
    found: list[dict[str, Any]] = []
    for code, name in known.NAMES.items():
        if code != "vi":
            parts = _parts(draft.content, code)
            total, missing = sum(map(len, parts.values())), len(parts[MISSING])
            told = {"said": total - missing, "total": total, "missing": missing, "old": len(parts[OLD])}
            found.append({"code": code, "name": name, **told})
    return frame.page(request, draft, "procedures/authoring/languages.html", tab=TAB, languages=found)


@require_http_methods(["GET", "POST"])
@login_required
def language(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    if code not in known.NAMES or code == "vi":
        raise Http404
    draft = frame.draft_of(request, pk)
    if request.method == "POST":
        return _save(request, draft.pk, code, frame.seen(request, draft))
    context = {"code": code, "name": known.NAMES[code], "prefix": PREFIX, **_parts(draft.content, code)}
    return frame.page(request, draft, "procedures/authoring/language.html", tab=TAB, **context)


def _parts(content: dict[str, Any], code: str) -> dict[str, list[translating.Line]]:
    """What nobody translated, what its Vietnamese has outgrown, and the rest; each in the order of the procedure."""
    parts: dict[str, list[translating.Line]] = {MISSING: [], OLD: [], DONE: []}
    for line in translating.lines(content, code):
        if line.words:
            parts[OLD if line.was else DONE if line.said else MISSING].append(line)
    return parts


def _save(request: HttpRequest, pk: int, code: str, seen: int) -> HttpResponse:
    most = translating.MOST_LETTERS
    texts = {
        name.removeprefix(PREFIX): clean(value.replace("\r\n", "\n"), most)
        for name, value in request.POST.items()
        if name.startswith(PREFIX)
    }
    confirmed = frozenset(request.POST.getlist(STILL_RIGHT))
    edited = drafts.edit(
        draft_id=pk,
        seen=seen,
        make=lambda content: translating.translate(content, code, texts, confirmed),
        label=_("Translation: %(language)s") % {"language": known.NAMES[code]},
        by=request.user.person,
        now=timezone.now(),
    )
    return frame.answer(request, edited, reverse("procedures:draft_languages", args=[pk]))
