"""The list of questions, with one of them opened to be edited in its place."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.editing import Gone, Spot
from doanso.blocks.eforms.editing.keys import words
from doanso.features.procedures.forms.questions import AddForm, HeadForm, KeyForm, QuestionForm
from doanso.features.procedures.forms.stepforms import TitleForm
from doanso.features.procedures.services.authoring import questions, without_network
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.form import logic
from doanso.features.procedures.views.authoring.form.board import Board, element_id
from doanso.features.procedures.views.authoring.form.sheet import Sheet, sheet_of

Json = dict[str, Any]
PANELS = "procedures/authoring/form/"


@require_GET
@login_required
def form(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """`?mo=SPOT` opens something; `?them=SPOT&sau=KEY` adds there; `?mo=SPOT&dat=NAME` composes; `?chon` ticks."""
    draft = frame.draft_of(request, pk)
    if code and code not in draft.content["step_forms"]:  # its making was taken back, or a colleague removed it
        messages.info(request, _("This form is not part of the draft any more."))
        return redirect("procedures:draft_steps", pk)
    sheet = sheet_of(request, pk, code)
    if "chon" in request.GET and sheet.writing:
        return show(request, sheet, {}, choosing=choosing(sheet.form))
    return show(request, sheet, opened(request, sheet))


def opened(request: HttpRequest, sheet: Sheet) -> Json:
    """The panel that the address asks for; none when that place is gone."""
    asked, form_json = request.GET, sheet.form
    if not sheet.writing:
        return {}
    if "them" in asked:
        return adding(form_json, asked["them"], asked.get("sau", ""))
    path = asked.get("mo", "")
    if not path or not exists(form_json, path):
        return {}
    if "dat" in asked:
        return logic.panel(form_json, path, asked["dat"], as_text=asked.get("cach") == "chu")
    return editing_panel(form_json, path)


def exists(form_json: Json, path: str) -> bool:
    """Also for the rules over several questions, `check:N`, and a new one, `check:moi`."""
    kind, _colon, number = path.partition(":")
    if kind == "check":
        count = len(form_json.get("checks") or ())
        return number == "moi" or (number in map(str, range(count)))
    try:
        editing.find(form_json, editing.spot(path))
    except Gone:
        return False
    return True


def editing_panel(form_json: Json, path: str, **forms: Any) -> Json:
    """`form` and `key_form` are given when they were filled in wrongly."""
    if path.startswith("check:"):
        return logic.panel(form_json, path, "check")
    where = editing.spot(path)
    found = editing.find(form_json, where)
    if where.kind != "field":
        made = {"form": HeadForm(kind=where.kind, row=found.row), "template": PANELS + "head_panel.html"}
    else:
        made = {"form": question_form(form_json, where), "template": PANELS + "question_panel.html"}
        made["key_form"] = KeyForm(initial={"key": found.row["key"]}, may=None)
    made |= {
        "open": path,
        "places": listed_places(form_json, where),
        "where": where,
        "row": found.row,
        "logic": logic_links(path, found.row),
        "below": _home(where, found.above),
        "own_key": found.row["key"],
    }
    return made | forms


def logic_links(path: str, row: Json) -> list[tuple[str, str]]:
    """The conditions and formulas that this thing may have."""
    told = {
        "show_if": _("Asked only when …"),
        "required": _("Must be answered when …"),
        "check": _("Check of the answer"),
        "computed": _("Computed by itself"),
    }
    return [(name, words_of) for name, words_of in told.items() if name in logic.attributes(path, row)]


def _home(where: Spot, above: Json | None) -> str:
    """Where a new question behind this one goes."""
    if where.kind != "field" or above is None:
        return ""
    return f"field:{where.key}" if where.part else f"section:{above['key']}"


def question_form(form_json: Json, where: Spot, data: Any = None) -> QuestionForm:
    found = editing.find(form_json, where)
    inside = (found.above or {}).get("type", "") if where.part else ""
    beside = [row for row in (found.among if where.part else editing.walk(form_json)) if row is not found.row]
    return QuestionForm(data, row=found.row, beside=beside, inside=inside)


def adding(form_json: Json, into: str, after: str, form: Any = None) -> Json:
    """A new question in a section or table, a new section in a page, or (no place) a new page."""
    if into and not exists(form_json, into):
        return {}
    where = editing.spot(into) if into else None
    holder = editing.find(form_json, where).row if where else {}
    if where is None or where.kind == "page":
        form = form or HeadForm(kind="section" if where else "page")
        return {"adding": into, "after": after, "form": form, "template": PANELS + "add_head.html"}
    inside = holder.get("type", "") if where.kind == "field" else ""
    form = form or AddForm(inside=inside, initial={"type": "text"})
    return {"adding": into, "after": after, "form": form, "template": PANELS + "add_question.html"}


def listed_places(form_json: Json, where: Spot) -> list[tuple[str, str]]:
    """“Move to …”: (value, words)."""
    made = []
    for place in editing.places(form_json, where):
        home = words(place.above.get("title") or place.above.get("label"))
        if place.row is None:
            told = _("First in “%(home)s”") % {"home": home} if home else _("First of all")
        else:
            name = words(place.row.get("label") or place.row.get("title")) or place.row["key"]
            values = {"home": home, "name": name[:60]}
            told = _("%(home)s: after “%(name)s”") % values if home else _("After “%(name)s”") % values
        made.append((f"{place.into}|{place.after}", told))
    return made


def choosing(form_json: Json) -> Json:
    """What the page shows while questions are ticked: by page and section, the places where they may go."""
    places = []
    for above in form_json["pages"]:
        for section in above["sections"]:
            title = words(section.get("title")) or _("Section without a title")
            into = f"section:{section['key']}"
            rows = [(f"{into}|", _("First in “%(home)s”") % {"home": title})]
            for row in section.get("fields") or ():
                name = words(row.get("label")) or row["key"]
                rows.append((f"{into}|{row['key']}", _("After “%(name)s”") % {"name": name[:60]}))
            places.append((" – ".join(filter(None, [words(above.get("title")), title])), rows))
    return {"places": places, "ticked": [], "error": "", "users": [], "to": ""}


def show(request: HttpRequest, sheet: Sheet, panel: Json, *, status: int = 200, **more: Any) -> HttpResponse:
    if panel:
        if "where" in panel:
            panel["users"] = questions.readers(sheet.draft.content, [panel["where"]], sheet.code)
        panel["anchor"] = element_id(panel["open"]) if "open" in panel and panel["open"] != logic.NEW else "kiem-tra"
    context = {"board": Board(sheet.form, sheet.problems()), "panel": panel, "sheet": sheet}
    if sheet.code:
        context |= {"askers": sheet.askers, "title_form": TitleForm(initial={"title": sheet.name})}
    else:
        context["offline"] = _without_network(sheet.draft.content)
    return frame.page(request, sheet.draft, PANELS + "page.html", tab=sheet.tab, status=status, **context | more)


def _without_network(content: Json) -> Json:
    hindrance = without_network.hindrance(content)
    cautions = [] if hindrance else without_network.cautions(content)
    return {"on": bool(content["form"].get("offline")), "hindrance": hindrance, "cautions": cautions}


def named(form_json: Json, where: Spot) -> str:
    """For the history."""
    row = editing.find(form_json, where).row
    return (words(row.get("label") or row.get("title")) or row["key"])[:120]
