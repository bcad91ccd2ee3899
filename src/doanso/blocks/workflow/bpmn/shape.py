"""From the step table to a diagram: which elements a step becomes. docs/bpmn.md tells the same to people."""

from dataclasses import replace
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.blocks.workflow.bpmn import conditions
from doanso.blocks.workflow.bpmn.graph import Graph, Json, Lane, Node, Place
from doanso.blocks.workflow.bpmn.names import ACTION, ANSWERED, REJECTED, START, TO, shown, step_id, way_of
from doanso.blocks.workflow.definition import END, REFUSE, Definition, Step
from doanso.core.units import assignees

APPLICANT = "nguoi_nop"
TASK, WAY, ENDS = 1, 2, 3  # slots of a step's column; a fork stands in slot 0


def draw(definition: Definition, rows: list[Json], *, name: str, ours: Json) -> Graph:
    drawing = _Drawing(definition, rows)
    drawing.graph.name, drawing.graph.ours = name, ours
    drawing.begin()
    for step in definition.steps:
        drawing.step(step)
    for step in definition.steps:
        drawing.ways_out(step)
    return drawing.graph


class _Drawing:
    def __init__(self, definition: Definition, rows: list[Json]) -> None:
        self.steps = definition.steps
        self.rows = {row["key"]: (place, row) for place, row in enumerate(rows)}
        self.graph = Graph()
        self.lane_of: dict[tuple[str, ...], str] = {}
        first = self.steps[0]
        leads_back = any(first.key in step.targets() for step in self.steps)
        self.starts_itself = first.kind == "start" and not leads_back

    def id(self, key: str) -> str:
        return step_id(key, self.rows[key][0])

    def column(self, step: Step) -> int:
        return self.rows[step.key][0] + (0 if self.starts_itself else 1)

    def ours(self, step: Step) -> Json:
        place, row = self.rows[step.key]
        return {"at": place, "step": row, "drawn": self.ways(step)}

    def lane(self, *who: str) -> str:
        if who not in self.lane_of:
            words = shown(", ".join(assignees.describe(assignee) for assignee in who))
            self.lane_of[who] = self.graph.add_lane(Lane(f"lane_{len(self.lane_of) + 1}", words, who, words))
        return self.lane_of[who]

    def begin(self) -> None:
        """The applicant's lane comes first; a start of its own where the first step is somebody's work."""
        if any(step.kind == "start" or _supplements(step) for step in self.steps):
            self.lane(APPLICANT)
        if not self.starts_itself:
            first = self.steps[0]
            self.graph.add(
                Node("start", "startEvent", pgettext("diagram", "Received"), self.lane(*self.whose(first)), START)
            )
            self.graph.connect("start", self.entrance(first))

    def entrance(self, step: Step) -> str:
        return f"{self.id(step.key)}.fork" if _is_fork(step) else self.id(step.key)

    def step(self, step: Step) -> None:
        key, place = self.id(step.key), Place(self.column(step), TASK)
        node = Node(key, _tag(step), shown(step.name), self.lane(*self.whose(step)), self.ours(step))
        if step is self.steps[0] and self.starts_itself:
            self.graph.add(replace(node, tag="startEvent", place=place))
        elif _is_fork(step):
            self.fork(step, node)
        else:
            self.graph.add(replace(node, asks=_asks(step), place=place))
            self.outcomes(step, key)

    def whose(self, step: Step) -> tuple[str, ...]:
        """A branch belongs to nobody: it stands with the step above it in the table."""
        above = reversed(self.steps[: self.rows[step.key][0] + 1])
        return next((who for other in above if (who := _whose(other))), (assignees.SYSTEM,))

    def fork(self, step: Step, node: Node) -> None:
        """Everybody must answer, and nothing but an answer is possible: side by side, each in their own lane."""
        column, used = self.column(step), dict[str, int]()
        lane = self.lane(step.branches[0].assignee)
        fork = self.graph.add(replace(node, id=f"{node.id}.fork", lane=lane, place=Place(column, 0)))
        join = self.graph.add(Node(f"{node.id}.join", "parallelGateway", lane=lane, place=Place(column, WAY)))
        for place, branch in enumerate(step.branches):
            lane = self.lane(branch.assignee)
            row = used[lane] = used.get(lane, -1) + 1
            asked = Node(f"{node.id}.ask{place + 1}", "userTask", shown(branch.name), lane, {"branch": place})
            self.graph.connect(fork, self.graph.add(replace(asked, place=Place(column, TASK, row))))
            self.graph.connect(asked.id, join)

    def outcomes(self, step: Step, key: str) -> None:
        """A gateway after the work where it can end in more than one way."""
        if self.ways(step):
            lane = self.graph.nodes[key].lane
            way = Node(f"{key}.way", "exclusiveGateway", "", lane, place=Place(self.column(step), WAY))
            self.graph.connect(key, self.graph.add(way))

    def ways(self, step: Step) -> list[str]:
        """What can come of a step beside going forward."""
        if step.kind == "vote":
            return [REJECTED]
        if step.kind not in {"task", "consult"} or _is_automatic(step):
            return []
        possible = {"refuse", "stop"} | ({"return"} if self.returns(step) else set())
        possible |= {"supplement"} if _supplements(step) else set()
        return [action for action in dict.fromkeys(step.actions) if action in possible]

    def returns(self, step: Step) -> list[Step]:
        """The nearest steps of people that lead here and stand above: where a return goes unless told otherwise."""
        found, seen, waiting = [], {step.key}, [step.key]
        while waiting:
            key = waiting.pop()
            for other in self.steps:
                if key not in other.targets() or other.key in seen:
                    continue
                seen.add(other.key)
                if other.takes_back:
                    found += [other] if self.rows[other.key][0] < self.rows[step.key][0] else []
                else:
                    waiting.append(other.key)
        return sorted(found, key=lambda other: self.rows[other.key][0])

    def ways_out(self, step: Step) -> None:
        key = self.id(step.key)
        if step.kind == "branch":
            self.cases(step, key)
        elif _is_fork(step):
            self.lead(step, f"{key}.join", step.to)
        elif ways := self.ways(step):
            way = f"{key}.way"
            self.lead(step, way, step.to, default=True, name=_word("forward" if step.kind != "vote" else "passed"))
            for action in ways:
                self.way(step, way, action)
        else:
            self.lead(step, key, step.to)

    def way(self, step: Step, way: str, action: str) -> None:
        wanted = {"name": _word(action), "condition": f"{ACTION} == '{action}'"}
        match action:
            case "return":
                self.back(step, way, wanted)
            case "supplement":
                self.supplement(step, way, wanted)
            case "rejected" if step.otherwise != REFUSE:
                self.lead(step, way, step.otherwise, **wanted)
            case _:
                self.graph.connect(way, self.end(step, action), **wanted)

    def back(self, step: Step, way: str, wanted: Json) -> None:
        targets = self.returns(step)
        for target in targets:
            which = f" and {TO} == {target.key!r}" if len(targets) > 1 else ""
            self.graph.connect(way, self.entrance(target), **wanted | {"condition": wanted["condition"] + which})

    def supplement(self, step: Step, way: str, wanted: Json) -> None:
        """The applicant adds what is missing, and the same step goes on."""
        key, lane = self.id(step.key), self.lane(APPLICANT)
        row = 1 if lane == self.graph.nodes[key].lane else 0
        asked = Node(f"{key}.supplement", "userTask", _("Supplement the dossier"), lane, {"action": "supplement"})
        self.graph.add(replace(asked, place=Place(self.column(step), TASK, row)))
        self.graph.connect(way, asked.id, **wanted)
        self.graph.connect(asked.id, key)

    def cases(self, step: Step, key: str) -> None:
        texts = [case.when for case in step.cases]
        written = conditions.as_written(texts, way_of(self.rows[step.key][0]))
        for case, condition in zip(step.cases, written, strict=True):
            self.lead(
                step, key, case.to, name=Truncator(shown(case.when)).chars(28), condition=condition, original=case.when
            )
        self.lead(
            step, key, step.to, default=bool(step.cases), name=pgettext("diagram", "otherwise") if step.cases else ""
        )

    def lead(self, step: Step, source: str, target: str, **more: Any) -> None:
        goal = self.end(step, "") if target == END else self.entrance(self.steps[self.rows[target][0]])
        self.graph.connect(source, goal, **more)

    def end(self, step: Step, action: str) -> str:
        """Every way to an end has an end of its own, beside its step: short lines instead of one knot."""
        names = {
            "": pgettext("diagram", "Done"),
            "refuse": pgettext("diagram", "Refused"),
            REJECTED: pgettext("diagram", "Refused"),
            "stop": pgettext("diagram", "Stopped"),
        }
        column, lane = self.column(step), self.graph.nodes[self.entrance(step)].lane
        there = [n for n in self.graph.nodes.values() if n.place.column == column and n.place.slot == ENDS]
        below = 1 if action or step.kind == "branch" or step.to != END else 0
        row = max([below, *(n.place.row + 1 for n in there)])
        key = f"{self.id(step.key)}.end{len(there) + 1}"
        return self.graph.add(
            Node(key, "endEvent", names[action], lane, terminates=bool(action), place=Place(column, ENDS, row))
        )


