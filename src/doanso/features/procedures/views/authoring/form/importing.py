"""Questions from a table of an office, and from another procedure."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.editing.finding import sections
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.eforms.editing.types import TYPES
from doanso.features.procedures.forms.importing import ProposalRow, TableForm, TakeForm, kinds, posted
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services import compose
from doanso.features.procedures.services.authoring import drafts
from doanso.features.procedures.services.authoring.questions import Reserved
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.form.sheet import Sheet, save, sheet_of
from doanso.features.procedures.views.texts import sent

Json = dict[str, Any]


@require_http_methods(["GET", "POST"])
@login_required
def from_table(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """First what was pasted or sent is read; then the proposals, changed as need be, are added."""
    sheet = sheet_of(request, pk, code)
    drafts.require_writing(sheet.draft)
    if request.method == "POST" and request.POST.get("go") == "add":
        return _add(request, sheet)
    form = TableForm(request.POST or None, request.FILES or None, content_form=sheet.form)
    if not form.is_valid():
        return _table(request, sheet, status=422 if form.is_bound else 200, form=form)
    rows = [ProposalRow(number, found) for number, found in enumerate(form.proposals)]
    return _table(request, sheet, rows=rows, section=form.cleaned_data["section"])


def _add(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    rows, path = posted(request.POST), sent(request, "section", 60)
    where = editing.spot(path)
    editing.find(sheet.seen, where)
    kept = [row.row() for row in rows if row.keep]
    if not kept or any(row.error for row in rows):
        return _table(request, sheet, status=422, rows=rows, section=path, nothing=not kept)

    def make(form: Json, reserved: Reserved) -> Json:
        for row in kept:
            form, _spot = editing.add(form, where, row, reserved=reserved)
        return form

    label = ngettext("%(n)d question from a table", "%(n)d questions from a table", len(kept)) % {"n": len(kept)}
    return save(request, sheet, make, label, sheet.at(where))


def _table(request: HttpRequest, sheet: Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    template = "procedures/authoring/form/from_table.html"
    return frame.page(request, sheet.draft, template, tab=sheet.tab, status=status, sheet=sheet, kinds=kinds(), **more)


@require_http_methods(["GET", "POST"])
@login_required
def from_other(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`?tu=CODE`: the questions of that procedure, to be ticked."""
    sheet = sheet_of(request, pk, code)
    drafts.require_writing(sheet.draft)
    source = request.GET.get("tu", "")
    if not source:
        return _other(request, sheet, procedures=catalogue.published().order_by("name"))
    version = get_object_or_404(catalogue.published().select_related("form"), procedure__code=source)
    other = compose.questions_of(version.form.definition)
    offered = _offered(other)
    form = TakeForm(request.POST or None, content_form=sheet.form, other=offered)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _other(request, sheet, status=status, form=form, other=version, listed=_listed(other, form))
    wanted, where = set(form.cleaned_data["questions"]), editing.spot(form.cleaned_data["section"])
    values = {"n": len(wanted), "name": version.name[:120]}
    label = ngettext("%(n)d question from “%(name)s”", "%(n)d questions from “%(name)s”", len(wanted)) % values

    def make(form_json: Json, reserved: Reserved) -> Json:
        return editing.take(form_json, where, other, wanted, reserved=reserved)[0]

    return save(request, sheet, make, label, sheet.at(where))


def _offered(form: Json) -> list[tuple[str, str]]:
    return [(row["key"], words(row.get("label"))) for row in editing.walk(form)]


def _listed(form: Json, taking: TakeForm) -> list[Json]:
    """By section: its title, and (key, label, type, ticked) of its questions."""
    ticked = set(taking["questions"].value() or ())
    found = []
    for section in sections(form):
        rows = [(row["key"], words(row.get("label")), TYPES.get(row["type"]), row["key"] in ticked)
                for row in section["fields"]]  # fmt: skip
        found.append({"title": words(section.get("title")) or _("Section without a title"), "rows": rows})
    return found


def _other(request: HttpRequest, sheet: Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    template = "procedures/authoring/form/from_other.html"
    return frame.page(request, sheet.draft, template, tab=sheet.tab, status=status, sheet=sheet, **more)
