"""What an author says of a question, before it is one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from string import ascii_uppercase
from typing import Any

from doanso.blocks.questions import kinds
from doanso.blocks.questions.models import Difficulty, Topic

Json = dict[str, Any]


@dataclass(frozen=True)
class Content:
    kind: str
    body: dict[str, Any]
    answer: dict[str, Any]
    explanation: str = ""
    source: str = ""
    difficulty: int = Difficulty.MEDIUM
    topic: Topic | None = field(default=None, compare=False)

    def says_the_same(self, other: "Content") -> bool:
        """Nothing that an entrant reads, and nothing that decides what is right, differs."""
        return (self.kind, self.body, self.answer) == (other.kind, other.body, other.answer) and (
            self.explanation,
            self.source,
        ) == (other.explanation, other.source)


@dataclass(frozen=True)
class Row:
    """One answer to choose from, as it is written down; `key`: the letter it has already."""

    text: str
    key: str = ""
    media: str = ""


def assemble(rows: Sequence[Row], right: Sequence[int], *, kind: str, partial: bool = False) -> tuple[Json, Json]:
    """Lettered options and the key, from the places of the right ones; for ORDER, rows come in their right order.

    What is to be put in order is kept in an order that follows from the texts alone, so that it gives nothing away.
    The body has no text yet.
    """
    places = list(range(len(rows)))
    if kind == kinds.ORDER:
        places.sort(key=lambda place: sha256(rows[place].text.encode()).digest())
    letters = chain(ascii_uppercase, (f"{letter}{letter}" for letter in ascii_uppercase))
    free = (letter for letter in letters if letter not in {row.key for row in rows})
    keys = {place: rows[place].key or next(free) for place in places}
    options = [{"key": keys[place], "text": rows[place].text} | _media(rows[place]) for place in places]
    if kind == kinds.ONE:
        return {"options": options}, {"right": keys[right[0]] if len(right) == 1 else ""}
    chosen = [keys[place] for place in (range(len(rows)) if kind == kinds.ORDER else right)]
    return {"options": options}, {"right": chosen, "partial": partial}


def _media(row: Row) -> Json:
    return {"media": row.media} if row.media else {}


def choosing(texts: Sequence[str], right: Sequence[int], *, kind: str, partial: bool = False) -> tuple[Json, Json]:
    return assemble([Row(text) for text in texts], right, kind=kind, partial=partial)


def ordering(texts: Sequence[str], *, partial: bool = True) -> tuple[Json, Json]:
    return assemble([Row(text) for text in texts], (), kind=kinds.ORDER, partial=partial)
