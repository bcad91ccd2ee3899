"""One element of a process at a time: taken over, left out by name, or refused by name."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn import names
from doanso.blocks.workflow.bpmn.findings import Findings, kind_of, why_refused
from doanso.blocks.workflow.bpmn.graph import Graph, Json, Node
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

PERSON = {"userTask", "manualTask", "task"}
MACHINE = {"serviceTask", "scriptTask"}
KNOWN = {"startEvent", "endEvent", "exclusiveGateway", "parallelGateway", "intermediateThrowEvent", *PERSON, *MACHINE}
LOOPS = {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}
PEOPLE = {"performer", "humanPerformer", "potentialOwner"}
PLAIN = {"incoming", "outgoing", "documentation", "extensionElements", "script", "auditing", "monitoring", "rendering"}
DATA = {"ioSpecification", "dataInputAssociation", "dataOutputAssociation", "property", "dataInput", "inputSet"}
# What engines do by themselves when a step begins or ends, by the names that Camunda, Flowable and Spiff give it.
ACTING = {
    "taskDefinition", "executionListener", "taskListener", "executionListeners", "taskListeners", "connector", "in",
    "inputOutput", "ioMapping", "preScript", "postScript", "serviceTaskOperator", "script", "calledDecision", "field",
    "out", "eventListener", "calledElement",
}  # fmt: skip
ACTING_ATTRIBUTES = {
    "class", "delegateExpression", "expression", "topic", "decisionRef", "skipExpression", "type", "resultVariable",
}  # fmt: skip
WHO = ("assignee", "candidateGroups", "candidateUsers", "owner")
NO_LOSS = {"assignmentDefinition", "userTask"}  # Camunda 8 says here who does it, and that a person does
LEFT_OUT = {"dueDate", "followUpDate", "formKey", "formRef", "priority", "formHandlerClass"}
DRAWING = ("signavio", "bizagi", "bioc", "color", "bpmn-io", "yaoqiang", "omg.org/spec/bpmn/non-normative")


class Elements:
    def __init__(self, findings: Findings, lane_of: dict[str, str]) -> None:
        self.findings = findings
        self.lane_of = lane_of

    def read(self, element: Any, tag: str, graph: Graph, ours: Json | None) -> None:
        name = _named(element)
        why = why_refused(tag) or ("" if tag in KNOWN else _("it is not known here"))
        why = why or self.odd(element, tag, ours)
        if why:
            self.findings.refuse(kind_of(tag), name, why)
            return
        self.extras(element, tag, name)
        if tag == "intermediateThrowEvent":
            self.findings.lose(kind_of(tag), name, _("a milestone is no step"))
        key = element.get("id", "")
        if not key or key in graph.nodes:
            self.findings.refuse(kind_of(tag), name, _("its identifier is missing or used twice"))
            return
        graph.add(self.node(element, key, tag, ours))

    def node(self, element: Any, key: str, tag: str, ours: Json | None) -> Node:
        name = element.get("name") or ""
        return Node(
            key,
            "serviceTask" if tag in MACHINE else tag,
            name if ours else " ".join(name.split()),
            self.lane_of.get(key, ""),
            ours,
            terminates=_child(element, "terminateEventDefinition") is not None,
            asks=_asks(element),
            default=element.get("default", ""),
            who=_who(element),
            note=" ".join((element.findtext(f"{{{names.MODEL}}}documentation") or "").split())[:500],
        )

    def odd(self, element: Any, tag: str, ours: Json | None) -> str:
        """Why this one element cannot be taken over, though its kind can."""
        if why := self.event(element, tag):
            return why
        if element.get("isForCompensation") == "true":
            return _("it undoes another step")
        if {element.get("startQuantity", "1"), element.get("completionQuantity", "1")} != {"1"}:
            return _("it waits for several tokens")
        if any(_child(element, loop) is not None for loop in LOOPS) and (ours is None or _asks(element) is None):
            return _("it is repeated by itself; a loop is drawn as a way back")
        if program := acts(element):
            return will_not_run(program)
        inner = {_local(child) for child in element} - PLAIN - DATA - LOOPS - PEOPLE
        unknown = sorted(name for name in inner if not name.endswith(("EventDefinition", "eventDefinitionRef")))
        return _("it holds what is not known here: %s") % ", ".join(unknown) if unknown else ""

    def event(self, element: Any, tag: str) -> str:
        """Starts and ends may carry a message, which is not sent; other events decide when things happen."""
        kinds = [
            _local(child).removesuffix("EventDefinition") for child in element if "ventDefinition" in _local(child)
        ]
        fine = {"startEvent": {"message"}, "endEvent": {"message", "terminate"}}.get(tag, set())
        odd = sorted({kind for kind in kinds if kind not in fine})
        if odd:
            return _("events of this kind do not happen here: %s") % ", ".join(odd)
        if "message" in kinds:
            self.findings.lose(kind_of(tag), _named(element), _("no message is sent or awaited; people are notified"))
        return ""

    def extras(self, element: Any, tag: str, name: str) -> None:
        """Forms, deadlines and the like that other tools hang on a step: named, and left out."""
        inside = element.iterfind(f"{{{names.MODEL}}}extensionElements/*")
        found = [etree.QName(child) for child in inside]
        left = {q.localname for q in found if q.namespace != names.OURS and not _draws(q.namespace or "")} - NO_LOSS
        left |= {etree.QName(key).localname for key in element.attrib} & LEFT_OUT
        left |= {_local(child) for child in element} & DATA
        for what in sorted(left):
            why = _("what the other tool keeps there (%s) is set anew here") % what
            self.findings.lose(kind_of(tag), name, why)


def _named(element: Any) -> str:
    return " ".join((element.get("name") or element.get("id") or "").split())[:200]


def _local(element: Any) -> str:
    return etree.QName(element).localname


def _child(element: Any, tag: str) -> Any:
    return element.find(f"{{{names.MODEL}}}{tag}")


def _draws(namespace: str) -> bool:
    return any(word in namespace.lower() for word in DRAWING)


def acts(element: Any) -> str:
    """What an engine would run here by itself."""
    if (element.findtext(f"{{{names.MODEL}}}script") or "").strip():
        return "script"
    if element.get("operationRef") or element.get("implementation", "##unspecified") not in {
        "##unspecified",
        "##WebService",
    }:
        return element.get("operationRef") or element.get("implementation")
    for key in element.attrib:
        name = etree.QName(key)
        if name.namespace and name.namespace != names.MODEL and name.localname in ACTING_ATTRIBUTES:
            return name.localname
    for child in element.iterfind(f"{{{names.MODEL}}}extensionElements/*"):
        if etree.QName(child).namespace != names.OURS and _local(child) in ACTING:
            return _local(child)
    return ""


def will_not_run(program: str) -> str:
    return _("the program behind it (%s) is not carried out") % program


def _asks(element: Any) -> tuple[int, str] | None:
    """How many at once; only as we write it."""
    several = _child(element, "multiInstanceLoopCharacteristics")
    if several is None or several.get("isSequential", "false") != "false" or len(several) != 2:
        return None
    count = (several.findtext(f"{{{names.MODEL}}}loopCardinality") or "").strip()
    enough = (several.findtext(f"{{{names.MODEL}}}completionCondition") or "").strip()
    return (int(count), enough) if count.isascii() and count.isdigit() and len(count) < 4 and enough else None


def _who(element: Any) -> str:
    """Who does it, as another tool notes it on the step itself."""
    inner = [element, *element.iterfind(f"{{{names.MODEL}}}extensionElements/*")]
    for holder in inner:
        for key, value in holder.attrib.items():
            if etree.QName(key).localname in WHO and value.strip():
                return value.strip()[:200]
    for child in element:
        if _local(child) in PEOPLE and (text := " ".join("".join(child.itertext()).split()) or child.get("name", "")):
            return text[:200]
    return ""
