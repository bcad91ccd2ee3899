"""The steps of the editor: each one post, one change, and back to the place in the list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.editing import Spot
from doanso.features.procedures.forms.questions import AddForm, HeadForm, KeyForm
from doanso.features.procedures.services.authoring import questions
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.form import page
from doanso.features.procedures.views.texts import sent
from doanso.lib.errors import Refused

Json = dict[str, Any]


@require_POST
@login_required
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """`go` is “up SPOT”, “down SPOT”, “copy SPOT” or “remove SPOT”."""
    draft = frame.draft_of(request, pk)
    what, _blank, path = sent(request, "go", 120).partition(" ")
    where = editing.spot(path)
    name = page.named(page.as_seen(request, draft)["form"], where)
    if what in {"up", "down"}:
        by = -1 if what == "up" else 1
        label = _("Moved: %(name)s") % {"name": name}
        return page.save(request, draft, lambda form: editing.shift(form, where, by), label, page.at(draft, where))
    if what == "copy":
        seen_form = page.as_seen(request, draft)["form"]
        copy = editing.duplicate(seen_form, where, reserved=questions.RESERVED)[1]
        label, to = _("Copied: %(name)s") % {"name": name}, page.at(draft, copy, mo=str(copy))
        return page.save(
            request, draft, lambda form: editing.duplicate(form, where, reserved=questions.RESERVED)[0], label, to
        )
    if what != "remove":
        raise Refused(_("This part of the form is not there any more. Open the page again."))
    to = page.at(draft, anchor=_neighbour(page.as_seen(request, draft)["form"], where))
    label = _("Removed: %(name)s") % {"name": name}
    return page.save(request, draft, lambda form: editing.remove(form, where), label, to)


@require_POST
@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """`spot` goes behind the key AFTER in INTO, both in `to`: “INTO|AFTER”. By the list of places, and by hand."""
    draft = frame.draft_of(request, pk)
    where, to = editing.spot(sent(request, "spot", 120)), sent(request, "to", 160)
    into, _bar, after = to.partition("|")
    home = editing.spot(into) if into else None
    label = _("Moved: %(name)s") % {"name": page.named(page.as_seen(request, draft)["form"], where)}
    return page.save(request, draft, lambda form: editing.move(form, where, home, after), label, page.at(draft, where))


@require_POST
@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A question into a section or a table, a section into a page, a page into the form: `them`, behind `sau`."""
    draft = frame.draft_of(request, pk)
    into, after = sent(request, "them", 120), sent(request, "sau", 60)
    where = editing.spot(into) if into else None
    seen_form = page.as_seen(request, draft)["form"]
    form = _add_form(request, seen_form, where)
    if not form.is_valid():
        return page.show(request, draft, page.adding(draft.content["form"], into, after, form), status=422)
    row = form.row() if isinstance(form, AddForm) else {k: v for k, v in form.values().items() if v}
    behind = after or (None if "sau" not in request.POST else "")

    def make(given: Json) -> tuple[Json, Spot]:
        return editing.add(given, where, row, after=behind, reserved=questions.RESERVED)

    new = make(seen_form)[1]
    name = str(form.cleaned_data.get("label") or form.cleaned_data.get("title"))[:120]
    to = page.at(draft, new, mo=str(new)) if isinstance(form, AddForm) else page.at(draft, new)
    return page.save(request, draft, lambda given: make(given)[0], _("Added: %(name)s") % {"name": name}, to)


def _add_form(request: HttpRequest, form_json: Json, where: Spot | None) -> Any:
    if where is None or where.kind == "page":
        return HeadForm(request.POST, kind="section" if where else "page")
    holder = editing.find(form_json, where).row
    return AddForm(request.POST, inside=holder.get("type", "") if where.kind == "field" else "")


@require_POST
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The words and attributes of the question, section or page `spot`."""
    draft = frame.draft_of(request, pk)
    where = editing.spot(sent(request, "spot", 120))
    seen_form = page.as_seen(request, draft)["form"]
    if where.kind == "field":
        form: Any = page.question_form(seen_form, where, request.POST)
    else:
        form = HeadForm(request.POST, kind=where.kind, row=editing.find(seen_form, where).row)
    if not form.is_valid():
        return page.show(request, draft, page.editing_panel(seen_form, str(where), form=form), status=422)
    to = page.at(draft, where)
    if where.kind == "field" and form.asks_condition:
        to = page.at(draft, where, mo=str(where), dat="required")
    label = _("Changed: %(name)s") % {"name": page.named(seen_form, where)}
    return page.save(request, draft, lambda given: editing.change(given, where, form.values()), label, to)


@require_POST
@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    where, seen_content = editing.spot(sent(request, "spot", 120)), page.as_seen(request, draft)
    form = KeyForm(request.POST, may=lambda key: questions.rename(seen_content, where, key))
    if not form.is_valid():
        panel = page.editing_panel(seen_content["form"], str(where), key_form=form)
        return page.show(request, draft, panel, status=422)
    key = form.cleaned_data["key"]
    new = where._replace(part=key) if where.part else where._replace(key=key)
    label = _("Key: %(key)s") % {"key": key}
    to = page.at(draft, new, mo=str(new))
    return page.save_content(request, draft, lambda given: questions.rename(given, where, key), label=label, to=to)


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
