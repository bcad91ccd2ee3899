"""Composing a condition, formula or check: chosen from lists, or written as text with a checker."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doanso.blocks.eforms import editing, telling
from doanso.blocks.eforms.composing import formula_of, rules_of
from doanso.blocks.eforms.definition.graph import COMPUTED
from doanso.blocks.eforms.editing import Gone, Spot
from doanso.blocks.eforms.editing.keys import words
from doanso.features.procedures.forms.conditions import FormulaInput, RulesInput
from doanso.features.procedures.forms.questions import again
from doanso.features.procedures.views.authoring.form import page
from doanso.features.procedures.views.authoring.form.logic import NEW, attributes, names, panel, problems, put, target
from doanso.features.procedures.views.authoring.form.sheet import Sheet, save, sheet_of
from doanso.features.procedures.views.texts import sent

Json = dict[str, Any]


@require_POST
@login_required
def logic(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`go`: save, more (another row), clear, text or rows (the other view), try (check the text)."""
    sheet = sheet_of(request, pk, code)
    path, name, go = sent(request, "spot", 120), sent(request, "dat", 20), sent(request, "go", 10)
    form = sheet.seen
    row, where = target(form, path)
    if name not in attributes(path, row):
        raise Gone
    given = _Given(request, form, where, row, name)
    if go == "clear":
        label = _("Taken away: %(what)s") % {"what": _what(name, row)}
        back = _back(sheet, path)
        return save(request, sheet, lambda now, _r: put(now, path, name, None, {}), label, back)
    text = given.expression() if go in {"save", "text", "try", "rows"} else None
    if go != "save" or text is None or given.errors:
        again_shown = panel(form, path, name, **given.shown(go, text))
        wrong = go == "save" or bool(given.errors and go == "try")
        return page.show(request, sheet, again_shown, status=422 if wrong else 200)
    label = f"{_what(name, row)}: {telling.condition(text, telling.by_code(given.known))}"[:300]
    back = _back(sheet, path)
    return save(request, sheet, lambda now, _r: put(now, path, name, text, given.beside()), label, back)


def _back(sheet: Sheet, path: str) -> str:
    return sheet.at(path) if path != NEW else sheet.at(anchor="kiem-tra")


class _Given:
    """What was posted about one expression."""

    def __init__(self, request: HttpRequest, form: Json, where: Spot | None, row: Json, name: str) -> None:
        self.form, self.where, self.row, self.name = form, where, row, name
        self.data = {key: sent(request, key, 2_000) for key in request.POST}
        self.known = names(form, where, name)
        self.as_text = self.data.get("cach") == "chu"
        kind = FormulaInput if name == "computed" else RulesInput
        self.input: Any = kind.posted(self.known, self.data)
        self.errors: list[str] = []

    def expression(self) -> str | None:
        """The text, judged; None with `errors` when it cannot be."""
        text = self.data.get("text", "") if self.as_text else self.input.read()
        if text:
            self.errors = problems(text, self.form, self.where, self._expects())
        elif self.as_text or not getattr(self.input, "lines", True):
            self.errors = [_("Say at least one thing, or take the condition away.")]
        elif getattr(self.input, "error", ""):
            self.errors = [self.input.error]
        if self.name == "check" and not self.data.get("message"):
            self.errors.append(_("Say what the applicant reads when it does not hold."))
        return text or None

    def beside(self) -> Json:
        """What goes along with a check."""
        if self.name != "check":
            return {}
        made = {"message": again(self.data.get("message", "")[:500], self.row.get("message"))}
        if self.where is None:
            at = self.data.get("at", "")
            made["at"] = at if at in {row["key"] for row in editing.walk(self.form)} else None
        return made

    def shown(self, go: str, text: str | None) -> Json:
        """The panel again, with all that was typed."""
        shows_text = go == "text" or (self.as_text and go != "rows")
        made: Json = {"as_text": shows_text, "errors": [] if go in {"more", "text", "rows"} else self.errors}
        made |= {"message": self.data.get("message", ""), "at": self.data.get("at", "")}
        if self.as_text:
            made["text"] = self.data.get("text", "")
            made["fine"] = go == "try" and not self.errors and text
            made["reading"] = self._reading(text) if text and not self.errors else ""
            if go == "rows":
                made |= self._as_rows(text or "")
            return made
        if isinstance(self.input, RulesInput):
            self.input.widened()
        return made | {"input": self.input, "text": text or self.row.get(self.name, "")}

    def _as_rows(self, text: str) -> Json:
        if self.name == "computed":
            formula = formula_of(text)
            found: Any = FormulaInput.of(self.known, formula) if formula or not text else None
        else:
            rules = rules_of(text)
            found = RulesInput.of(self.known, rules) if rules or not text else None
        if found is None:
            return {"as_text": True, "errors": [_("This cannot be shown as a list. It stays as text.")]}
        return {"as_text": False, "input": found}

    def _reading(self, text: str) -> str:
        known = telling.by_code(self.known)
        read = telling.formula(text, known) if self.name == "computed" else telling.condition(text, known)
        return read if read != text else ""

    def _expects(self) -> str:
        return COMPUTED.get(self.row.get("type", ""), "") if self.name == "computed" else "bool"


def _what(name: str, row: Json) -> str:
    told = {
        "show_if": _("Condition"),
        "required": _("Must be answered"),
        "check": _("Check"),
        "computed": _("Formula"),
    }[name]
    label = words(row.get("label") or row.get("title"))
    return f"{told} ({label[:80]})" if label else told
