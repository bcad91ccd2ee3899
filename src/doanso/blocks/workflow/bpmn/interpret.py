"""A drawn process as a step table. Whatever is not certain is asked about; whatever is not understood is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn import conditions
from doanso.blocks.workflow.bpmn.findings import Doubt, Findings, Unreadable, kind_of
from doanso.blocks.workflow.bpmn.graph import Edge, Graph, Json, Node
from doanso.blocks.workflow.bpmn.names import ACTION, ANSWERED, START, TO, WAY, shown, way_of
from doanso.blocks.workflow.bpmn.outcomes import Outcomes
from doanso.blocks.workflow.bpmn.walks import Walks
from doanso.blocks.workflow.bpmn.who import People
from doanso.blocks.workflow.definition import END, REFUSE, Step
from doanso.lib import expressions
from doanso.lib.text import fold

_IS_OURS = re.compile(rf"{ACTION}|{TO}|{ANSWERED}|{WAY}[0-9]+")
_OF_ITS_KIND = {"cases", "branches", "need", "vote", "otherwise", "chair"}
_JUST_START = {"", "start", "begin", "bat dau", "khoi dau"}


def interpret(graph: Graph, findings: Findings, *, edited: bool) -> tuple[Json, list[Doubt]]:
    """The flow and what to ask about it. Unreadable names each element in the way."""
    walks = Walks(graph, findings)
    walks.check()
    findings.check()
    table = _Table(graph, findings, walks)
    table.fill()
    findings.check()
    if not table.steps:
        raise Unreadable(_("The process has no step."))
    rows = table.rows()
    rest = (graph.ours or {}).get("flow")
    if edited:
        table.doubts.insert(0, Doubt("", "step", _("The file was changed after it was exported; please compare it.")))
    return (rest if isinstance(rest, dict) else {}) | {"steps": rows}, table.doubts


@dataclass
class _Step:
    """A row in the making: its targets are still nodes."""

    node: Node
    row: Json
    to: str = END
    cases: list[tuple[str, str]] = field(default_factory=list)
    otherwise: str = ""

    def targets(self) -> list[str]:
        return [
            target
            for target in (*(to for _when, to in self.cases), self.to, self.otherwise)
            if target not in {"", REFUSE}
        ]


class _Table:
    def __init__(self, graph: Graph, findings: Findings, walks: Walks) -> None:
        self.graph, self.findings, self.walks = graph, findings, walks
        self.outcomes = Outcomes(graph, findings, walks)
        self.people = People(graph)
        self.steps: dict[str, _Step] = {}
        self.asked: list[tuple[str, str, str, str]] = []  # node, about, text, words
        self.doubts: list[Doubt] = []

    def fill(self) -> None:
        """Every element that is a step, in the order in which a walk from the start meets it."""
        start = self.walks.start
        waiting = [self.start(start)]
        while waiting:
            key = waiting.pop()
            if key not in self.steps and key != END:
                made = self.steps[key] = self.step(self.graph.nodes[key])
                waiting += reversed(made.targets())

    def start(self, node: Node) -> str:
        """A start with a name is what the applicant does; one without only points to the first step."""
        if node.ours == START or (node.ours is None and fold(node.name) in _JUST_START):
            return self.walks.next(node.id)
        return node.id

    def step(self, node: Node) -> _Step:
        match node.tag:
            case "startEvent":
                return self.simple(node, "start")
            case "exclusiveGateway":
                return self.branch(node)
            case "parallelGateway":
                return self.consult(node)
            case "serviceTask":
                return self.simple(node, "system")
        return self.person(node)

    def simple(self, node: Node, kind: str) -> _Step:
        return _Step(node, _row(node, kind), self.walks.next(node.id))

    def person(self, node: Node) -> _Step:
        kept = node.ours["step"] if node.ours and "step" in node.ours else {}
        kind = kept.get("kind", "task")
        if node.tag == "task" and kind in {"system", "start"}:
            return self.simple(node, kind)
        row = _row(node, kind if kind in {"task", "vote", "consult"} else "task")
        if kind == "consult" and not self.still_asks(node, row):
            self.findings.refuse(kind_of(node.tag), node.name, _("whom it asks, or how many must answer, was changed"))
        if row["kind"] != "consult":
            self.assign(node, row)
        made = _Step(node, row)
        self.decide(made)
        return made

    def still_asks(self, node: Node, row: Json) -> bool:
        count = len(row.get("branches", []))
        return node.asks == (count, f"{ACTION} != 'forward' or {ANSWERED} >= {row.get('need') or count}")

    def decide(self, made: _Step) -> None:
        """What can come of a person's work: one way on, or the ways of the gateway behind it."""
        found = self.outcomes.of(made.node, made.row["kind"])
        made.to, made.otherwise = found.to, found.otherwise
        if made.row["kind"] == "vote":
            return
        drawn = (made.node.ours or {}).get("drawn", ["return", "refuse", "stop", "supplement"])
        before = made.row.get("actions", Step.actions if made.node.ours else [])
        still = [a for a in before if a in found.actions or a not in {"forward", *drawn}]
        made.row["actions"] = list(dict.fromkeys([*still, *found.actions]))
        if found.guessed:
            text = _("Its ways out were read as what the person can do; please check them.")
            self.asked.append((made.node.id, "actions", text, ", ".join(found.guessed)))

    def assign(self, node: Node, row: Json) -> None:
        wanted = self.people.of(node, row.get("assignee", ""))
        row["assignee"] = wanted.assignee
        if wanted.ask:
            self.asked.append((node.id, "assignee", wanted.ask, wanted.words))

    def consult(self, node: Node) -> _Step:
        """Ways that part and meet again, with the work of one person on each."""
        row = _row(node, "consult")
        asked, join = self.walks.side_by_side(node)
        old = dict(enumerate(row.get("branches", [])))
        row["branches"] = []
        for number, person in enumerate(asked, 1):
            place = (person.ours or {}).get("branch")
            was = old.get(place, {}) if isinstance(place, int) else {}
            wanted = self.people.of(person, was.get("assignee", ""))
            name = _name(person, was.get("name", "")) or wanted.words
            row["branches"].append(
                {"key": was.get("key") or f"y_kien_{number}", "name": name, "assignee": wanted.assignee}
            )
            if wanted.ask:
                self.asked.append((node.id, "assignee", f"{person.name}: {wanted.ask}", wanted.words))
        if row.get("need"):
            row["need"] = len(asked)
        row["name"] = row["name"] or ", ".join(person.name for person in asked)
        row["actions"] = row.get("actions", ["forward"])
        return _Step(node, row, self.walks.next(join))

    def branch(self, node: Node) -> _Step:
        edges = self.graph.leaving(node.id)
        made = _Step(node, _row(node, "branch"))
        default = next((edge for edge in edges if edge.id == node.default), None)
        chosen = [edge for edge in edges if edge is not default]
        cases = list(zip(chosen, self.originals(node, chosen) or map(self.condition, chosen), strict=True))
        if default is None and all(text for _edge, text in cases):
            default = self.last_of_two(node, cases)
        made.cases = [(text, self.walks.goal(edge.target)) for edge, text in cases if edge is not default]
        made.to = self.walks.goal(default.target) if default else END
        made.row["name"] = made.row["name"] or _("Which way?")
        if not (node.ours and "step" in node.ours):
            self.ask_about_cases(node, [text for text, _to in made.cases if text])
        return made

    def ask_about_cases(self, node: Node, texts: list[str]) -> None:
        names = sorted({name for text in texts for name in expressions.variables(expressions.parse(text))})
        if names:
            text = _("It chooses by answers that the form must ask for.")
            self.asked.append((node.id, "answers", text, ", ".join(names)))
        if not conditions.all_apart(texts):
            text = _("The conditions may hold together; the first that holds is taken.")
            self.asked.append((node.id, "order", text, ", ".join(texts)))

    def last_of_two(self, node: Node, cases: list[tuple[Edge, str]]) -> Edge | None:
        """Without a way for all other answers, two that exclude each other will do."""
        if len(cases) == 2 and conditions.complements(cases[0][1], cases[1][1]):
            return cases[1][0]
        self.findings.refuse(kind_of(node.tag), node.name or node.id, _("it has no way for all other answers"))
        return None

    def originals(self, node: Node, edges: list[Edge]) -> list[str]:
        """What we once wrote, if it still says the same to other tools."""
        texts = [edge.original for edge in edges]
        place = (node.ours or {}).get("at")
        if not all(texts) or not isinstance(place, int):
            return []
        try:
            written = conditions.as_written(texts, way_of(place))
        except expressions.ExpressionError:
            return []
        return texts if [edge.condition for edge in edges] == written else []

    def condition(self, edge: Edge) -> str:
        """In our words; empty, and refused by name, when it is not certain to mean the same."""
        named = edge.name or edge.condition or edge.id
        if not edge.condition:
            self.findings.refuse(kind_of("sequenceFlow"), named, _("it says not when this way is taken"))
            return ""
        try:
            text = conditions.from_foreign(edge.condition)
        except conditions.NotSimple:
            text = ""
        if not text or any(_IS_OURS.fullmatch(name) for name in expressions.variables(expressions.parse(text))):
            why = _("only comparisons of an answer with a fixed value are taken over, not “%s”")
            self.findings.refuse(kind_of("condition"), named, why % edge.condition[:120])
            return ""
        return text

    def rows(self) -> list[Json]:
        """Steps stand after those that lead to them, as far as loops allow; the first one first."""
        order = _ordered(self.steps)
        keys = dict(_keys([self.steps[node] for node in order]))
        for node, about, text, words in self.asked:
            self.doubts.append(Doubt(keys[node], about, text, words))
        following = [keys[node] for node in order[1:]] + [END]
        return [_finished(self.steps[node], keys, after) for node, after in zip(order, following, strict=True)]


