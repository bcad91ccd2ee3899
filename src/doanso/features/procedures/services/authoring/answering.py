"""Conditions of steps that read what another step's form asks: is it filled in by then?"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.editing.keys import taken
from doanso.blocks.eforms.editing.reading import names_in
from doanso.blocks.workflow import editing
from doanso.blocks.workflow.linting import Finding, ways_of
from doanso.blocks.workflow.model import Ways
from doanso.features.procedures.services.authoring import asking, questions, stepforms

Json = dict[str, Any]


def findings(content: Json) -> Iterator[Finding]:
    """A condition over an answer that is not there never holds; a check over one that may be missing can get stuck."""
    known, asking_at = asking.asked_in(asking.composed(content)), _asking_at(content)
    read = ways_of(content["flow"]) if asking_at else None
    if read is None:
        return
    for row in editing.steps(content["flow"]):
        for text in questions.conditions_of(row):
            names = {name.partition(".")[0] for name in names_in(text)}
            for name in sorted(names & asking_at.keys() - known.keys()):
                yield from _finding(
                    row, name, asking_at[name], read[1], is_check=editing.value(row, "kind") != "branch"
                )


def _finding(row: Json, name: str, askers: dict[str, bool], ways: Ways, *, is_check: bool) -> Iterator[Finding]:
    key, sure = row["key"], {asker for asker, always in askers.items() if always}
    if key in sure or key not in ways.reached:
        return
    if key not in ways.reach(since=(after for asker in askers for after in ways.after(asker) if asker in ways.steps)):
        text = _("“%(name)s” is asked in the form of a step that comes only later, so this condition can never hold.")
        yield Finding("error", key, "answer_later", text % {"name": name})
    elif is_check and key in ways.reach(without=sure):
        text = _("“%(name)s” is not asked on every way to this step; where it was not, nobody could finish the step.")
        yield Finding("error", key, "answer_missing", text % {"name": name})


def _asking_at(content: Json) -> dict[str, dict[str, bool]]:
    """By the key of a question: the steps whose forms ask it, and whether nobody passes them without filling it in."""
    found: dict[str, dict[str, bool]] = {}
    for row in editing.steps(content["flow"]):
        form = content["step_forms"].get(stepforms.code_of(row))
        if form and stepforms.is_asked(row):
            for name in taken(form, "field"):
                found.setdefault(name, {})[row["key"]] = _is_sure(row)
    return found


def _is_sure(row: Json) -> bool:
    """Of a consultation in which some opinions are enough, the applicant's may be missing."""
    enough = editing.value(row, "need") or len(row.get("branches") or ())
    return not (stepforms.is_applicants(row) and enough < len(row.get("branches") or ()))
