"""A file from anywhere as a graph: parsed without trust, every element looked at."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn import names
from doanso.blocks.workflow.bpmn.elements import Elements, acts, will_not_run
from doanso.blocks.workflow.bpmn.findings import Findings, Unreadable, kind_of
from doanso.blocks.workflow.bpmn.graph import Edge, Graph, Json, Lane
from doanso.lib import foreign_json
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS, MAX_NODES, MAX_EDGES = 20_000, 1_000, 2_000
ROOM = {"documentation", "extensionElements", "laneSet", "auditing", "monitoring", "ioSpecification", "property"}
BESIDE = {"textAnnotation", "group", "dataObject", "dataObjectReference", "dataStoreReference", "association"}
DECLARED = {
    "import", "extension", "relationship", "process", "collaboration", "message", "signal", "error", "escalation",
    "itemDefinition", "interface", "category", "dataStore", "resource", "endPoint", "eventDefinition", "partnerEntity",
    "partnerRole", "correlationProperty",
}  # fmt: skip


def parse(xml: bytes) -> Any:
    """The root element. No entities, no document types, nothing from elsewhere, nothing huge."""
    if len(xml) > MAX_BYTES:
        raise Unreadable(_("The file is larger than 2 MB."))
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable(_("The file is not well-formed XML.")) from problem
    if root.getroottree().docinfo.doctype:
        raise Unreadable(_("The file has a document type declaration, which no BPMN file needs."))
    if root.tag != f"{{{names.MODEL}}}definitions":
        raise Unreadable(_("This is not a BPMN 2.0 file."))
    if sum(1 for _element in root.iter()) > MAX_ELEMENTS:
        raise too_large()
    return root


def tag_of(element: Any) -> str:
    """The local name of a BPMN element; that of another namespace in braces."""
    name = etree.QName(element)
    return name.localname if name.namespace == names.MODEL else element.tag


def name_of(element: Any) -> str:
    return " ".join((element.get("name") or element.get("id") or "").split())[:200]


def content(element: Any, tag: str) -> Json | None:
    """What we wrote into an element; Unreadable when it is damaged."""
    found = element.find(f"{{{names.MODEL}}}extensionElements/{{{names.OURS}}}{tag}")
    if found is None:
        return None
    try:
        value = foreign_json.read(found.text or "")
    except ValueError as problem:
        raise damaged() from problem
    if not isinstance(value, dict) or _too_deep(value):
        raise damaged()
    return value


def _too_deep(value: Any) -> bool:
    """Whoever compares it later goes down into it."""
    level = [value]
    for _depth in range(30):
        inner = [part for part in level if isinstance(part, list | dict)]
        level = [child for part in inner for child in (part.values() if isinstance(part, dict) else part)]
    return bool(level)


def damaged() -> Unreadable:
    return Unreadable(_("What Đoàn Số wrote into this file is damaged; please export it again."))


def graph_of(root: Any, findings: Findings) -> Graph:
    process = _process(root, findings)
    graph = Graph(_title(root, process), content(process, "flow"))
    lane_of = _lanes(process, graph)
    elements = Elements(findings, lane_of)
    if program := acts(process):
        findings.refuse(kind_of("process"), name_of(process), will_not_run(program))
    for element in process:
        tag = tag_of(element)
        if tag == "sequenceFlow":
            graph.edges.append(_edge(element, findings))
        elif tag in BESIDE:
            findings.lose(kind_of(tag), _words(element), _("it is a remark in the drawing"))
        elif tag not in ROOM:
            elements.read(element, tag, graph, content(element, "node"))
    if len(graph.nodes) > MAX_NODES or len(graph.edges) > MAX_EDGES:
        raise too_large()
    return graph


def too_large() -> Unreadable:
    return Unreadable(_("The file has too many elements."))


def _process(root: Any, findings: Findings) -> Any:
    """The one process that holds something; pools without content and messages between pools are left out."""
    for element in root:
        if etree.QName(element).namespace == names.MODEL and tag_of(element) not in DECLARED:
            findings.refuse(kind_of(tag_of(element)), name_of(element), _("it is no process"))
    processes = [p for p in root.iterfind(f"{{{names.MODEL}}}process") if len([e for e in p if tag_of(e) not in ROOM])]
    if not processes:
        raise Unreadable(_("The file holds no process."))
    for process in processes if len(processes) > 1 else []:
        findings.refuse(kind_of("process"), name_of(process), _("a file may hold one process; save each on its own"))
    for element in root.iterfind(f"{{{names.MODEL}}}collaboration/*"):
        tag = tag_of(element)
        if tag == "messageFlow" or (tag == "participant" and element.get("processRef") != processes[0].get("id")):
            findings.lose(kind_of(tag), name_of(element), _("it stands outside the process"))
    findings.check()
    return processes[0]


def _title(root: Any, process: Any) -> str:
    pools = root.iterfind(f"{{{names.MODEL}}}collaboration/{{{names.MODEL}}}participant")
    named = [pool.get("name", "") for pool in pools if pool.get("processRef") == process.get("id")]
    return next((name.strip() for name in [*named, process.get("name", "")] if name.strip()), "")


def _lanes(process: Any, graph: Graph) -> dict[str, str]:
    """Which lane each node is in; of lanes within lanes the innermost, which comes last."""
    found: dict[str, str] = {}
    for element in process.iter(f"{{{names.MODEL}}}lane"):
        key = element.get("id") or f"lane.{len(graph.lanes)}"
        ours = content(element, "lane") or {}
        kept = ours.get("assignees")
        who = tuple(text for text in kept if isinstance(text, str)) if isinstance(kept, list) else ()
        graph.add_lane(Lane(key, (element.get("name") or "").strip(), who, str(ours.get("words", "")).strip()))
        for reference in element.iterfind(f"{{{names.MODEL}}}flowNodeRef"):
            found[(reference.text or "").strip()] = key
    return found


def _edge(element: Any, findings: Findings) -> Edge:
    condition = element.find(f"{{{names.MODEL}}}conditionExpression")
    text = "" if condition is None else (condition.text or "").strip()
    if condition is not None and _is_program(condition.get("language", "")):
        findings.refuse(kind_of("condition"), text[:200], _("a program is not carried out"))
    if program := acts(element):
        findings.refuse(kind_of("sequenceFlow"), name_of(element), will_not_run(program))
    original = str((content(element, "condition") or {}).get("when", ""))
    ends = element.get("sourceRef", ""), element.get("targetRef", "")
    return Edge(element.get("id") or ".".join(ends), *ends, (element.get("name") or "").strip(), text, original)


def _is_program(language: str) -> bool:
    return any(word in language.lower() for word in ("javascript", "ecmascript", "groovy", "ruby", "xslt"))


def _words(element: Any) -> str:
    text = element.findtext(f"{{{names.MODEL}}}text") or ""
    return " ".join(text.split())[:200] or name_of(element)
