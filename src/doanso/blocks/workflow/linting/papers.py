"""Documents and the result: what is asked for, what comes into being on the way, who signs."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import END, Definition, Step
from doanso.blocks.workflow.linting.findings import Facts, Teller
from doanso.blocks.workflow.model import Ways
from doanso.lib.text import fold, tokens

SMALL_WORDS = frozenset({"cua", "va", "cac", "nhung", "theo", "ve", "cho", "tai", "kem", "co", "the", "tu", "de"})
MINUTES = "biên bản họp nghị quyết"  # what every closed vote leaves behind
ENOUGH = 0.5


def check(definition: Definition, graph: Ways, facts: Facts, tell: Teller) -> None:
    _asked(definition, facts, tell)
    for document in facts.documents:
        name = str(document.get("name", ""))
        if document.get("later") and name and not any(_makes(step, name) for step in definition.steps):
            text = _("No step makes “%s”. Name it as the result of the step that does, or ask the applicant for it.")
            tell.warn("", "not_made", text % name)
    _results(definition, graph, facts, tell)


def _asked(definition: Definition, facts: Facts, tell: Teller) -> None:
    known = {fold(str(document.get(part, ""))) for document in facts.documents for part in ("name", "key")}
    for step in definition.steps:
        for name in _needed(step):
            if fold(name) not in known and not any(_makes(other, name) for other in definition.steps if other != step):
                text = _("It needs “%s”, which nobody is asked for. Add it to the documents or remove it here.")
                tell.warn(step.key, "not_asked", text % name)


def _needed(step: Step) -> Iterator[str]:
    names: Any = step.extra.get("documents") or []
    yield from (name for name in (names if isinstance(names, list) else []) if isinstance(name, str))


def _makes(step: Step, document: str) -> bool:
    """Half of the document's own words stand in the step's result or name: offices seldom write it twice alike."""
    wanted = _words(document)
    offered = _words(f"{step.output} {step.name} {MINUTES if step.kind == 'vote' else ''}")
    return len(wanted & offered) >= max(1, ENOUGH * len(wanted))


def _words(text: str) -> set[str]:
    return set(tokens(fold(text))) - SMALL_WORDS


def _results(definition: Definition, graph: Ways, facts: Facts, tell: Teller) -> None:
    issuing = [step for step in definition.steps if step.extra.get("issue") and step.key in graph.reached]
    if facts.result and not issuing:
        text = _("“%s” is promised, but no step issues it. Mark the step that signs the result.")
        tell.error("", "no_result", text % facts.result)
    elif facts.result and END in _ends(graph, {step.key for step in issuing}):
        text = _("On some way the dossier is finished without “%s”. Let every such way pass the step that issues it.")
        tell.warn("", "way_without_result", text % facts.result)
    for step in issuing:
        later = graph.reach(since=graph.after(step.key))
        for other in issuing:
            if other.key != step.key and other.key in later:
                text = _("“%s” has issued the result already. Let one of the two issue it.")
                tell.warn(other.key, "issued_twice", text % step.name)


def _ends(graph: Ways, without: set[str]) -> set[str]:
    keys = graph.reach(without=without) - without
    return {way.to for key in keys for way in graph.exits[key]}
