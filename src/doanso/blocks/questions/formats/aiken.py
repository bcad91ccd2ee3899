"""Aiken: a question, its lettered answers, `ANSWER: B`."""

import re
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.gift import has_pictures
from doanso.blocks.questions.formats.reading import Item, Option, Read

_OPTION = re.compile(r"^([A-Za-z])[.)]\s+(.*)$")
_ANSWER = re.compile(r"^ANSWER:\s*(.*)$", re.IGNORECASE)


def read(data: bytes) -> list[Read]:
    found, start, lines = [], 1, []
    rows = reading.decoded(data).split("\n")
    for number, line in enumerate(rows, 1):
        if not line.strip():
            start = start if lines else number + 1
            continue
        lines.append(line.strip())
        if _ANSWER.match(line.strip()):
            found.append(_item(start, lines).done())
            start, lines = number + 1, []
    return [*found, *([_item(start, lines).done()] if lines else [])]


def _item(start: int, lines: list[str]) -> Item:
    item = Item(_("Line %(number)s") % {"number": start})
    text, options, right = [], [], None
    for line in lines:
        if answer := _ANSWER.match(line):
            right = answer[1].strip().rstrip(".)").upper()
        elif option := _OPTION.match(line):
            options.append((option[1].upper(), option[2]))
        elif options:
            options[-1] = (options[-1][0], f"{options[-1][1]}\n{line}")
        else:
            text.append(line)
    item.text = "\n".join(text)
    letters = [letter for letter, _text in options]
    if right is None:
        item.refuse(_("The line “ANSWER:” is missing."))
    elif letters.count(right) != 1:
        item.refuse(_("“ANSWER: %(text)s” names none of the answers, or several.") % {"text": right[:40]})
    else:
        item.choose([Option(text) for _letter, text in options], [letters.index(right)], kind=kinds.ONE)
    return item


def why_not(question: Any) -> str:
    if question.kind != kinds.ONE:
        return _("Aiken has only questions with one choice.")
    if has_pictures(question):
        return _("Aiken carries no pictures and no sounds.")
    lines = [question.body["text"], *(option["text"] for option in question.body["options"])]
    if any("\n" in line for line in lines) or any(_OPTION.match(lines[0]) or _ANSWER.match(line) for line in lines):
        return _("Aiken holds no text of several lines, nor one that looks like an answer.")
    return ""


def write(questions: Sequence[Any]) -> bytes:
    return "\n".join(_written(question) for question in questions).encode()


def _written(question: Any) -> str:
    options = question.body["options"]
    right = [option["key"] for option in options].index(question.answer["right"])
    lines = [f"{letter}. {option['text']}" for letter, option in zip(ascii_uppercase, options, strict=False)]
    return "\n".join([question.body["text"], *lines, f"ANSWER: {ascii_uppercase[right]}", ""])
