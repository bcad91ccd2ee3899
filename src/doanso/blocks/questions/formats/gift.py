"""GIFT, the text format of Moodle: `::title:: text {=right ~wrong}`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.markup import is_marked, loose, plain
from doanso.blocks.questions.formats.reading import WHOLE, Item, Option, Read, Weighed

_SPECIAL = "~=#{}:"
_ESCAPED = {letter: chr(0xE000 + place) for place, letter in enumerate([*_SPECIAL, "\\"])}
_MEANT = {mark: letter for letter, mark in _ESCAPED.items()} | {"\ue010": "\n"}
_TITLE = re.compile(r"^::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"^\s*%(-?[0-9]+(?:[.,][0-9]+)?)%")
_OWN_COMMENT = re.compile(r"//\s*question:\s*[0-9]+\s+name:")
_TOLD = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_HEADER = "$CATEGORY:"
_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_BLANK, _STOPS = "_____", ".,;:!?)…"


@dataclass
class _Block:
    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    category: str = ""

    def in_title(self) -> bool:
        text = "\n".join(self.lines)
        return text.startswith("::") and "::" not in text[2:]


def read(data: bytes) -> list[Read]:
    return [_item(block).done() for block in _blocks(reading.decoded(data))]


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are apart by blank lines or titles, not inside their braces; one that does not close takes no other."""
    block, category, depth, apart = _Block(0), "", 0, False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        told = line.strip()
        bare = _hidden(told)
        unclosed = depth and apart and (told.startswith(("::", _HEADER)) or "{" in bare)
        if unclosed or (block.lines and not depth and told.startswith("::") and not block.in_title()):
            yield block
            block, depth = _Block(0), 0
        apart = not told
        if not depth and told.startswith(_HEADER):
            category = _shown(_hidden(told.removeprefix(_HEADER)))
        elif told.startswith("//"):
            block.comments += [] if _OWN_COMMENT.match(told) else [told.strip("/ ")]
        elif told or depth:
            block.line, block.category = block.line or number, category
            block.lines.append(bare)
            depth = max(0, depth + bare.count("{") - bare.count("}"))
        elif block.lines:
            yield block
            block = _Block(0)
    if block.lines:
        yield block


def _hidden(line: str) -> str:
    """Escaped characters out of the way: what is left of ~ = # { } has its meaning."""
    line = re.sub(r"\\([~=#{}:\\])", lambda found: _ESCAPED[found[1]], line)
    return line.replace("\\n", "\ue010")


def _shown(text: str) -> str:
    return "".join(_MEANT.get(letter, letter) for letter in text).strip()


def _item(block: _Block) -> Item:
    item = Item(_("Line %(number)s") % {"number": block.line}, topic=reading.category(block.category))
    for comment in block.comments:
        _comment(item, comment)
    text, title = "\n".join(block.lines).strip(), ""
    if found := _TITLE.match(text):
        text, title = text[found.end() :].strip(), _shown(found[1])
    style = _FORMAT.match(text)
    text, kind = text[style.end() :] if style else text, style[1].lower() if style else "moodle"
    before, opened, rest = text.partition("{")
    inside, closed, after = rest.partition("}")
    media: dict[str, Any] = {}
    item.text = _words(item, before, kind, media)
    if not opened or not closed:
        item.refuse(_("This is a text without a question, or its braces do not close."))
    elif "{" in after:
        item.refuse(_("A text with several gaps (cloze) cannot be kept as one question."))
    else:
        if behind := _words(item, after, kind):
            item.text = f"{item.text} {_BLANK}{'' if behind[0] in _STOPS else ' '}{behind}"
        _answers(item, inside, kind)
    item.titled(title)
    item.body |= media
    return item


def _comment(item: Item, comment: str) -> None:
    """Moodle tells code and tags in one."""
    told = _TOLD.findall(comment)
    if told and not _TOLD.sub("", comment).strip():
        for name, value in told:
            if name == "id":
                item.named(value.strip())
            else:
                item.remark(_("The tag “%(text)s” is not kept.") % {"text": value[:60]})
    elif any(letter.isalnum() for letter in comment):
        item.remark(_("A comment is not kept: “%(text)s”") % {"text": comment[:120]})


def _words(item: Item, text: str, style: str, holder: dict[str, Any] | None = None) -> str:
    """Each part may say how it is written; what says nothing may hold HTML, as Moodle takes it."""
    if own := _FORMAT.match(text):
        style, text = own[1].lower(), text[own.end() :]
    shown = _shown(text)
    if style == "plain":
        return shown
    told, pictures = plain(shown, item) if style == "html" else loose(shown, item, markdown=style == "markdown")
    item.hold(pictures, holder)
    return told


def _answers(item: Item, inside: str, style: str) -> None:
    told, mark, explanation = inside.rpartition("####")
    item.explain(_words(item, explanation, style) if mark else "")
    bare = (told if mark else inside).strip()
    verdict, _mark, feedback = bare.partition("#")
    if not bare:
        item.refuse(_("An essay is read by a person; here answers are graded by the machine."))
    elif bare.startswith("#"):
        _number(item, bare[1:], style)
    elif verdict.strip().upper() in _TRUE | _FALSE:
        item.kind, item.answer = kinds.TRUTH, {"right": verdict.strip().upper() in _TRUE}
        for text in feedback.split("#"):
            _feedback(item, _words(item, text, style))
    else:
        _choices(item, bare, style)