def _tag(step: Step) -> str:
    if step.kind == "branch":
        return "exclusiveGateway"
    if _is_fork(step):
        return "parallelGateway"
    return "task" if step.kind in {"start", "system"} or _is_automatic(step) else "userTask"


def _is_automatic(step: Step) -> bool:
    return step.kind == "task" and step.assignee == assignees.SYSTEM


def _is_fork(step: Step) -> bool:
    everybody = step.need in {0, len(step.branches)}
    return step.kind == "consult" and everybody and set(step.actions) <= {"forward", "supplement"}


def _asks(step: Step) -> tuple[int, str] | None:
    """Several at once, until enough have answered or one has sent the dossier elsewhere."""
    if step.kind != "consult":
        return None
    count = len(step.branches)
    return count, f"{ACTION} != 'forward' or {ANSWERED} >= {step.need or count}"


def _supplements(step: Step) -> bool:
    """Asked for in a consult it does not move the case, so nothing is drawn."""
    return step.kind == "task" and "supplement" in step.actions and not _is_automatic(step)


def _whose(step: Step) -> tuple[str, ...]:
    match step.kind:
        case "start":
            return (APPLICANT,)
        case "system":
            return (assignees.SYSTEM,)
        case "consult":
            return tuple(dict.fromkeys(branch.assignee for branch in step.branches))
        case "branch":
            return ()
    return (step.assignee,)


def _word(action: str) -> str:
    words: dict[str, str] = {
        "forward": pgettext("diagram", "Agreed"),
        "return": pgettext("diagram", "Sent back"),
        "supplement": pgettext("diagram", "To be supplemented"),
        "refuse": pgettext("diagram", "Refused"),
        "stop": pgettext("diagram", "Stopped"),
        "passed": pgettext("diagram", "Passed"),
        REJECTED: pgettext("diagram", "Not passed"),
    }
    return words[action]
