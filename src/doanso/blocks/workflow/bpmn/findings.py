"""What reading a file gives, and what is said of the elements that have no place here."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn.graph import Json
from doanso.lib.errors import Refused


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
    """What a person should confirm about a step. `about`: "assignee", "answers", "actions" or "step".

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
        super().__init__(" ".join([message, *map(str, unsupported)]), field="file")
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


def kind_of(tag: str) -> str:
    """An element in words."""
    words = {
        "startEvent": _("Start event"),
        "endEvent": _("End event"),
        "userTask": _("User task"),
        "manualTask": _("Manual task"),
        "task": _("Task"),
        "serviceTask": _("Service task"),
        "scriptTask": _("Script task"),
        "sendTask": _("Send task"),
        "receiveTask": _("Receive task"),
        "businessRuleTask": _("Business rule task"),
        "exclusiveGateway": _("Exclusive gateway"),
        "parallelGateway": _("Parallel gateway"),
        "inclusiveGateway": _("Inclusive gateway"),
        "complexGateway": _("Complex gateway"),
        "eventBasedGateway": _("Event-based gateway"),
        "subProcess": _("Subprocess"),
        "transaction": _("Transaction"),
        "adHocSubProcess": _("Ad-hoc subprocess"),
        "callActivity": _("Call of another process"),
        "boundaryEvent": _("Boundary event"),
        "intermediateCatchEvent": _("Intermediate event"),
        "intermediateThrowEvent": _("Intermediate event"),
        "sequenceFlow": _("Sequence flow"),
        "process": _("Process"),
        "participant": _("Participant"),
        "messageFlow": _("Message flow"),
        "textAnnotation": _("Annotation"),
        "group": _("Group"),
    }
    return words.get(tag) or tag


def why_refused(tag: str) -> str:
    """Why an element of this kind can never be taken over; empty for those that can."""
    apart = _("its steps run apart from the main process; draw them there")
    reasons = {
        "sendTask": _("a message is not sent from a step"),
        "receiveTask": _("a step cannot wait for a message"),
        "businessRuleTask": _("a decision table is not carried out"),
        "inclusiveGateway": _("it may open any number of ways at once"),
        "complexGateway": _("its rule is not known here"),
        "eventBasedGateway": _("it waits for whichever event comes first"),
        "subProcess": apart,
        "transaction": apart,
        "adHocSubProcess": apart,
        "callActivity": _("another process is not called from a step"),
        "boundaryEvent": _("an event cannot interrupt a step; deadlines and reminders are set in the step table"),
        "intermediateCatchEvent": _("a step cannot wait for an event"),
    }
    return reasons.get(tag, "")
