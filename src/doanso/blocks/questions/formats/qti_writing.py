"""Questions as a package of QTI 2.1."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.package import MANIFEST
from doanso.blocks.questions.formats.reading import Picture
from doanso.blocks.questions.formats.xml import writable
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
Pictures = Mapping[tuple[int, str], Picture]


def why_not(question: Any) -> str:
    if question.kind != kinds.ORDER:
        return ""
    if any("media" in option for option in question.body["options"]):
        return _("Pictures and sounds that are put in order cannot be written.")
    return ""


def write(questions: Sequence[Any], pictures: Pictures) -> bytes:
    file = BytesIO()
    manifest = etree.Element(f"{{{CP}}}manifest", nsmap={None: CP}, identifier="doanso")
    etree.SubElement(manifest, f"{{{CP}}}metadata")
    etree.SubElement(manifest, f"{{{CP}}}organizations")
    resources = etree.SubElement(manifest, f"{{{CP}}}resources")
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for number, question in enumerate(questions, 1):
            item = _Item(question, number, pictures)
            package.writestr(f"{item.name}.xml", etree.tostring(item.element(), encoding="UTF-8", xml_declaration=True))
            listed = {"identifier": item.name, "type": "imsqti_item_xmlv2p1", "href": f"{item.name}.xml"}
            resource = etree.SubElement(resources, f"{{{CP}}}resource", listed)
            etree.SubElement(resource, f"{{{CP}}}file", href=f"{item.name}.xml")
            for name, picture in item.used.items():
                package.writestr(name, picture.data)
                etree.SubElement(resource, f"{{{CP}}}file", href=name)
        package.writestr(MANIFEST, etree.tostring(manifest, encoding="UTF-8", xml_declaration=True))
    return file.getvalue()


class _Item:
    def __init__(self, question: Any, number: int, pictures: Pictures) -> None:
        self.question, self.pictures, self.used = question, pictures, {}
        self.name = f"cau-{number}"
        self.root = etree.Element(
            f"{{{QTI}}}assessmentItem",
            {"identifier": question.code, "title": question.code, "adaptive": "false", "timeDependent": "false"},
            nsmap={None: QTI},
        )

    def element(self) -> Any:
        question, answer = self.question, self.question.answer
        kind = question.kind
        cardinality = {kinds.MANY: "multiple", kinds.ORDER: "ordered"}.get(kind, "single")
        base = {kinds.SHORT: "string", kinds.NUMBER: "float"}.get(kind, "identifier")
        declaration = self._add(
            self.root, "responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType=base
        )
        correct = self._add(declaration, "correctResponse")
        for value in self._correct(kind, answer):
            self._add(correct, "value", value)
        self._mapping(declaration, kind, answer)
        self._add(self.root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
        self._body(kind)
        self._processing(kind, answer)
        if explanation := reading.explanation_of(question):
            feedback = self._add(
                self.root, "modalFeedback", outcomeIdentifier="FEEDBACK", showHide="show", identifier="giai-thich"
            )
            self._lines(feedback, explanation)
        return self.root

    def _add(self, parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
        made = etree.SubElement(parent, f"{{{QTI}}}{tag}", attributes)
        made.text = writable(text) if text is not None else None
        return made

    def _correct(self, kind: str, answer: dict[str, Any]) -> list[str]:
        if kind == kinds.TRUTH:
            return ["true" if answer["right"] else "false"]
        if kind == kinds.SHORT:
            return answer["accepted"][:1]
        if kind == kinds.NUMBER:
            return [answer["value"]]
        return [answer["right"]] if kind == kinds.ONE else answer["right"]

    def _mapping(self, declaration: Any, kind: str, answer: dict[str, Any]) -> None:
        if kind == kinds.SHORT:
            mapping, exact = self._add(declaration, "mapping", defaultValue="0"), str(bool(answer.get("exact"))).lower()
            for text in answer["accepted"]:
                self._add(mapping, "mapEntry", mapKey=writable(text), mappedValue="1", caseSensitive=exact)
        elif kind == kinds.MANY and answer.get("partial"):
            mapping = self._add(declaration, "mapping", lowerBound="0", defaultValue="0")
            for option, weight in zip(self.question.body["options"], reading.weights(self.question), strict=True):
                self._add(mapping, "mapEntry", mapKey=option["key"], mappedValue=str(weight))

    def _body(self, kind: str) -> None:
        body, question = self._add(self.root, "itemBody"), self.question
        text = self._add(body, "div")
        self._lines(text, question.body["text"])
        self._picture(self._add(body, "div"), question.body.get("media"))
        if kind in {kinds.SHORT, kinds.NUMBER}:
            self._add(self._add(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")
            return
        name = "orderInteraction" if kind == kinds.ORDER else "choiceInteraction"
        most = {} if kind == kinds.ORDER else {"maxChoices": "0" if kind == kinds.MANY else "1"}
        asked = self._add(body, name, responseIdentifier="RESPONSE", shuffle="true", **most)
        for key, words, media in self._choices(kind):
            choice = self._add(asked, "simpleChoice", identifier=key)
            self._lines(choice, words)
            self._picture(choice, media)

    def _choices(self, kind: str) -> list[tuple[str, str, str | None]]:
        if kind == kinds.TRUTH:
            return [("true", _("True"), None), ("false", _("False"), None)]
        return [(option["key"], option["text"], option.get("media")) for option in self.question.body["options"]]

    def _lines(self, parent: Any, text: str) -> None:
        first, *rest = writable(text).split("\n")
        parent.text = first
        for line in rest:
            self._add(parent, "br").tail = line

    def _picture(self, parent: Any, media: str | None) -> None:
        if found := self.pictures.get((self.question.pk, media)) if media else None:
            name = f"media/{self.name}-{media}.{found.name.rpartition('.')[2].lower() or 'png'}"
            self.used[name] = found
            if found.sound:
                self._add(parent, "object", writable(found.words), data=name, type=found.sound)
            else:
                self._add(parent, "img", src=name, alt=writable(found.words))

    def _processing(self, kind: str, answer: dict[str, Any]) -> None:
        if kind == kinds.NUMBER:
            self._equal(answer.get("tolerance") or "0")
            return
        mapped = kind == kinds.SHORT or (kind == kinds.MANY and answer.get("partial"))
        self._add(self.root, "responseProcessing", template=TEMPLATES + ("map_response" if mapped else "match_correct"))

    def _equal(self, tolerance: str) -> None:
        condition = self._add(self._add(self.root, "responseProcessing"), "responseCondition")
        good = self._add(condition, "responseIf")
        equal = self._add(good, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
        self._add(equal, "variable", identifier="RESPONSE")
        self._add(equal, "correct", identifier="RESPONSE")
        self._add(self._add(good, "setOutcomeValue", identifier="SCORE"), "baseValue", "1", baseType="float")
