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
from doanso.ui import languages as known

TAB, PREFIX = "draft_languages", "t."


@require_GET
@login_required
def languages(request: HttpRequest, pk: int) -> HttpResponse:
    """Which languages there are, and how much is said in each."""
    draft = frame.draft_of(request, pk)
    found: list[dict[str, Any]] = []
    for code, name in known.NAMES.items():
        if code != "vi":
            lines = [line for line in translating.lines(draft.content, code) if line.words]
            found.append({"code": code, "name": name, "said": sum(bool(x.said) for x in lines), "total": len(lines)})
    return frame.page(request, draft, "procedures/authoring/languages.html", tab=TAB, languages=found)


@require_http_methods(["GET", "POST"])
@login_required
def language(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    if code not in known.NAMES or code == "vi":
        raise Http404
    draft = frame.draft_of(request, pk)
    if request.method == "POST":
        return _save(request, draft.pk, code, frame.seen(request, draft))
    lines = [line for line in translating.lines(draft.content, code) if line.words]
    context = {"code": code, "name": known.NAMES[code], "lines": lines, "prefix": PREFIX}
    return frame.page(request, draft, "procedures/authoring/language.html", tab=TAB, **context)


def _save(request: HttpRequest, pk: int, code: str, seen: int) -> HttpResponse:
    most = translating.MOST_LETTERS
    texts = {
        name.removeprefix(PREFIX): value.replace("\r\n", "\n").strip()[:most]
        for name, value in request.POST.items()
        if name.startswith(PREFIX)
    }
    edited = drafts.edit(
        draft_id=pk,
        seen=seen,
        make=lambda content: translating.translate(content, code, texts),
        label=_("Translation: %(language)s") % {"language": known.NAMES[code]},
        by=request.user.person,
        now=timezone.now(),
    )
    return frame.answer(request, edited, reverse("procedures:draft_languages", args=[pk]))
