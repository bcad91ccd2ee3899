"""GIFT, the text format of Moodle: `::title:: text {=right ~wrong}`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.markup import plain
from doanso.blocks.questions.formats.reading import WHOLE, Item, Option, Read, Weighed

_SPECIAL = "~=#{}:"
_ESCAPED = {letter: chr(0xE000 + place) for place, letter in enumerate([*_SPECIAL, "\\"])}
_MEANT = {mark: letter for letter, mark in _ESCAPED.items()} | {"\ue010": "\n"}
_TITLE = re.compile(r"^::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"^\s*%(-?[0-9]+(?:[.,][0-9]+)?)%")
_OWN_COMMENT = re.compile(r"^//\s*question:\s*[0-9]+\s+name:")
_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_BLANK = "_____"


@dataclass
class _Block:
    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    category: str = ""


def read(data: bytes) -> list[Read]:
    return [_item(block).done() for block in _blocks(reading.decoded(data))]


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are apart by blank lines, but not inside their braces."""
    block, category, depth = _Block(0), "", 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = _hidden(line)
        if not depth and line.startswith("$CATEGORY:"):
            category = line.removeprefix("$CATEGORY:").strip()
        elif line.lstrip().startswith("//"):
            block.comments += [] if _OWN_COMMENT.match(line.lstrip()) else [line.lstrip("/ ").strip()]
        elif line.strip() or depth:
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
    item = Item(_("Line %(number)s") % {"number": block.line}, topic=block.category.rstrip("/").split("/")[-1])
    for comment in block.comments:
        item.remark(_("A comment is not kept: “%(text)s”") % {"text": comment[:120]})
    text = "\n".join(block.lines).strip()
    if title := _TITLE.match(text):
        text = text[title.end() :].strip()
        _titled(item, _shown(title[1]))
    style = _FORMAT.match(text)
    text, html = text[style.end() :] if style else text, bool(style) and style[1].lower() == "html"
    if style and style[1].lower() == "markdown":
        item.remark(_("Marks of Markdown are kept as plain characters."))
    before, opened, rest = text.partition("{")
    inside, closed, after = rest.partition("}")
    item.text = _words(item, before, html)
    if not opened or not closed:
        item.refuse(_("This is a text without a question, or its braces do not close."))
    elif "{" in after:
        item.refuse(_("A text with several gaps (cloze) cannot be kept as one question."))
    else:
        if after.strip():
            item.text = f"{item.text} {_BLANK} {_words(item, after, html)}"
        _answers(item, inside, html)
    return item


def _titled(item: Item, title: str) -> None:
    if re.fullmatch(r"[\w.-]{1,40}", title):
        item.code = title
    elif title:
        item.remark(_("The title “%(text)s” is not kept.") % {"text": title[:80]})


def _words(item: Item, text: str, html: bool) -> str:
    return plain(_shown(text), item)[0] if html else _shown(text)


def _answers(item: Item, inside: str, html: bool) -> None:
    inside, _mark, explanation = inside.partition("####")
    item.explain(_words(item, explanation, html))
    bare = inside.strip()
    verdict, _mark, feedback = bare.partition("#")
    if not bare:
        item.refuse(_("An essay is read by a person; here answers are graded by the machine."))
    elif bare.startswith("#"):
        _number(item, bare[1:], html)
    elif verdict.strip().upper() in _TRUE | _FALSE:
        item.kind, item.answer = kinds.TRUTH, {"right": verdict.strip().upper() in _TRUE}
        for text in feedback.split("#"):
            _feedback(item, _words(item, text, html))
    else:
        _choices(item, bare, html)


def _choices(item: Item, bare: str, html: bool) -> None:
    parts = [(part[0], part[1:]) for part in re.findall(r"[~=][^~=]*", bare)]
    if not re.match("[~=]", bare):
        item.refuse(_("The answers cannot be read: each begins with = or ~."))
    elif all(mark == "=" for mark, _text in parts):
        if any("->" in text for _mark, text in parts):
            item.refuse(_("Matching pairs is a kind of question that is not offered here."))
        else:
            reading.short(item, [_weighed(item, mark, text, html) for mark, text in parts])
    else:
        told = [_weighed(item, mark, text, html) for mark, text in parts]
        weighed = [Weighed(Option(text), weight) for text, weight in told]
        (reading.single if any(mark == "=" for mark, _text in parts) else reading.several)(item, weighed)


def _weighed(item: Item, mark: str, text: str, html: bool) -> tuple[str, Decimal]:
    weight = WHOLE if mark == "=" else Decimal(0)
    if found := _WEIGHT.match(text):
        weight, text = Decimal(found[1].replace(",", ".")), text[found.end() :]
    text, _mark, feedback = text.partition("#")
    _feedback(item, _words(item, feedback, html))
    return _words(item, text, html), weight


def _feedback(item: Item, text: str) -> None:
    if text:
        item.explain(text)
        item.remark(_("What was said to each answer now stands in the explanation."))


def _number(item: Item, inside: str, html: bool) -> None:
    parts = re.findall(r"=[^=]*", inside) if inside.strip().startswith("=") else [f"={inside}"]
    found = []
    for part in parts:
        text, weight = _weighed(item, "=", part[1:], html)
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
        parts.append(f"::{_escaped(question.code)}::{_escaped(question.body['text'])}{{{_inside(question)}{general}}}")
    return ("\n\n".join(parts) + "\n").encode()


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
