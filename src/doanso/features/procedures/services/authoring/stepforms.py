"""Forms of steps: what is filled in when a dossier comes to a step, by the applicant or by whoever does the step."""

from collections.abc import Collection, Iterator
from copy import deepcopy
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition.loader import problems_of
from doanso.blocks.eforms.editing import Gone
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.workflow import editing
from doanso.blocks.workflow.linting import Finding
from doanso.core.units import assignees
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.queries.stepforms import APPLICANT
from doanso.lib.errors import Refused

Json = dict[str, Any]
MOST_CODE = 40
MOST_TITLE = 200


def code_of(row: Json) -> str:
    """The form that a step asks for, or ""."""
    return (row.get("extra") or {}).get("form") or ""


def is_asked(row: Json) -> bool:
    """Whether people come to this step who are shown a form: not at a vote, and not where the system goes on."""
    kind, assignee = editing.value(row, "kind"), editing.value(row, "assignee")
    return kind == "consult" or (kind == "task" and assignee.strip() != assignees.SYSTEM)


def is_applicants(row: Json) -> bool:
    """Where the applicant is asked among others, the form is the applicant's alone."""
    if editing.value(row, "kind") == "consult":
        return any(branch.get("assignee") == APPLICANT for branch in row.get("branches") or ())
    return editing.value(row, "assignee") == APPLICANT


def titles(content: Json) -> dict[str, str]:
    return {code: words(form.get("title")) or code for code, form in content["step_forms"].items()}


def askers(content: Json, code: str) -> list[Json]:
    """The steps that ask for a form."""
    return [row for row in editing.steps(content["flow"]) if code_of(row) == code]


def asked(content: Json) -> Json:
    """The forms that some step asks for; the others stay behind when the draft is published."""
    return {code: form for code, form in content["step_forms"].items() if askers(content, code)}


def definitions(content: Json) -> list[Json]:
    """What steps ask, in their order: forms of the draft, and those that another procedure published."""
    codes = dict.fromkeys(code for row in editing.steps(content["flow"]) if (code := code_of(row)))
    own = content["step_forms"]
    return [own.get(code) or eforms.latest(code).definition for code in codes if code in own or eforms.exists(code)]


def idle(content: Json) -> dict[str, str]:
    """Titles of the forms that no step asks for, by code."""
    return {code: title for code, title in titles(content).items() if not askers(content, code)}


def free_code(draft: ProcedureDraft) -> str:
    """No form anywhere has it: neither here, nor one that was published and may still be filled in."""
    taken = set(draft.content["step_forms"])
    for number in count(1):
        tail = f"-{number}"
        code = f"B-{draft.code}"[: MOST_CODE - len(tail)] + tail
        if code not in taken and not eforms.exists(code):
            return code
    raise AssertionError  # counting does not end


def blank(title: str) -> Json:
    """One page and one section, without a question."""
    section = {"key": "muc_1", "title": "Nội dung", "fields": []}
    return {"pages": [{"key": "trang_1", "title": title, "sections": [section]}]}


def give(content: Json, key: str, code: str, title: str, questions: Json) -> Json:
    """A form of its own for a step, with copies of these pages and checks."""
    row = editing.step(content["flow"], key)
    if code_of(row) in content["step_forms"]:
        raise Refused(_("This step has a form already."))
    copied = {name: deepcopy(questions[name]) for name in ("pages", "checks") if questions.get(name)}
    forms = content["step_forms"] | {code: {"code": code, "title": title, **copied}}
    flow = editing.change(content["flow"], key, {}, extra={"form": code})
    return content | {"step_forms": forms, "flow": flow}


def retitle(content: Json, code: str, title: str) -> Json:
    """Words in other languages stay. Gone, where the form was made later than what its author saw."""
    form = content["step_forms"].get(code)
    if form is None:
        raise Gone
    old = form.get("title")
    told = {**old, "vi": title} if isinstance(old, dict) else title
    return content | {"step_forms": content["step_forms"] | {code: form | {"title": told}}}


def take_away(content: Json, code: str) -> Json:
    """Nobody asks for it any more."""
    flow = content["flow"]
    for row in askers(content, code):
        flow = editing.change(flow, row["key"], {}, extra={"form": None})
    rest = {other: form for other, form in content["step_forms"].items() if other != code}
    return content | {"step_forms": rest, "flow": flow}


def findings(content: Json) -> Iterator[Finding]:
    """What is wrong about the forms that steps ask for."""
    named, unfinished = titles(content), _unfinished(content["step_forms"])
    for row in editing.steps(content["flow"]):
        code = code_of(row)
        told = {"form": named.get(code, code)}
        if not code:
            continue
        if code not in named and not eforms.exists(code):
            text = _("The form “%(form)s” is not there any more. Choose another one, or none.")
            yield Finding("error", row["key"], "form_gone", text % told)
        if code in unfinished:
            yield Finding("error", row["key"], "form_unfinished", _("The form “%(form)s” is not finished yet.") % told)
        if not is_asked(row):
            text = _("Nobody is asked for a form at a step of this kind, so “%(form)s” is never seen here.")
            yield Finding("warning", row["key"], "form_unseen", text % told)


def _unfinished(forms: Json) -> Collection[str]:
    return {code for code, form in forms.items() if problems_of(form)}
