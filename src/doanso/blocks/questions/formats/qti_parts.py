"""What an item of QTI declares: its answers, its kinds of question, how it is graded."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doanso.blocks.questions.formats.reading import Item
from doanso.blocks.questions.formats.xml import child, children, local, text_of, within

FOREIGN = {
    "extendedTextInteraction": gettext_noop("An essay is read by a person; here answers are graded by the machine."),
    "uploadInteraction": gettext_noop("An essay is read by a person; here answers are graded by the machine."),
    "matchInteraction": gettext_noop("Matching pairs is a kind of question that is not offered here."),
    "associateInteraction": gettext_noop("Matching pairs is a kind of question that is not offered here."),
    "gapMatchInteraction": gettext_noop("Dragging words or pictures into place is not offered here."),
    "graphicGapMatchInteraction": gettext_noop("Dragging words or pictures into place is not offered here."),
    "inlineChoiceInteraction": gettext_noop("A text with several gaps (cloze) cannot be kept as one question."),
    "": gettext_noop("“%(kind)s” is a kind of question that is not offered here."),
}
_TEMPLATES = ("match_correct", "map_response")


@dataclass(frozen=True)
class Declaration:
    """`mapping`: what each answer is worth; `whole`: all or nothing, whatever the mapping says."""

    cardinality: str
    base: str
    correct: list[str]
    mapping: dict[str, Decimal] = field(default_factory=dict)
    otherwise: Decimal = Decimal(0)
    exact: bool = False
    whole: bool = False


def interactions(body: Any) -> list[Any]:
    return [found for found in body.iter() if isinstance(found.tag, str) and local(found).endswith("Interaction")]


def declared(root: Any, identifier: str) -> Declaration | None:
    found = next((one for one in children(root, "responseDeclaration") if one.get("identifier") == identifier), None)
    if found is None:
        return None
    right = child(found, "correctResponse")
    correct = [text_of(value).strip() for value in children(right, "value")] if right is not None else []
    mapping = child(found, "mapping")
    entries = children(mapping, "mapEntry") if mapping is not None else []
    return Declaration(
        found.get("cardinality", "single"),
        found.get("baseType", ""),
        correct,
        {entry.get("mapKey", ""): number(entry.get("mappedValue")) for entry in entries},
        number(mapping.get("defaultValue")) if mapping is not None else Decimal(0),
        any(entry.get("caseSensitive") == "true" for entry in entries),
        _template(root) == "match_correct",
    )


def number(text: str | None) -> Decimal:
    try:
        found = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**9 else Decimal(0)


def _template(root: Any) -> str:
    processing = child(root, "responseProcessing")
    return processing.get("template", "").rstrip("/").rpartition("/")[2] if processing is not None else ""


def graded_oddly(root: Any) -> bool:
    """Rules of its own, apart from the equality of numbers, which `tolerance` reads."""
    processing = child(root, "responseProcessing")
    if processing is None or _template(root) in _TEMPLATES:
        return False
    return not within(processing, "equal") and bool(len(processing) or _template(root))


def tolerance(root: Any, value: str, item: Item) -> str:
    """What may be more or less; relative tolerances are reckoned out."""
    for equal in within(root, "equal"):
        both = (equal.get("tolerance") or "0").split()
        mode = equal.get("toleranceMode", "exact")
        if len(set(both)) > 1:
            item.remark(_("The tolerance was not the same above and below; the first one counts."))
        if mode == "absolute":
            return both[0]
        if mode == "relative":
            item.remark(_("A tolerance in percent is reckoned out once."))
            return format(abs(number(value)) * number(both[0]) / 100, "f")
    return ""
