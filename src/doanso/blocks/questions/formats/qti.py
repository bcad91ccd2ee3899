"""QTI 2 and 3: a package, a file of items, or one item alone; of QTI 1.2 see `qti_old`."""

import posixpath
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.faults import MOST_ACCEPTED, MOST_OPTIONS
from doanso.blocks.questions.formats import package, qti_old, reading
from doanso.blocks.questions.formats.qti_grading import Grading
from doanso.blocks.questions.formats.qti_parts import (
    FOREIGN,
    Declaration,
    as_two,
    declared,
    interactions,
    number,
    typed,
)
from doanso.blocks.questions.formats.qti_words import Words
from doanso.blocks.questions.formats.reading import Item, Option, Read, Weighed
from doanso.blocks.questions.formats.xml import child, children, local, parsed, text_of, within
from doanso.lib.errors import Refused

_AIDS = ("catalogInfo", "companionMaterialsInfo", "apipAccessibility")
_TRUTHS = {
    "true": {"true", "đúng", "t", "yes", "có", "richtig", "wahr", "vrai", "verdadero"},
    "false": {"false", "sai", "f", "no", "không", "falsch", "faux", "falso"},
}


def read(data: bytes) -> list[Read]:
    if not data.startswith(b"PK"):
        root = as_two(parsed(data))
        found = list(_items(root, _("A single question"), {}))
        if found or local(root) == "questestinterop":
            return found
        return [Read(_("A single question"), "", reasons=(_("This is no item of QTI 1.2, 2 or 3."),))]
    files = package.unpacked(data)
    roots, found = [], []
    for name in package.holding(files):
        try:
            root = as_two(parsed(files[name]))
        except Refused as refusal:
            found.append(Read(name, "", reasons=(refusal.message,)))
            continue
        roots.append(root)
        found += _items(root, name, files)
    lost = _("The manifest names this file, but it is not in the package.")
    found += [Read(name, "", reasons=(lost,)) for name in package.missing(files, roots)]
    if not found:
        raise Refused(_("There is no question of QTI in this package."), field="file")
    return found


def _items(root: Any, place: str, files: dict[str, bytes]) -> Iterator[Read]:
    if local(root) == "questestinterop":
        yield from qti_old.read(root, posixpath.basename(place) if files else "", files)
        return
    items = within(root, "assessmentItem")
    for count, item in enumerate(items, 1):
        where = place if len(items) == 1 else f"{posixpath.basename(place)} {count}"
        yield _item(item, where, files, posixpath.dirname(place)).done()


def _item(root: Any, place: str, files: dict[str, bytes], folder: str) -> Item:
    item, body = Item(place), child(root, "itemBody")
    reader = Words(item, files, folder)
    item.named(root.get("identifier", ""))
    if body is not None:
        reader.gather(root, body)
    asked = interactions(body) if body is not None else []
    _notes(item, root, reader)
    if len(asked) != 1:
        item.text = reader.text(body) if body is not None else root.get("title", "")
        item.refuse(_("It asks several things at once.") if asked else _("This is a text without a question."))
        return item
    _ask(item, root, asked[0], reader)
    item.text = reader.around(body, asked[0]) or root.get("title", "")
    item.titled(root.get("title", ""))
    item.body |= reader.media
    return item


def _notes(item: Item, root: Any, reader: Words) -> None:
    if within(root, "templateDeclaration"):
        item.refuse(_("A question with numbers that are drawn anew each time is not offered here."))
    if root.get("adaptive") == "true":
        item.refuse(_("A question that changes with what is answered is not offered here."))
    told = [(one.get("title", "").strip(), reader.text(one)) for one in children(root, "modalFeedback")]
    several = len({said for _title, said in told}) > 1
    for title, said in told:
        item.explain(f"{title}: {said}" if several and title and said else said)
    most = next((one for one in children(root, "outcomeDeclaration") if one.get("identifier") == "MAXSCORE"), None)
    if most is not None and number(text_of(most).strip()) not in {Decimal(0), Decimal(1)}:
        item.remark(_("How many points it gives is said by each contest."))
    if any(children(root, name) for name in _AIDS):
        item.remark(_("Aids for reading that come with the question are not kept."))


def _ask(item: Item, root: Any, asked: Any, reader: Words) -> None:
    name, identifier = local(asked), asked.get("responseIdentifier", "")
    declaration = declared(root, identifier)
    if declaration is None or name not in _KINDS:
        item.refuse(_(FOREIGN.get(name, FOREIGN[""])) % {"kind": name})
        return
    grading = Grading(root, identifier, declaration)
    _KINDS[name](item, asked, declaration, grading, reader)
    if grading.odd:
        item.remark(_("Its own rules of grading are not kept: the right answer counts."))


