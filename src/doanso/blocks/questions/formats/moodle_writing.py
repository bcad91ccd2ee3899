"""Questions as Moodle XML."""

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.reading import Picture
from doanso.blocks.questions.formats.xml import writable
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

_TYPES = {
    kinds.ONE: "multichoice",
    kinds.MANY: "multichoice",
    kinds.TRUTH: "truefalse",
    kinds.SHORT: "shortanswer",
    kinds.NUMBER: "numerical",
    kinds.ORDER: "ordering",
}
Pictures = Mapping[tuple[int, str], Picture]


def why_not(question: Any) -> str:
    pictured = any("media" in option for option in question.body.get("options", []))
    return _("Moodle orders no pictures and sounds.") if question.kind == kinds.ORDER and pictured else ""


def write(questions: Sequence[Any], pictures: Pictures) -> bytes:
    quiz, topic = etree.Element("quiz"), ""
    for question in questions:
        name = question.topic.name if question.topic else ""
        if name != topic:
            category = etree.SubElement(quiz, "question", type="category")
            _text(
                etree.SubElement(category, "category"),
                f"$course$/top/{name.replace('/', '-')}" if name else "$course$/top",
            )
        topic = name
        quiz.append(_Writer(question, pictures).element())
    return etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _text(parent: Any, text: str) -> None:
    etree.SubElement(parent, "text").text = writable(text)


def _shown(found: Picture) -> str:
    source, words = f"@@PLUGINFILE@@/{quote(found.name)}", escape(found.words)
    if found.sound:
        return f'<audio controls="controls" title="{words}"><source src="{source}">{words}</audio>'
    return f'<img src="{source}" alt="{words}">'


class _Writer:
    def __init__(self, question: Any, pictures: Pictures) -> None:
        self.question, self.pictures = question, pictures
        self.root = etree.Element("question", type=_TYPES[question.kind])

    def element(self) -> Any:
        question = self.question
        _text(etree.SubElement(self.root, "name"), question.code)
        self._html(self.root, "questiontext", question.body["text"], question.body.get("media"))
        self._html(self.root, "generalfeedback", reading.explanation_of(question))
        self._plain("idnumber", question.code)
        {
            kinds.ONE: self._choices,
            kinds.MANY: self._choices,
            kinds.TRUTH: self._truth,
            kinds.SHORT: self._short,
            kinds.NUMBER: self._number,
            kinds.ORDER: self._order,
        }[question.kind]()
        tag = etree.SubElement(etree.SubElement(self.root, "tags"), "tag")
        _text(tag, f"muc-do-{question.difficulty}")
        return self.root

    def _plain(self, name: str, text: str) -> None:
        etree.SubElement(self.root, name).text = text

    def _html(self, parent: Any, name: str, text: str, media: str | None = None, **attributes: str) -> Any:
        element = etree.SubElement(parent, name, format="html", **attributes)
        html = f"<p>{'<br>'.join(escape(line) for line in text.split(chr(10)))}</p>" if text else ""
        found = self.pictures.get((self.question.pk, media)) if media else None
        if found:
            html += f"<p>{_shown(found)}</p>"
        _text(element, html)
        if found:
            file = etree.SubElement(element, "file", name=found.name, path="/", encoding="base64")
            file.text = base64.b64encode(found.data).decode()
        return element

    def _choices(self) -> None:
        one = self.question.kind == kinds.ONE
        self._plain("single", "true" if one else "false")
        self._plain("shuffleanswers", "true")
        self._plain("answernumbering", "ABCD")
        right = self.question.answer["right"]
        options = self.question.body["options"]
        weights = (
            ["100" if option["key"] == right else "0" for option in options] if one else reading.weights(self.question)
        )
        for option, weight in zip(options, weights, strict=True):
            self._html(self.root, "answer", option["text"], option.get("media"), fraction=str(weight))

    def _truth(self) -> None:
        for said, value in (("true", True), ("false", False)):
            weight = "100" if self.question.answer["right"] is value else "0"
            _text(etree.SubElement(self.root, "answer", fraction=weight, format="plain_text"), said)

    def _short(self) -> None:
        self._plain("usecase", "1" if self.question.answer.get("exact") else "0")
        for text in self.question.answer["accepted"]:
            answer = etree.SubElement(self.root, "answer", fraction="100", format="plain_text")
            _text(answer, text.replace("*", "\\*"))

    def _number(self) -> None:
        answer = etree.SubElement(self.root, "answer", fraction="100", format="plain_text")
        _text(answer, self.question.answer["value"])
        etree.SubElement(answer, "tolerance").text = self.question.answer.get("tolerance") or "0"

    def _order(self) -> None:
        self._plain("layouttype", "VERTICAL")
        self._plain("selecttype", "ALL")
        self._plain("gradingtype", "ABSOLUTE_POSITION" if self.question.answer.get("partial") else "ALL_OR_NOTHING")
        texts = {option["key"]: option["text"] for option in self.question.body["options"]}
        for place, key in enumerate(self.question.answer["right"], 1):
            self._html(self.root, "answer", texts[key], fraction=str(place))
