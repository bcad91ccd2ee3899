"""Several questions at once: ticked in the list, then moved, copied or removed together. One undo takes all back."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.definition.spec import MAX_FIELDS
from doanso.blocks.eforms.editing import Gone, Spot
from doanso.features.procedures.services.authoring import drafts, questions
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.form import page
from doanso.features.procedures.views.authoring.form.sheet import Sheet, save, sheet_of
from doanso.features.procedures.views.texts import clean, sent

Json = dict[str, Any]
Make = Callable[[Json, questions.Reserved], Json]


@require_POST
@login_required
def several(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`chosen` are keys. `go`: all SECTION, move (to `to`: “INTO|AFTER”), copy, remove, and surely to remove it."""
    sheet = sheet_of(request, pk, code)
    drafts.require_writing(sheet.draft)
    go, _blank, path = sent(request, "go", 120).partition(" ")
    asked = {clean(key, 40) for key in request.POST.getlist("chosen")[:MAX_FIELDS]}
    chosen = [row["key"] for row in editing.walk(sheet.seen) if row["key"] in asked]
    if go == "all":
        section = editing.find(sheet.seen, editing.spot(path)).row
        return _again(request, sheet, [*chosen, *(row["key"] for row in section.get("fields", ()))])
    if not chosen:
        return _again(request, sheet, chosen, error=_("Tick at least one question."))
    match go:
        case "move":
            return _move(request, sheet, chosen)
        case "copy":
            return _copy(request, sheet, chosen)
        case "remove" | "surely":
            return _remove(request, sheet, chosen, surely=go == "surely")
    raise Gone


def _move(request: HttpRequest, sheet: Sheet, chosen: list[str]) -> HttpResponse:
    into, _bar, after = sent(request, "to", 160).partition("|")
    if not into:
        return _again(request, sheet, chosen, error=_("Choose where they go."))
    home = editing.spot(into)
    label = ngettext("%(n)d question moved", "%(n)d questions moved", len(chosen)) % {"n": len(chosen)}

    def make(form: Json, _reserved: questions.Reserved) -> Json:
        return editing.move_all(form, chosen, home, after)

    return _done(request, sheet, make, label, chosen[0])


def _copy(request: HttpRequest, sheet: Sheet, chosen: list[str]) -> HttpResponse:
    label = ngettext("%(n)d question copied", "%(n)d questions copied", len(chosen)) % {"n": len(chosen)}

    def make(form: Json, reserved: questions.Reserved) -> Json:
        return editing.duplicate_all(form, chosen, reserved=reserved)[0]

    return _done(request, sheet, make, label, chosen[-1])


def _remove(request: HttpRequest, sheet: Sheet, chosen: list[str], *, surely: bool) -> HttpResponse:
    """What others read goes only when that was told."""
    leaving = [Spot("field", key) for key in chosen]
    users = questions.readers(sheet.seen_content, leaving, sheet.code)
    if users and not surely:
        return _again(request, sheet, chosen, users=users)
    label = ngettext("%(n)d question removed", "%(n)d questions removed", len(chosen)) % {"n": len(chosen)}
    return _done(request, sheet, lambda form, _r: editing.remove_all(form, chosen), label, "")


def _done(request: HttpRequest, sheet: Sheet, make: Make, label: str, key: str) -> HttpResponse:
    to = sheet.at(Spot("field", key)) if key else sheet.at(anchor="questions")
    answer = save(request, sheet, make, label, to)
    if answer.status_code == 302:
        frame.say(request, f"{label}.")
    return answer


def _again(
    request: HttpRequest, sheet: Sheet, chosen: list[str], *, error: str = "", users: list[str] | None = None
) -> HttpResponse:
    """The list with what was ticked."""
    told = {"ticked": chosen, "error": error, "users": users or [], "to": sent(request, "to", 160)}
    return page.show(request, sheet, {}, status=422 if error else 200, choosing=page.choosing(sheet.form) | told)