def _choices(item: Item, bare: str, style: str) -> None:
    parts = [(part[0], part[1:]) for part in re.findall(r"[~=][^~=]*", bare)]
    if not re.match("[~=]", bare):
        item.refuse(_("The answers cannot be read: each begins with = or ~."))
    elif all(mark == "=" for mark, _text in parts):
        if any("->" in text for _mark, text in parts):
            item.refuse(_("Matching pairs is a kind of question that is not offered here."))
        else:
            told = [_weighed(item, mark, text, style) for mark, text in parts]
            reading.short(item, [(one.option.text, one.weight) for one in told])
    else:
        weighed = [_weighed(item, mark, text, style, {}) for mark, text in parts]
        (reading.single if any(mark == "=" for mark, _text in parts) else reading.several)(item, weighed)


def _weighed(item: Item, mark: str, text: str, style: str, holder: dict[str, Any] | None = None) -> Weighed:
    weight = WHOLE if mark == "=" else Decimal(0)
    if found := _WEIGHT.match(text):
        weight, text = Decimal(found[1].replace(",", ".")), text[found.end() :]
    text, _mark, feedback = text.partition("#")
    _feedback(item, _words(item, feedback, style))
    told = _words(item, text, style, holder)
    return Weighed(Option(told, media=(holder or {}).get("media", "")), weight)


def _feedback(item: Item, text: str) -> None:
    if text:
        item.explain(text)
        item.remark(_("What was said to each answer now stands in the explanation."))


def _number(item: Item, inside: str, style: str) -> None:
    inside, _mark, wrong = inside.partition("~")  # what is said to every other number
    _feedback(item, _words(item, wrong.partition("#")[2], style))
    parts = re.findall(r"=[^=]*", inside) if inside.strip().startswith("=") else [f"={inside}"]
    found = []
    for part in parts:
        one = _weighed(item, "=", part[1:], style)
        text, weight = one.option.text, one.weight
        low, dots, high = text.partition("..")
        if dots:
            low, high = reading.plain_number(low), reading.plain_number(high)
            found.append((*_middle(low, high), weight))
        else:
            value, _mark, tolerance = text.partition(":")
            found.append((value.strip(), tolerance.strip(), weight))
    reading.number(item, found)


def _middle(low: str, high: str) -> tuple[str, str]:
    if not kinds.is_decimal(low) or not kinds.is_decimal(high):
        return f"{low}..{high}", ""
    first, last = Decimal(low), Decimal(high)
    return format((first + last) / 2, "f"), format((last - first) / 2, "f")


def why_not(question: Any) -> str:
    if question.kind == kinds.ORDER:
        return _("GIFT has no questions that put things in order.")
    return _("GIFT carries no pictures and no sounds.") if has_pictures(question) else ""


def has_pictures(question: Any) -> bool:
    return "media" in question.body or any("media" in option for option in question.body.get("options", []))


def write(questions: Sequence[Any]) -> bytes:
    parts, topic = [], None
    for question in questions:
        name = question.topic.name if question.topic else ""
        if name != (topic or ""):
            parts.append(f"$CATEGORY: {' '.join(name.replace('/', '-').split())}")
        topic = name
        explanation = reading.explanation_of(question)
        general = f"####{_escaped(explanation)}" if explanation else ""
        text = f"{_style(question)}{_escaped(question.body['text'])}"
        parts.append(f"::{_escaped(question.code)}::{text}{{{_inside(question)}{general}}}")
    return ("\n\n".join(parts) + "\n").encode()


def _style(question: Any) -> str:
    """Said only where it matters: Moodle reads as HTML what looks like it."""
    options = [option["text"] for option in question.body.get("options", [])]
    accepted = question.answer.get("accepted", [])
    texts = [question.body["text"], reading.explanation_of(question), *options, *accepted]
    return "[plain]" if any(is_marked(text) or _FORMAT.match(text) for text in texts) else ""


def _inside(question: Any) -> str:
    answer, options = question.answer, question.body.get("options", [])
    if question.kind == kinds.TRUTH:
        return "TRUE" if answer["right"] else "FALSE"
    if question.kind == kinds.SHORT:
        return " ".join("=" + _escaped(text.replace("*", "\\*")) for text in answer["accepted"])  # * is a wildcard
    if question.kind == kinds.NUMBER:
        return f"#{answer['value']}:{answer.get('tolerance') or '0'}"
    if question.kind == kinds.ONE:
        marks = ["=" if option["key"] == answer["right"] else "~" for option in options]
    else:
        marks = [f"~%{weight}%" for weight in reading.weights(question)]
    return " ".join(mark + _escaped(option["text"]) for mark, option in zip(marks, options, strict=True))


def _escaped(text: str) -> str:
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", "\\n")
