"""What an author says of a question, before it is one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from string import ascii_uppercase
from typing import Any

from doanso.blocks.questions import kinds
from doanso.blocks.questions.models import Difficulty, Topic


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


def choosing(texts: Sequence[str], right: Sequence[int], *, kind: str, partial: bool = False) -> tuple[dict, dict]:
    """Options lettered A, B, C … and the key, from the places of the right ones. The body has no text yet."""
    letters = ascii_uppercase[: len(texts)]
    options = [{"key": letter, "text": text} for letter, text in zip(letters, texts, strict=True)]
    chosen = [letters[place] for place in right]
    if kind == kinds.ONE:
        return {"options": options}, {"right": chosen[0] if len(chosen) == 1 else ""}
    return {"options": options}, {"right": chosen, "partial": partial}


def ordering(texts: Sequence[str], *, partial: bool = True) -> tuple[dict, dict]:
    """Texts in their right order, kept in one that follows from the texts alone, so that it gives nothing away."""
    mixed = sorted(texts, key=lambda text: sha256(text.encode()).digest())
    return choosing(mixed, [mixed.index(text) for text in texts], kind=kinds.ORDER, partial=partial)
