"""All questions of a paper as one plain form, and what was typed into it in the language of the hot path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from doanso.features.contests.papers import Paper

ONE, MANY, TRUTH, ORDER = "mot", "nhieu", "dung_sai", "sap_xep"


@dataclass(frozen=True)
class Choice:
    """`place`: for a question of order, at which place it was put; else 0."""

    value: int
    text: str
    media: dict[str, Any] | None
    chosen: bool
    place: int


@dataclass(frozen=True)
class Question:
    number: int
    name: str
    kind: str
    text: str
    media: dict[str, Any] | None
    choices: list[Choice]
    answer: Any


class PlainPaper:
    def __init__(self, paper: Paper, answers: Mapping[str, Any]) -> None:
        self.shown = paper.shown()["questions"]
        self.answers = answers

    def questions(self) -> list[Question]:
        return list(self._questions())

    def _questions(self) -> Iterator[Question]:
        for place, seen in enumerate(self.shown):
            answer = self.answers.get(str(place))
            choices = [
                Choice(value, option["text"], option.get("media"), _is_chosen(value, answer), _place(value, answer))
                for value, option in enumerate(seen.get("options", []))
            ]
            yield Question(place + 1, f"c{place}", seen["kind"], seen["text"], seen.get("media"), choices, answer)

    def read(self, posted: QueryDict) -> dict[str, Any]:
        """What makes no sense is left out."""
        found = {}
        for place, seen in enumerate(self.shown):
            answer = _read(seen, f"c{place}", posted)
            if answer not in (None, "", []):
                found[str(place)] = answer
        return found


def _read(seen: dict[str, Any], name: str, posted: QueryDict) -> Any:
    size = len(seen.get("options", []))
    if seen["kind"] == TRUTH:
        return {"1": True, "0": False}.get(posted.get(name, ""))
    if seen["kind"] == ONE:
        return _below(posted.get(name, ""), size)
    if seen["kind"] == MANY:
        return sorted({value for typed in posted.getlist(name) if (value := _below(typed, size)) is not None})
    if seen["kind"] == ORDER:
        return _ordered([posted.get(f"{name}-{value}", "") for value in range(size)])
    return posted.get(name, "").strip()[:300]


def _ordered(typed: list[str]) -> list[int] | None:
    """Options by the places that were given them; None unless each place was given once."""
    places = [_below(text, len(typed) + 1) for text in typed]
    if sorted(place or 0 for place in places) != list(range(1, len(typed) + 1)):
        return None
    return sorted(range(len(typed)), key=lambda value: places[value] or 0)


def _below(typed: str, size: int) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) < size else None


def _is_chosen(value: int, answer: Any) -> bool:
    return value in answer if isinstance(answer, list) else value == answer and answer is not True


def _place(value: int, answer: Any) -> int:
    return answer.index(value) + 1 if isinstance(answer, list) and value in answer else 0
