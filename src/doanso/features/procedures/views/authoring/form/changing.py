"""The steps of the editor: each one post, one change, and back to the place in the list."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.editing import Gone, Spot
from doanso.features.procedures.forms.questions import AddForm, HeadForm, KeyForm
from doanso.features.procedures.services.authoring import questions
from doanso.features.procedures.services.authoring.questions import Reserved
from doanso.features.procedures.views.authoring.form import page
from doanso.features.procedures.views.authoring.form.sheet import Sheet, save, save_content, sheet_of
from doanso.features.procedures.views.texts import sent

Json = dict[str, Any]


@require_POST
@login_required
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`go` is “up SPOT”, “down SPOT”, “copy SPOT” or “remove SPOT”."""
    sheet = sheet_of(request, pk, code)
    what, _blank, path = sent(request, "go", 120).partition(" ")
    where = editing.spot(path)
    name = {"name": page.named(sheet.seen, where)}
    match what:
        case "up" | "down":
            by = -1 if what == "up" else 1
            label = _("Moved: %(name)s") % name
            return save(request, sheet, lambda form, _r: editing.shift(form, where, by), label, sheet.at(where))
        case "copy":
            return _copy(request, sheet, where, _("Copied: %(name)s") % name)
        case "remove":
            to = sheet.at(anchor=_neighbour(sheet.seen, where))
            label = _("Removed: %(name)s") % name
            return save(request, sheet, lambda form, _r: editing.remove(form, where), label, to)
    raise Gone


def _copy(request: HttpRequest, sheet: Sheet, where: Spot, label: str) -> HttpResponse:
    made: list[Spot] = []

    def make(form: Json, reserved: Reserved) -> Json:
        form, copy = editing.duplicate(form, where, reserved=reserved)
        made.append(copy)
        return form

    return save(request, sheet, make, label, lambda: sheet.at(made[-1], mo=str(made[-1])))


@require_POST
@login_required
def move(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`spot` goes behind the key AFTER in INTO, both in `to`: “INTO|AFTER”. By the list of places, and by hand."""
    sheet = sheet_of(request, pk, code)
    where, to = editing.spot(sent(request, "spot", 120)), sent(request, "to", 160)
    into, _bar, after = to.partition("|")
    home = editing.spot(into) if into else None
    label = _("Moved: %(name)s") % {"name": page.named(sheet.seen, where)}
    return save(request, sheet, lambda form, _r: editing.move(form, where, home, after), label, sheet.at(where))


@require_POST
@login_required
def add(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A question into a section or a table, a section into a page, a page into the form: `them`, behind `sau`."""
    sheet = sheet_of(request, pk, code)
    into, after = sent(request, "them", 120), sent(request, "sau", 60)
    where = editing.spot(into) if into else None
    form = _add_form(request, sheet.seen, where)
    if not form.is_valid():
        return page.show(request, sheet, page.adding(sheet.form, into, after, form), status=422)
    row = form.row() if isinstance(form, AddForm) else {k: v for k, v in form.values().items() if v}
    behind = after or (None if "sau" not in request.POST else "")
    made: list[Spot] = []

    def make(given: Json, reserved: Reserved) -> Json:
        given, new = editing.add(given, where, row, after=behind, reserved=reserved)
        made.append(new)
        return given

    def to() -> str:
        return sheet.at(made[-1], **({"mo": str(made[-1])} if isinstance(form, AddForm) else {}))

    name = str(form.cleaned_data.get("label") or form.cleaned_data.get("title"))[:120]
    return save(request, sheet, make, _("Added: %(name)s") % {"name": name}, to)


def _add_form(request: HttpRequest, form_json: Json, where: Spot | None) -> Any:
    if where is None or where.kind == "page":
        return HeadForm(request.POST, kind="section" if where else "page")
    holder = editing.find(form_json, where).row
    return AddForm(request.POST, inside=holder.get("type", "") if where.kind == "field" else "")


@require_POST
@login_required
def change(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The words and attributes of the question, section or page `spot`."""
    sheet = sheet_of(request, pk, code)
    where = editing.spot(sent(request, "spot", 120))
    if where.kind == "field":
        form: Any = page.question_form(sheet.seen, where, request.POST)
    else:
        form = HeadForm(request.POST, kind=where.kind, row=editing.find(sheet.seen, where).row)
    if not form.is_valid():
        return page.show(request, sheet, page.editing_panel(sheet.seen, str(where), form=form), status=422)
    to = sheet.at(where)
    if where.kind == "field" and form.asks_condition:
        to = sheet.at(where, mo=str(where), dat="required")
    label = _("Changed: %(name)s") % {"name": page.named(sheet.seen, where)}
    return save(request, sheet, lambda given, _r: editing.change(given, where, form.values()), label, to)


@require_POST
@login_required
def rename(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    sheet = sheet_of(request, pk, code)
    where = editing.spot(sent(request, "spot", 120))

    def make(content: Json, reserved: Reserved, key: str) -> Json:
        return questions.rename(content, where, key, reserved, sheet.code)

    form = KeyForm(request.POST, may=lambda key: make(sheet.seen_content, sheet.reserved, key))
    if not form.is_valid():
        return page.show(request, sheet, page.editing_panel(sheet.seen, str(where), key_form=form), status=422)
    key = form.cleaned_data["key"]
    new = where._replace(part=key) if where.part else where._replace(key=key)
    label = _("Key: %(key)s") % {"key": key}
    return save_content(request, sheet, partial(make, key=key), label, sheet.at(new, mo=str(new)))


def _neighbour(form_json: Json, where: Spot) -> str:
    """Where to go on reading when something is gone."""
    found = editing.find(form_json, where)
    if found.place:
        before = found.among[found.place - 1]["key"]
        return page.element_id(where._replace(part=before) if where.part else where._replace(key=before))
    if where.part:
        return page.element_id(Spot("field", where.key))
    above = {"field": "section", "section": "page"}.get(where.kind)
    return page.element_id(Spot(above, found.above["key"])) if above and found.above else "questions"
