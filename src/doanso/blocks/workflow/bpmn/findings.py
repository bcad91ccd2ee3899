"""What reading a file gives, and what is said of the elements that have no place here."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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


def kind_of(tag: str) -> str:
    """An element in words."""
    words = {
        "startEvent": pgettext("bpmn", "Start event"),
        "endEvent": pgettext("bpmn", "End event"),
        "userTask": pgettext("bpmn", "User task"),
        "manualTask": pgettext("bpmn", "Manual task"),
        "task": pgettext("bpmn", "Task"),
        "serviceTask": pgettext("bpmn", "Service task"),
        "scriptTask": pgettext("bpmn", "Script task"),
        "sendTask": pgettext("bpmn", "Send task"),
        "receiveTask": pgettext("bpmn", "Receive task"),
        "businessRuleTask": pgettext("bpmn", "Business rule task"),
        "exclusiveGateway": pgettext("bpmn", "Exclusive gateway"),
        "parallelGateway": pgettext("bpmn", "Parallel gateway"),
        "inclusiveGateway": pgettext("bpmn", "Inclusive gateway"),
        "complexGateway": pgettext("bpmn", "Complex gateway"),
        "eventBasedGateway": pgettext("bpmn", "Event-based gateway"),
        "subProcess": pgettext("bpmn", "Subprocess"),
        "transaction": pgettext("bpmn", "Transaction"),
        "adHocSubProcess": pgettext("bpmn", "Ad-hoc subprocess"),
        "callActivity": pgettext("bpmn", "Call of another process"),
        "boundaryEvent": pgettext("bpmn", "Boundary event"),
        "intermediateCatchEvent": pgettext("bpmn", "Intermediate event"),
        "intermediateThrowEvent": pgettext("bpmn", "Intermediate event"),
        "sequenceFlow": pgettext("bpmn", "Sequence flow"),
        "process": pgettext("bpmn", "Process"),
        "participant": pgettext("bpmn", "Participant"),
        "messageFlow": pgettext("bpmn", "Message flow"),
        "textAnnotation": pgettext("bpmn", "Annotation"),
        "group": pgettext("bpmn", "Group"),
        "condition": pgettext("bpmn", "Condition"),
    }
    return words.get(tag) or tag.rpartition("}")[2]


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
