"""The form as a list of cards: what the page shows of each page, section and question."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.blocks.eforms import telling
from doanso.blocks.eforms.editing import Spot
from doanso.blocks.eforms.editing.doubts import Doubts
from doanso.blocks.eforms.editing.finding import PARTS, members
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.eforms.editing.types import TYPES, Type
from doanso.blocks.eforms.subjects import subjects

Json = dict[str, Any]
STRANGE = Type("?", "help", "")
SHORT = 60


@dataclass
class Card:
    """A question, a part of one, a section or a page."""

    spot: Spot
    row: Json
    name: str
    doubts: list[str]
    place: str = ""
    type: Type = STRANGE
    marks: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    cards: list["Card"] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Asked for again and again while the page is made."""
        self.path, self.id = str(self.spot), element_id(self.spot)
        self.own_key = self.spot.part or self.spot.key
        self.short = self.name if len(self.name) <= SHORT else self.name[: SHORT - 1] + "…"
        self.has_parts = self.row.get("type") in PARTS


def element_id(spot: Spot | str) -> str:
    """Keys hold no hyphen, so that no two share one."""
    return "c-" + str(spot).replace(":", "-").replace(".", "-")


class Board:
    def __init__(self, form: Json, doubts: Doubts) -> None:
        self.form, self.doubts = form, doubts
        self.names = telling.by_code(subjects(form))
        self.pages = [self._page(n, page) for n, page in enumerate(form["pages"], 1)]
        self.checks = [self._check(n, row) for n, row in enumerate(form.get("checks") or ())]

    @property
    def questions(self) -> int:
        return sum(len(section.cards) for page in self.pages for section in page.cards)

    @property
    def trouble(self) -> list[tuple[str, str, str]]:
        """(id, name, message) of everything that is not in order, in the order of the form."""
        cards = [card for page in self.pages for card in _all(page)] + self.checks
        found = [(card.id, card.name, message) for card in cards for message in card.doubts]
        shown = {card.path for card in cards}
        rest = [message for where, messages in self.doubts.items() if where not in shown for message in messages]
        return found + [("", "", message) for message in rest]

    def _page(self, number: int, page: Json) -> Card:
        spot = Spot("page", page["key"])
        place = _("page %(number)d of %(total)d") % {"number": number, "total": len(self.form["pages"])}
        name = words(page.get("title")) or _("Page %(number)d") % {"number": number}
        cards = [self._section(n, section, page) for n, section in enumerate(page["sections"], 1)]
        return Card(spot, page, name, self._doubts(spot), place, told=self._told(page), cards=cards)

    def _section(self, number: int, section: Json, page: Json) -> Card:
        spot = Spot("section", section["key"])
        values = {"number": number, "total": len(page["sections"]), "name": words(page.get("title"))}
        place = _("section %(number)d of %(total)d on the page “%(name)s”") % values
        name = words(section.get("title")) or _("Section without a title")
        rows = section["fields"]
        cards = [self._field(Spot("field", row["key"]), row, (n, len(rows), name)) for n, row in enumerate(rows, 1)]
        return Card(spot, section, name, self._doubts(spot), place, told=self._told(section), cards=cards)

    def _field(self, spot: Spot, row: Json, where: tuple[int, int, str]) -> Card:
        values = dict(zip(("number", "total", "name"), where, strict=True))
        place = _("question %(number)d of %(total)d in “%(name)s”") % values
        name, kind = words(row.get("label")) or row["key"], row.get("type", "")
        marks, told = _marks(row), self._told(row)
        cards = []
        if kind in PARTS:
            parts = members(row)
            cards = [
                self._field(Spot("field", spot.key, part["key"]), part, (n, len(parts), name))
                for n, part in enumerate(parts, 1)
            ]
        return Card(spot, row, name, self._doubts(spot), place, TYPES.get(kind, STRANGE), marks, told, cards)

    def _check(self, number: int, row: Json) -> Card:
        spot = Spot("check", str(number))
        told = [telling.condition(str(row.get("check", "")), self.names)]
        return Card(spot, row, words(row.get("message")), self._doubts(spot), told=told)

    def _doubts(self, spot: Spot) -> list[str]:
        return self.doubts.get(str(spot), [])

    def _told(self, row: Json) -> list[str]:
        """Conditions and formulas in words."""
        found = []
        for name, sentence in (
            ("show_if", _("Asked when %(condition)s")),
            ("required", _("Must be answered when %(condition)s")),
            ("check", _("Checked: %(condition)s")),
        ):
            if isinstance(row.get(name), str):
                found.append(sentence % {"condition": telling.condition(row[name], self.names)})
        if isinstance(row.get("computed"), str):
            found.append(_("Computed: %(formula)s") % {"formula": telling.formula(row["computed"], self.names)})
        return found


def _all(card: Card) -> list[Card]:
    return [card, *(below for child in card.cards for below in _all(child))]


def _marks(row: Json) -> list[str]:
    found = []
    if row.get("required") is True:
        found.append(_("required"))
    if row.get("prefill"):
        found.append(_("filled in beforehand"))
    if count := len(row.get("options") or ()):
        found.append(ngettext("%(n)d answer", "%(n)d answers", count) % {"n": count})
    return found
