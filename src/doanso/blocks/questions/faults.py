"""What keeps a question from being asked, in words. It takes whatever JSON there is: a file may hold anything."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.kinds import MANY, NUMBER, ONE, ORDER, SHORT, TRUTH
from doanso.lib.text import clean_name

MOST_TEXT, MOST_OPTION, MOST_OPTIONS, MOST_ACCEPTED = 4000, 1000, 12, 30


def faults(kind: str, body: Any, answer: Any) -> list[str]:
    """Empty when the question can be asked and graded."""
    if not isinstance(body, dict) or not isinstance(answer, dict) or kind not in _KEYS:
        return [_("This is not a question of a kind that is known here.")]
    found = list(_text(body.get("text")))
    if kind in kinds.WITH_OPTIONS:
        options = body.get("options")
        if wrong := list(_options(options)):
            return found + wrong
        return found + list(_KEYS[kind](answer, kinds.keys(body)))
    if body.get("options"):
        found.append(_("A question of this kind has no answers to choose from."))
    return found + list(_KEYS[kind](answer, []))


def _text(text: Any) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield _("The question has no text.")
    elif len(text) > MOST_TEXT:
        yield _("The text of the question is longer than %(most)s characters.") % {"most": MOST_TEXT}


def _options(options: Any) -> Iterator[str]:
    if not isinstance(options, list) or not all(_is_option(option) for option in options):
        yield _("The answers to choose from cannot be read.")
        return
    if len(options) < 2:
        yield _("At least two answers to choose from are needed.")
    if len(options) > MOST_OPTIONS:
        yield _("There are more than %(most)s answers to choose from.") % {"most": MOST_OPTIONS}
    if any(len(option["text"]) > MOST_OPTION for option in options):
        yield _("An answer is longer than %(most)s characters.") % {"most": MOST_OPTION}
    if any(not option["text"].strip() and not option.get("media") for option in options):
        yield _("An answer to choose from is empty.")
    if len({option["key"] for option in options}) != len(options):
        yield _("Two answers have the same letter.")
    texts = [clean_name(option["text"]) for option in options if not option.get("media")]
    if twice := next((text for text in texts if text and texts.count(text) > 1), ""):
        yield _("The answer “%(text)s” is there twice.") % {"text": twice}


def _is_option(option: Any) -> bool:
    named = isinstance(option, dict) and isinstance(option.get("key"), str) and isinstance(option.get("text"), str)
    return named and bool(option["key"]) and isinstance(option.get("media", ""), str)


def _one(answer: dict[str, Any], keys: list[str]) -> Iterator[str]:
    right = answer.get("right")
    if not isinstance(right, str) or right not in keys:
        yield _("Mark which answer is right.")


def _listed(right: Any) -> list[str]:
    return right if isinstance(right, list) and all(isinstance(key, str) for key in right) else []


def _many(answer: dict[str, Any], keys: list[str]) -> Iterator[str]:
    right = _listed(answer.get("right"))
    if not right or not set(right) <= set(keys) or len(set(right)) != len(right):
        yield _("Mark which answers are right.")
    elif len(right) == len(keys):
        yield _("All answers are right: then there is nothing to choose.")


def _truth(answer: dict[str, Any], _keys: list[str]) -> Iterator[str]:
    if not isinstance(answer.get("right"), bool):
        yield _("Say whether the statement is true or false.")


def _order(answer: dict[str, Any], keys: list[str]) -> Iterator[str]:
    if sorted(_listed(answer.get("right"))) != sorted(keys):
        yield _("The right order must name every answer once.")


def _short(answer: dict[str, Any], _keys: list[str]) -> Iterator[str]:
    accepted = _listed(answer.get("accepted"))
    if not accepted or not all(kinds.folded_reply(text) for text in accepted):
        yield _("Write at least one answer that is accepted.")
    elif any(len(text) > kinds.MOST_LETTERS for text in accepted) or len(accepted) > MOST_ACCEPTED:
        yield _("There are too many accepted answers, or one is too long.")


def _number(answer: dict[str, Any], _keys: list[str]) -> Iterator[str]:
    tolerance = answer.get("tolerance") or "0"
    if not kinds.is_decimal(answer.get("value")):
        yield _("The right number cannot be read.")
    elif not kinds.is_decimal(tolerance) or Decimal(tolerance) < 0:
        yield _("The tolerance is a number that is not below zero.")


_KEYS = {ONE: _one, MANY: _many, TRUTH: _truth, ORDER: _order, SHORT: _short, NUMBER: _number}
