"""Moodle XML, as Moodle exports and imports its question bank."""

import base64
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.markup import loose, plain
from doanso.blocks.questions.formats.reading import Item, Option, Picture, Read, Weighed
from doanso.blocks.questions.formats.xml import child, children, parsed, text_of
from doanso.lib.errors import Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

_PLACE = "@@PLUGINFILE@@/"
_LEVEL = "muc-do-"
_NOT_HERE = {
    "essay": gettext_noop("An essay is read by a person; here answers are graded by the machine."),
    "matching": gettext_noop("Matching pairs is a kind of question that is not offered here."),
    "randomsamatch": gettext_noop("Matching pairs is a kind of question that is not offered here."),
    "cloze": gettext_noop("A text with several gaps (cloze) cannot be kept as one question."),
    "multianswer": gettext_noop("A text with several gaps (cloze) cannot be kept as one question."),
    "gapselect": gettext_noop("A text with several gaps (cloze) cannot be kept as one question."),
    "ddwtos": gettext_noop("Dragging words or pictures into place is not offered here."),
    "ddimageortext": gettext_noop("Dragging words or pictures into place is not offered here."),
    "ddmarker": gettext_noop("Dragging words or pictures into place is not offered here."),
    "calculated": gettext_noop("A question with numbers that are drawn anew each time is not offered here."),
    "calculatedmulti": gettext_noop("A question with numbers that are drawn anew each time is not offered here."),
    "calculatedsimple": gettext_noop("A question with numbers that are drawn anew each time is not offered here."),
    "description": gettext_noop("This is a text without a question."),
}
_OF_ALL = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(data: bytes) -> list[Read]:
    root = parsed(data)
    if etree.QName(root).localname != "quiz":
        raise Refused(_("This is no Moodle XML file: it does not begin with <quiz>."), field="file")
    found, topic, told = [], "", ""
    for element in children(root, "question"):
        if element.get("type") == "category":
            topic, told = reading.category(text_of(child(element, "category"))), _said(child(element, "info"))
        else:
            item, told = _item(element, len(found) + 1, topic, told), ""
            found.append(item.done())
    return found


def _item(element: Any, number: int, topic: str, told: str) -> Item:
    kind = element.get("type", "")
    item = Item(_("Question %(number)s") % {"number": number}, topic=topic)
    if told:
        item.remark(_("What is said of its category is not kept: “%(text)s”") % {"text": told[:120]})
    body = child(element, "questiontext")
    item.text = _words(item, body, item.body)
    _old_picture(item, element)
    if not item.text or kind == "random":  # which says nothing of itself but a number
        item.text = text_of(child(element, "name")).strip()
    _aside(item, element)
    item.titled(text_of(child(element, "name")))
    if kind in _NOT_HERE:
        item.refuse(_(_NOT_HERE[kind]))
    elif kind in _KINDS:
        holder = dict(item.body)
        _KINDS[kind](item, element)
        item.body |= holder
    else:
        item.refuse(_("“%(kind)s” is a kind of question that is not offered here.") % {"kind": kind[:40]})
    return item


def _old_picture(item: Item, element: Any) -> None:
    """As Moodle 1.9 has it, beside the text."""
    if name := text_of(child(element, "image")).strip():
        data = _decoded(text_of(child(element, "image_base64")))
        if not data:
            item.refuse(_("It needs the picture or sound “%(name)s”, which is not in the file.") % {"name": name[:80]})
        else:
            item.hold([Picture(name.rpartition("/")[2], data)] * (2 if "media" in item.body else 1), item.body)


def _aside(item: Item, element: Any) -> None:
    """What stands around the question itself."""
    item.code = text_of(child(element, "idnumber")).strip()
    for tag in (text_of(tag).strip() for tags in children(element, "tags") for tag in children(tags, "tag")):
        if tag.startswith(_LEVEL) and tag[len(_LEVEL) :] in {"1", "2", "3"}:
            item.difficulty = int(tag[len(_LEVEL) :])
        else:
            item.remark(_("The tag “%(text)s” is not kept.") % {"text": tag[:60]})
    item.explain(_words(item, child(element, "generalfeedback")))
    if any(_said(child(element, name)) for name in _OF_ALL):
        item.remark(_("What Moodle says after right, partly right and wrong answers is not kept."))
    if any(_said(hint) for hint in children(element, "hint")):
        item.remark(_("Hints for a further try are not kept."))
    if text_of(child(element, "hidden")).strip() == "1":
        item.remark(_("Moodle does not show this question any more."))
    if _decimal(text_of(child(element, "defaultgrade")), Decimal(1)) != 1:
        item.remark(_("How many points it gives is said by each contest."))