def _row(node: Node, kind: str) -> Json:
    """What we once wrote, under the name that it has now."""
    kept = (node.ours or {}).get("step") or {}
    if kept.get("kind", "task") != kind:
        kept = {key: value for key, value in kept.items() if key not in _OF_ITS_KIND}
    row = {**kept, "name": _name(node, kept.get("name", "")), "kind": kind}
    return row if kept or not node.note else row | {"note": node.note}


def _name(node: Node, kept: str) -> str:
    """As it was written here, if the drawing shows the same."""
    return kept if kept and shown(kept) == node.name else node.name[:300]


def _ordered(steps: dict[str, _Step]) -> list[str]:
    """Depth first, each step after all that it leads to, then turned round."""
    found: list[str] = []
    seen: set[str] = set()
    waiting: list[tuple[str, bool]] = [(next(iter(steps)), False)]
    while waiting:
        key, done = waiting.pop()
        if done:
            found.append(key)
        elif key not in seen:
            seen.add(key)
            waiting.append((key, True))
            waiting += [(target, False) for target in steps[key].targets() if target in steps]
    return found[::-1]


def _keys(steps: list[_Step]) -> Iterator[tuple[str, str]]:
    """Kept where we gave one, else by number."""
    kept = [step.row.get("key", "") for step in steps]
    taken = {key for key in kept if key}
    used: set[str] = set()
    for number, step in enumerate(steps, 1):
        key = step.row.get("key", "")
        if not key or key in used:
            key = next(k for k in (f"buoc_{number}", *(f"buoc_{number}_{n}" for n in range(2, 200))) if k not in taken)
        used.add(key)
        taken.add(key)
        yield step.node.id, key


def _finished(step: _Step, keys: dict[str, str], following: str) -> Json:
    """Where a step leads is written unless it is the next one, or was written before."""
    row = {**step.row, "key": keys[step.node.id], "to": keys.get(step.to, END)}
    if row["to"] == following and "to" not in step.row:
        del row["to"]
    if step.row["kind"] == "branch":
        row["cases"] = [{"when": when, "to": keys.get(to, END)} for when, to in step.cases]
    if step.otherwise and (step.otherwise != REFUSE or "otherwise" in row):
        row["otherwise"] = keys.get(step.otherwise, step.otherwise)
    if "not_by" in row:
        row["not_by"] = [key for key in row["not_by"] if key == "applicant" or key in keys.values()]
    return {key: row[key] for key in ("key", "name", "kind")} | row
