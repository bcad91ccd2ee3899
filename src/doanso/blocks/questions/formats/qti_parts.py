"""What an item of QTI declares: its answers, its kinds of question; and the names of QTI 3 as QTI 2 has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any

from django.utils.translation import gettext_noop

from doanso.blocks.questions.formats.xml import child, children, local, text_of

_ESSAY = gettext_noop("An essay is read by a person; here answers are graded by the machine.")
_PAIRS = gettext_noop("Matching pairs is a kind of question that is not offered here.")
_DRAGGED = gettext_noop("Dragging words or pictures into place is not offered here.")
_POINTED = gettext_noop("Pointing at places in a text or a picture is not offered here.")
FOREIGN = {
    "extendedTextInteraction": _ESSAY,
    "uploadInteraction": _ESSAY,
    "drawingInteraction": _ESSAY,
    "matchInteraction": _PAIRS,
    "associateInteraction": _PAIRS,
    "graphicAssociateInteraction": _PAIRS,
    "gapMatchInteraction": _DRAGGED,
    "graphicGapMatchInteraction": _DRAGGED,
    "positionObjectInteraction": _DRAGGED,
    "graphicOrderInteraction": _POINTED,
    "hotspotInteraction": _POINTED,
    "hottextInteraction": _POINTED,
    "selectPointInteraction": _POINTED,
    "customInteraction": gettext_noop("A question that brings a program of its own is not offered here."),
    "portableCustomInteraction": gettext_noop("A question that brings a program of its own is not offered here."),
    "": gettext_noop("“%(kind)s” is a kind of question that is not offered here."),
}
_THREE = re.compile(r"qti-([a-z]+(?:-[a-z]+)*)")
_CODED = re.compile(r"&#[0-9]+;")


@dataclass(frozen=True)
class Declaration:
    """`mapping`: what each answer is worth, with whether its case counts."""

    cardinality: str
    base: str
    correct: list[str]
    mapping: dict[str, Decimal] = field(default_factory=dict)
    otherwise: Decimal = Decimal(0)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    loose: frozenset[str] = frozenset()

    @property
    def right(self) -> list[Any]:
        return [typed(value, self.base) for value in self.correct]

    def arranged(self, reply: Sequence[Any]) -> list[Any]:
        """What has no order of its own, in one."""
        return sorted(reply, key=str) if self.cardinality == "multiple" else list(reply)

    def mapped(self, reply: Sequence[Any]) -> Decimal:
        total = sum((self._worth(one) for one in reply), Decimal(0))
        total = total if self.lowest is None else max(self.lowest, total)
        return total if self.highest is None else min(self.highest, total)

    def _worth(self, one: Any) -> Decimal:
        if isinstance(one, Decimal):
            return next((worth for key, worth in self.mapping.items() if typed(key, self.base) == one), self.otherwise)
        if one in self.mapping:
            return self.mapping[one]
        folded = str(one).casefold()
        return next((self.mapping[key] for key in self.loose if key.casefold() == folded), self.otherwise)


def interactions(body: Any) -> list[Any]:
    """What asks something; some programs write their names in small letters. A button for help asks nothing."""
    found = [one for one in body.iter() if isinstance(one.tag, str) and local(one).lower().endswith("interaction")]
    inner = {one for outer in found for one in outer.iterdescendants()}  # a program of its own stands inside of one
    return [one for one in found if local(one) != "endAttemptInteraction" and one not in inner]


def declared(root: Any, identifier: str) -> Declaration | None:
    found = next((one for one in children(root, "responseDeclaration") if one.get("identifier") == identifier), None)
    if found is None:
        return None
    right, mapping = child(found, "correctResponse"), child(found, "mapping")
    correct = [meant(text_of(value).strip()) for value in children(right, "value")] if right is not None else []
    entries = children(mapping, "mapEntry") if mapping is not None else []
    bounds = [mapping.get(name) if mapping is not None else None for name in ("lowerBound", "upperBound")]
    lowest, highest = (number(bound) if bound else None for bound in bounds)
    return Declaration(
        found.get("cardinality", "single"),
        found.get("baseType", ""),
        correct,
        {meant(entry.get("mapKey", "")): number(entry.get("mappedValue")) for entry in entries},
        number(mapping.get("defaultValue")) if mapping is not None else Decimal(0),
        lowest,
        highest,
        frozenset(meant(entry.get("mapKey", "")) for entry in entries if entry.get("caseSensitive") == "false"),
    )


def meant(text: str) -> str:
    """Programs that know plain letters only write others as numbers."""
    return unescape(text) if _CODED.search(text) else text


def number(text: str | None) -> Decimal:
    try:
        found = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**9 else Decimal(0)


def typed(text: str, base: str) -> Any:
    """A number, true or false, or the text."""
    if base in {"float", "integer"} and isinstance(text, str):
        try:
            found = Decimal(text.strip())
        except InvalidOperation:
            return text
        return found if found.is_finite() and abs(found) < 10**20 else text
    return text == "true" if base == "boolean" else text


def as_two(root: Any) -> Any:
    """QTI 3 says the same as QTI 2 with other names: <qti-simple-choice> is <simpleChoice>, max-choices maxChoices."""
    if not _THREE.fullmatch(local(root)):
        return root
    for element in root.iter():
        if isinstance(element.tag, str) and (named := _THREE.fullmatch(local(element))):
            element.tag = _camel(named[1])
            for name in [name for name in element.attrib if "-" in name and not name.startswith(("data-", "{"))]:
                element.set(_camel(name), element.attrib.pop(name))
    return root


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)
