"""The words that a workbook uses for what is a choice.

They are Vietnamese whatever the reader's language: a file that one colleague wrote is read by another.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import override

from doanso.blocks.eforms.editing.types import TYPES
from doanso.core.units import assignees
from doanso.features.procedures.models import Channel, Kind, Version
from doanso.features.procedures.queries.guides import legal_line
from doanso.features.procedures.services.authoring import pasting, table
from doanso.lib.text import fold

YES, NO = "có", "không"
folded = lru_cache(maxsize=8192)(fold)  # the same few words stand in thousands of cells


@dataclass
class Words:
    """`choices`: for each kind of choice, the word of every code. `seats`: folded words → who does a step."""

    choices: dict[str, dict[str, str]]
    seats: dict[str, str]
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)

    def code(self, lists: str, said: str) -> str | None:
        """Of a word of that list, or of itself."""
        if lists not in self._codes:
            found = {folded(code): code for code in self.choices[lists]}
            self._codes[lists] = found | {folded(word): code for code, word in self.choices[lists].items()}
        return self._codes[lists].get(folded(said))

    def who(self, assignee: str) -> str:
        """In words when they mean this one and no other; else the expression."""
        if assignee not in self._told:
            with override("vi"):
                said = table.in_words(assignee)
            self._told[assignee] = said if self.seats.get(folded(said)) == assignee else assignee
        return self._told[assignee]

    def assignee(self, said: str) -> str | None:
        """The expression; None for words that mean nobody."""
        return self.seats.get(folded(said)) or (None if assignees.check(said) else said)

    def legal(self, item: Any) -> str:
        if isinstance(item, str):
            return item
        with override("vi"):
            return legal_line(item)


def load() -> Words:
    with override("vi"):
        choices = {
            "kind": _texts(dict(Kind.choices)),
            "limit_unit": _texts(dict(Version.Limit.choices)),
            "mode": _texts(dict(Channel.choices)),
            "type": {name: str(told.name) for name, told in TYPES.items()},
            "step": _texts(table.kinds()),
            "actions": {"forward": "chuyển bước sau", **_texts(table.actions())},
        }
        return Words(choices, pasting.known_seats())


def _texts(choices: dict[str, str]) -> dict[str, str]:
    return {code: str(words) for code, words in choices.items()}
