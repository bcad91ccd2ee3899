"""What reading a file gives, and what is said of the elements that have no place here."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from doanso.blocks.workflow.bpmn.graph import Json
from doanso.lib.errors import Refused

MOST_TOLD = 20  # in one message; `unsupported` has them all


@dataclass(frozen=True)
class Unsupported:
    """One element of the file: what it is, what it is called there, and why it cannot be taken over."""

    kind: str
    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”: {self.why}" if self.name else f"{self.kind}: {self.why}"


@dataclass(frozen=True)
class Doubt:
    """What a person should confirm about a step. `about`: "assignee", "answers", "order", "actions" or "step".

    `words` are the file's own: the lane's name, the names of answers.
    """

    step: str
    about: str
    text: str
    words: str = ""


@dataclass(frozen=True)
class Read:
    """`lost` are elements left out without changing where the dossier goes."""

    flow: Json
    name: str
    code: str = ""
    lost: tuple[Unsupported, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Unreadable(Refused):
    """The file is no BPMN that we can read rightly; `unsupported` names each element that is in the way."""

    def __init__(self, message: str, unsupported: tuple[Unsupported, ...] = ()) -> None:
        told = [f"{element}." for element in unsupported[:MOST_TOLD]]
        more = len(unsupported) - len(told)
        told += [_("And %d more.") % more] if more else []
        super().__init__(" ".join([message, *told]), field="file")
        self.unsupported = unsupported


@dataclass
class Findings:
    """`fatal`: the flow would not be the same without them."""

    fatal: list[Unsupported] = field(default_factory=list)
    lost: list[Unsupported] = field(default_factory=list)

    def refuse(self, kind: str, name: str, why: str) -> None:
        self.fatal.append(Unsupported(kind, name, why))

    def lose(self, kind: str, name: str, why: str) -> None:
        self.lost.append(Unsupported(kind, name, why))

    def check(self) -> None:
        if self.fatal:
            found = tuple(dict.fromkeys(self.fatal))
            raise Unreadable(_("This file holds what cannot be taken over without changing its meaning."), found)


_KINDS = {
    "startEvent": pgettext_lazy("bpmn", "Start event"),
    "endEvent": pgettext_lazy("bpmn", "End event"),
    "userTask": pgettext_lazy("bpmn", "User task"),
    "manualTask": pgettext_lazy("bpmn", "Manual task"),
    "task": pgettext_lazy("bpmn", "Task"),
    "serviceTask": pgettext_lazy("bpmn", "Service task"),
    "scriptTask": pgettext_lazy("bpmn", "Script task"),
    "sendTask": pgettext_lazy("bpmn", "Send task"),
    "receiveTask": pgettext_lazy("bpmn", "Receive task"),
    "businessRuleTask": pgettext_lazy("bpmn", "Business rule task"),
    "exclusiveGateway": pgettext_lazy("bpmn", "Exclusive gateway"),
    "parallelGateway": pgettext_lazy("bpmn", "Parallel gateway"),
    "inclusiveGateway": pgettext_lazy("bpmn", "Inclusive gateway"),
    "complexGateway": pgettext_lazy("bpmn", "Complex gateway"),
    "eventBasedGateway": pgettext_lazy("bpmn", "Event-based gateway"),
    "subProcess": pgettext_lazy("bpmn", "Subprocess"),
    "transaction": pgettext_lazy("bpmn", "Transaction"),
    "adHocSubProcess": pgettext_lazy("bpmn", "Ad-hoc subprocess"),
    "callActivity": pgettext_lazy("bpmn", "Call of another process"),
    "boundaryEvent": pgettext_lazy("bpmn", "Boundary event"),
    "intermediateCatchEvent": pgettext_lazy("bpmn", "Intermediate event"),
    "intermediateThrowEvent": pgettext_lazy("bpmn", "Intermediate event"),
    "sequenceFlow": pgettext_lazy("bpmn", "Sequence flow"),
    "process": pgettext_lazy("bpmn", "Process"),
    "participant": pgettext_lazy("bpmn", "Participant"),
    "messageFlow": pgettext_lazy("bpmn", "Message flow"),
    "textAnnotation": pgettext_lazy("bpmn", "Annotation"),
    "group": pgettext_lazy("bpmn", "Group"),
    "condition": pgettext_lazy("bpmn", "Condition"),
}
_APART = gettext_lazy("its steps run apart from the main process; draw them there")
_REFUSED = {
    "sendTask": gettext_lazy("a message is not sent from a step"),
    "receiveTask": gettext_lazy("a step cannot wait for a message"),
    "businessRuleTask": gettext_lazy("a decision table is not carried out"),
    "inclusiveGateway": gettext_lazy("it may open any number of ways at once"),
    "complexGateway": gettext_lazy("its rule is not known here"),
    "eventBasedGateway": gettext_lazy("it waits for whichever event comes first"),
    "subProcess": _APART,
    "transaction": _APART,
    "adHocSubProcess": _APART,
    "callActivity": gettext_lazy("another process is not called from a step"),
    "boundaryEvent": gettext_lazy(
        "an event cannot interrupt a step; deadlines and reminders are set in the step table"
    ),
    "intermediateCatchEvent": gettext_lazy("a step cannot wait for an event"),
}


def kind_of(tag: str) -> str:
    """An element in words."""
    return str(_KINDS.get(tag) or tag.rpartition("}")[2])


def why_refused(tag: str) -> str:
    """Why an element of this kind can never be taken over; empty for those that can."""
    return str(_REFUSED.get(tag, ""))