def _said(element: Any) -> str:
    return text_of(child(element, "text")).strip() if element is not None else ""


def _words(item: Item, element: Any, holder: dict[str, Any] | None = None) -> str:
    """The text of an element that has <text> and perhaps files; its picture goes to `holder`."""
    if element is None:
        return ""
    raw, style = text_of(child(element, "text")), element.get("format", "html")
    if style == "plain_text":
        return raw.strip()
    if style in {"markdown", "moodle_auto_format"}:
        text, pictures = loose(raw, item, _files(element), markdown=style == "markdown")
    else:
        text, pictures = plain(raw, item, _files(element))
    item.hold(pictures, holder)
    for name in [file.get("name", "") for file in children(element, "file")]:
        if name not in raw and quote(name) not in raw:
            item.remark(
                _("The file “%(name)s” comes along, but no text names it: it is not kept.") % {"name": name[:80]}
            )
    return text


def _files(element: Any) -> Callable[[str], Picture | None]:
    files = {(file.get("path", "/") + file.get("name", "")).lstrip("/"): file for file in children(element, "file")}

    def resolve(source: str) -> Picture | None:
        file = files.get(unquote(source.removeprefix(_PLACE)))
        if file is None or file.get("encoding") != "base64" or not source.startswith(_PLACE):
            return None
        data = _decoded(file.text or "")
        return None if data is None else Picture(file.get("name", ""), data)

    return resolve


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=False)
    except ValueError:
        return None


def _decimal(text: str, otherwise: Decimal) -> Decimal:
    try:
        found = Decimal(text.strip() or "x")
    except InvalidOperation:
        return otherwise
    return found if found.is_finite() else otherwise


def _answers(item: Item, element: Any) -> list[tuple[Any, Decimal]]:
    """Each with its weight; what was said to it goes to the explanation."""
    found = []
    for answer in children(element, "answer"):
        if said := _words(item, child(answer, "feedback")):
            item.explain(said)
            item.remark(_("What was said to each answer now stands in the explanation."))
        found.append((answer, _decimal(answer.get("fraction", ""), Decimal(0))))
    return found


def _option(item: Item, answer: Any) -> Option:
    holder: dict[str, str] = {}
    text = _words(item, answer, holder)
    return Option(text, media=holder.get("media", ""))


def _multichoice(item: Item, element: Any) -> None:
    weighed = [Weighed(_option(item, answer), weight) for answer, weight in _answers(item, element)]
    said = text_of(child(element, "single")).strip().lower()
    whole = any(one.weight >= reading.WHOLE for one in weighed)  # other programs leave it out: Moodle then takes one
    one = whole if not said else said in {"true", "1"}
    (reading.single if one else reading.several)(item, weighed)


def _truefalse(item: Item, element: Any) -> None:
    answers = [(text_of(child(answer, "text")).strip().lower(), weight) for answer, weight in _answers(item, element)]
    right = [text for text, weight in answers if weight == reading.WHOLE]
    if sorted(text for text, _weight in answers) != ["false", "true"] or len(right) != 1:
        item.refuse(_("It is not said whether true or false is right."))
    item.kind, item.answer = kinds.TRUTH, {"right": right == ["true"]}


def _shortanswer(item: Item, element: Any) -> None:
    answers = [(text_of(child(answer, "text")).strip(), weight) for answer, weight in _answers(item, element)]
    reading.short(item, answers, exact=text_of(child(element, "usecase")).strip() in {"1", "true"})


def _numerical(item: Item, element: Any) -> None:
    if text_of(child(element, "unitgradingtype")).strip() not in {"", "0"}:
        item.refuse(_("Here a number is graded without its unit of measure."))
    units = [
        text_of(child(unit, "unit_name")).strip()
        for found in children(element, "units")
        for unit in children(found, "unit")
    ]
    if units:
        item.remark(_("Units of measure are not asked: %(units)s") % {"units": ", ".join(units)})
    answers = [
        (text_of(child(answer, "text")).strip(), text_of(child(answer, "tolerance")).strip(), weight)
        for answer, weight in _answers(item, element)
    ]
    reading.number(item, answers)


def _ordering(item: Item, element: Any) -> None:
    options = [_option(item, answer) for answer, _weight in _answers(item, element)]
    if any(option.media for option in options):
        item.refuse(_("A picture or sound stands where only text can be kept."))
    if text_of(child(element, "selecttype")).strip() not in {"", "0", "ALL"}:
        item.remark(_("Moodle asks to order only some of these; here all are ordered."))
    strict = text_of(child(element, "gradingtype")).strip() in {"-1", "ALL_OR_NOTHING"}
    reading.in_order(item, [option.text for option in options], partial=not strict)


_KINDS = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "ordering": _ordering,
}
