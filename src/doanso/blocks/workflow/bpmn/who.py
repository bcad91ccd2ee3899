"""Who does a step, from the lanes of a drawing."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn.graph import Graph, Node
from doanso.core.units import assignees, queries
from doanso.lib.text import fold


@dataclass(frozen=True)
class Wanted:
    """`ask`: what to ask a person, with the file's own `words`; empty when it is certain."""

    assignee: str
    ask: str = ""
    words: str = ""


class People:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def of(self, node: Node, kept: str) -> Wanted:
        lane = self.graph.lanes.get(node.lane)
        ours = lane.assignees if lane and lane.name == lane.words else ()
        if kept and (lane is None or kept in ours):
            return Wanted(kept)
        if len(ours) == 1:
            return Wanted(ours[0])
        words = (lane.name if lane else "") or node.who
        if not words:
            return Wanted("", _("Who does it? The file does not say."))
        if known := self.known.get(fold(words)):
            return Wanted(known, _("“%s” was read as this seat; please confirm.") % words, words)
        return Wanted("", _("Who does it? The file says “%s”.") % words, words)

    @cached_property
    def known(self) -> dict[str, str]:
        """Seats that are called in the file as they are called here."""
        names = {code: role.label for code, role in queries.role_names().items()}
        names |= {
            name: assignees.describe(name)
            for name in (*assignees.PERSON_VARIABLES, *assignees.COMMITTEES, assignees.SYSTEM)
        }
        return {fold(label): name for name, label in names.items()}
