"""The gateway behind a person's work: what the person can do there."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn.elements import PERSON
from doanso.blocks.workflow.bpmn.findings import Findings, kind_of
from doanso.blocks.workflow.bpmn.graph import Edge, Graph, Node
from doanso.blocks.workflow.bpmn.names import ACTION, REJECTED, TO
from doanso.blocks.workflow.bpmn.walks import Walks
from doanso.blocks.workflow.definition import END, REFUSE
from doanso.lib.text import fold

_OWN = re.compile(rf"{ACTION} == '([a-z]+)'(?: and {TO} == .+)?")
_REFUSING = re.compile(r"\b(tu choi|khong|bac|huy|reject\w*|refus\w*|den(y|ied)|declin\w*|no)\b")
_SUPPLEMENTING = re.compile(r"\b(bo sung|hoan thien|supplement\w*|additional|incomplete)\b")


@dataclass
class Outcome:
    """`guessed`: the names of ways that no condition explains."""

    to: str = END
    otherwise: str = ""
    actions: list[str] = field(default_factory=lambda: ["forward"])
    guessed: list[str] = field(default_factory=list)


class Outcomes:
    def __init__(self, graph: Graph, findings: Findings, walks: Walks) -> None:
        self.graph, self.findings, self.walks = graph, findings, walks

    def of(self, node: Node, kind: str) -> Outcome:
        gateway = self.gateway(node)
        edges = self.walks.out[gateway.id] if gateway else []
        said = [edge for edge in edges if edge.condition]
        if said and len(said) == len(edges) - 1 and all(_OWN.fullmatch(edge.condition) for edge in said):
            return self.own(node, kind, edges)
        if kind == "vote":
            self.walks.refuse(node, _("what follows when the vote fails was changed"))
            return Outcome()
        if not gateway or said:
            return Outcome(self.walks.next(node.id))
        return self.guess(node, gateway, edges)

    def gateway(self, node: Node) -> Node | None:
        """The one right behind the work, and behind nothing else."""
        ways = self.walks.out[node.id]
        after = self.graph.nodes[ways[0].target] if ways else None
        if after is None or after.tag != "exclusiveGateway" or len(self.walks.into[after.id]) != 1:
            return None
        return after if len(self.walks.out[after.id]) > 1 else None

    def own(self, node: Node, kind: str, edges: list[Edge]) -> Outcome:
        """The conditions that we write: `action == 'return'`."""
        found = Outcome()
        for edge in edges:
            word = _OWN.fullmatch(edge.condition)
            goal = self.walks.goal(edge.target)
            if word is None:
                found.to = goal
            elif word[1] == REJECTED and kind == "vote":
                ends = goal == END and self.walks.end_of(edge.target).terminates
                found.otherwise = REFUSE if ends else goal
            elif kind != "vote" and self.fits(word[1], goal, node):
                found.actions.append(word[1])
            else:
                self.findings.refuse(kind_of("sequenceFlow"), edge.name or edge.id, _("this action cannot lead there"))
        return found

    def fits(self, action: str, goal: str, node: Node) -> bool:
        match action:
            case "refuse" | "stop":
                return goal == END
            case "return":
                return goal != END and goal != node.id and self.is_person(goal) and self.before(goal, node)
            case "supplement":
                return goal != END and self.is_person(goal) and self.walks.next(goal) == node.id and self.leaves(goal)
        return False

    def leaves(self, key: str) -> bool:
        """The work of supplementing is no step here: it is named, unless we drew it ourselves."""
        node = self.graph.nodes[key]
        if node.ours is None:
            self.findings.lose(kind_of(node.tag), node.name, _("the applicant does this when asked to supplement"))
        return len(self.walks.into[key]) == 1

    def is_person(self, key: str) -> bool:
        node = self.graph.nodes[key]
        automatic = (node.ours or {}).get("step", {}).get("kind") in {"system", "start"}
        return node.tag in PERSON and not automatic

    def before(self, earlier: str, node: Node) -> bool:
        return node.id in self.walks.reached(earlier)

    def guess(self, node: Node, gateway: Node, edges: list[Edge]) -> Outcome:
        """No condition anywhere: the person decides. Read only if each way but one is a way back or a refusal."""
        found, onward = Outcome(), list[str]()
        for edge in edges:
            goal = self.walks.goal(edge.target)
            action = self.meant(edge, goal, node)
            found.guessed.append(edge.name or edge.id)
            if action:
                found.actions.append(action)
            else:
                onward.append(goal)
        if len(onward) != 1:
            why = _("it does not say when each of its ways is taken; write conditions on them")
            self.findings.refuse(kind_of(gateway.tag), gateway.name or gateway.id, why)
        found.to = onward[0] if onward else END
        return found

    def meant(self, edge: Edge, goal: str, node: Node) -> str:
        """What taking this way does, if that is certain."""
        if goal == END:
            words = f"{edge.name} {self.walks.end_of(edge.target).name}"
            return "refuse" if _REFUSING.search(fold(words)) else ""
        if not self.is_person(goal) or goal == node.id:
            return ""
        words = f"{edge.name} {self.graph.nodes[goal].name}"
        if self.walks.next(goal) == node.id and _SUPPLEMENTING.search(fold(words)):
            return "supplement" if self.leaves(goal) else ""
        return "return" if self.walks.always_before(goal, node.id) else ""