def _choice(item: Item, asked: Any, said: Declaration, grading: Grading, reader: Words) -> None:
    choices = [*children(asked, "simpleChoice"), *children(asked, "inlineChoice")]
    names = [choice.get("identifier", "") for choice in choices]
    options = [reader.choice(choice) for choice in choices]
    if len(choices) > MOST_OPTIONS:
        item.choose(options, [], kind=kinds.ONE)
    elif said.cardinality == "multiple":
        _several(item, options, names, said, grading)
    else:
        shares = grading.shares(names) or _declared(said, names)
        if _is_truth(names, options):
            right = [name for name in names if shares[name] == reading.WHOLE]
            item.kind, item.answer = kinds.TRUTH, {"right": right == ["true"] if len(right) == 1 else None}
            return
        reading.single(item, [Weighed(one, shares[name]) for one, name in zip(options, names, strict=True)])


def _is_truth(names: list[str], options: list[Option]) -> bool:
    """Names alone do not make one: what is said must be true and false, or it would be lost."""
    told = {name: one.text.casefold().strip(" .") for name, one in zip(names, options, strict=True) if not one.media}
    return sorted(told) == ["false", "true"] and all(told[name] in known for name, known in _TRUTHS.items())


def _declared(said: Declaration, names: list[str]) -> dict[str, Decimal]:
    """What each gives, in percent, where no rules say so."""
    most = max(said.mapping.values(), default=Decimal(0))
    if most > 0:
        return {name: said.mapping.get(name, Decimal(0)) * 100 / most for name in names}
    return {name: reading.WHOLE if name in said.correct else Decimal(0) for name in names}


def _several(item: Item, options: list[Option], names: list[str], said: Declaration, grading: Grading) -> None:
    by_parts = any(weight > 0 for weight in said.mapping.values())
    right = [name for name in names if name in said.correct]
    if right and (whole := grading.score(right)) is not None:
        nothing = grading.nothing()
        by_parts = by_parts and whole > nothing and (len(right) == 1 or (grading.score(right[:1]) or 0) > nothing)
    if by_parts:
        total = sum((weight for weight in said.mapping.values() if weight > 0), Decimal(0))
        weights = [said.mapping.get(name, said.otherwise) * 100 / total for name in names]
        reading.several(item, [Weighed(one, weight) for one, weight in zip(options, weights, strict=True)])
    else:
        item.choose(options, [names.index(name) for name in right], kind=kinds.MANY)


def _order(item: Item, asked: Any, said: Declaration, grading: Grading, reader: Words) -> None:
    texts = {choice.get("identifier", ""): reader.choice(choice) for choice in children(asked, "simpleChoice")}
    swapped = [*said.correct[:-2], *reversed(said.correct[-2:])]
    if grading.score(said.correct) == 0 or (grading.score(swapped) or 0) > 0:
        grading.known = False
    if any(option.media for option in texts.values()):
        item.refuse(_("A picture or sound stands where only text can be kept."))
    elif sorted(texts) != sorted(said.correct):
        item.refuse(_("The right order must name every answer once."))
    else:
        reading.in_order(item, [texts[name].text for name in said.correct], partial=False)


def _entry(item: Item, _asked: Any, said: Declaration, grading: Grading, _reader: Words) -> None:
    if said.base in {"float", "integer"}:
        _number(item, said, grading)
        return
    told = [text for text in grading.told("stringMatch", "match") if isinstance(text, str)]
    texts = list(dict.fromkeys([*said.correct, *said.mapping, *told]))
    if len(texts) > 2 * MOST_ACCEPTED:
        item.refuse(_("There are too many accepted answers, or one is too long."))
        return
    shares = grading.shares(texts) or _declared_texts(said, texts)
    reading.short(
        item, [(text.replace("*", "\\*"), shares[text]) for text in texts], exact=_exact(texts, said, grading)
    )
    if item.answer["exact"]:
        item.remark(_("Upper and lower case letters count, as they did there."))


def _declared_texts(said: Declaration, texts: list[str]) -> dict[str, Decimal]:
    return _declared(said, texts) | {text: reading.WHOLE for text in said.correct if text not in said.mapping}


def _exact(texts: list[str], said: Declaration, grading: Grading) -> bool:
    """Whether the other case of an accepted text is worth less."""
    for text in texts:
        score, other = grading.score([text]), grading.score([text.swapcase()])
        if score and grading.known and text != text.swapcase():
            return (other or 0) < score
    return bool(said.mapping) and not said.loose


def _number(item: Item, said: Declaration, grading: Grading) -> None:
    best = [key for key, worth in said.mapping.items() if worth == max(said.mapping.values()) > 0]
    values = said.correct or best
    if bounds := grading.bounds():
        reading.number(item, [(*bounds, reading.WHOLE)])
        return
    kept = values[0] if values else ""
    tolerance = grading.tolerance(kept, item)
    reading.number(item, [(value, tolerance, reading.WHOLE) for value in values])
    if grading.score([typed(kept, said.base)]) == 0:
        grading.known = False


_KINDS = {
    "choiceInteraction": _choice,
    "inlineChoiceInteraction": _choice,
    "orderInteraction": _order,
    "textEntryInteraction": _entry,
}
