"""QTI 1.2, as Canvas, Blackboard, Respondus, Sakai and others write it: `<questestinterop>`, an `<item>` a question."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import reading
from doanso.blocks.questions.formats.qti_old_words import ANSWERS, Words
from doanso.blocks.questions.formats.qti_parts import meant
from doanso.blocks.questions.formats.reading import Item, Read, Weighed
from doanso.blocks.questions.formats.xml import child, children, local, text_of, within

ROOT = b"<questestinterop"
_COMPARED = {"varequal", "varsubset", "vargte", "vargt", "varlte", "varlt"}
_SAME = re.compile(r"[\w.-]{1,40}")


def read(root: Any, place: str, files: Mapping[str, bytes]) -> Iterator[Read]:
    items = within(root, "item")
    passages = {element.get("ident"): element for element in items}
    for number, element in enumerate(items, 1):
        item = _item(element, f"{place} {number}".strip(), files)
        if (passage := passages.get(_told(element).get("parent_stimulus_item_ident", "-"))) is not None:
            item.text = f"{Words(item, files).of(child(passage, 'presentation'))}\n\n{item.text}"
        yield item.done()
    for bank in within(root, "sourcebank_ref"):
        name = text_of(bank).strip()
        yield Read(place, name, reasons=(_("It takes questions from another bank, which is not in the file."),))


def _item(element: Any, place: str, files: Mapping[str, bytes]) -> Item:
    item = Item(place)
    shown = child(element, "presentation")
    words = Words(item, files)
    media: dict[str, str] = {}
    item.text = words.of(shown, media) if shown is not None else ""
    item.text = item.text or element.get("title", "")
    if _SAME.fullmatch(element.get("label", "")):
        item.code = element.get("label", "")
    _explain(item, [said for said in map(words.of, within(element, "itemfeedback")) if said])
    _asked(item, element, words)
    item.body |= media
    if any(text_of(hint).strip() for hint in within(element, "hint")):
        item.remark(_("Hints for a further try are not kept."))
    if _decimal(_told(element).get("points_possible", "1")) not in {Decimal(0), Decimal(1)}:
        item.remark(_("How many points it gives is said by each contest."))
    item.titled(element.get("title", ""))
    return item


def _asked(item: Item, element: Any, words: Words) -> None:
    shown = child(element, "presentation")
    parts = shown.iter() if shown is not None else []
    asked = [one for one in parts if isinstance(one.tag, str) and local(one) in ANSWERS]
    asked = [one for one in asked if local(one) != "response_extension"] or asked
    if not asked and _told(element).get("question_type") == "file_upload_question":
        item.refuse(_("An essay is read by a person; here answers are graded by the machine."))
    elif not asked:
        item.refuse(_("This is a text without a question."))
    elif len(asked) > 1:
        item.refuse(_("It asks several things at once."))
    else:
        _ask(item, element, asked[0], words)


def _explain(item: Item, feedbacks: list[str]) -> None:
    for said in feedbacks:
        item.explain(said)
    if len(feedbacks) > 1:
        item.remark(_("What was said to each answer now stands in the explanation."))


def _ask(item: Item, element: Any, asked: Any, words: Words) -> None:
    rules, kind = _rules(element), _kind(element, asked)
    if asked.get("rcardinality") == "Ordered":
        _order(item, asked, rules, words)
    elif local(asked) == "response_lid" and within(asked, "render_choice") and kind != "KPRIM":
        single = _told(element).get("qmd_questiontype") in {"Multiple Choice", "True/False"}
        _choice(item, asked, rules, words, single=single or asked.get("rcardinality") != "Multiple")
    elif local(asked) in {"response_str", "response_num"} and not rules:
        item.refuse(_("An essay is read by a person; here answers are graded by the machine."))
    elif local(asked) in {"response_str", "response_num"}:
        _entry(item, rules)
    else:
        item.refuse(_("“%(kind)s” is a kind of question that is not offered here.") % {"kind": kind[:40]})


def _kind(element: Any, asked: Any) -> str:
    """As the program that wrote it calls it."""
    told = _told(element)
    named = next((text_of(one) for one in within(element, "bbmd_questiontype")), "")
    kinds_told = (told.get(name) for name in ("question_type", "qmd_questiontype", "qmd_itemtype"))
    olat = re.match(r"QTIEDIT:(\w+):", element.get("ident", ""))
    return next(filter(None, kinds_told), "") or named or (olat.group(1) if olat else local(asked))


def _told(element: Any) -> dict[str, str]:
    fields = [*within(element, "qtimetadatafield"), *within(element, "qti_metadatafield")]  # the latter: Brightspace
    return {text_of(child(one, "fieldlabel")).strip(): text_of(child(one, "fieldentry")).strip() for one in fields}


def _rules(element: Any) -> list[tuple[Any, Decimal]]:
    """Conditions that give points, with how many percent, the most being a hundred."""
    found = []
    for rule in within(element, "respcondition"):
        points = max((_points(one) for one in children(rule, "setvar")), default=Decimal(0))
        if not children(rule, "setvar") and _is_correct(rule):
            points = reading.WHOLE
        asks = [one for one in rule.iter() if local(one) in _COMPARED]
        if points and asks:
            found.append((child(rule, "conditionvar"), points))
    most = max((points for _rule, points in found), default=Decimal(0))
    return [(rule, points * 100 / most) for rule, points in found] if most > 0 else []


def _is_correct(rule: Any) -> bool:
    """Blackboard says so by the title, or by the feedback that it shows."""
    shown = {one.get("linkrefid", "").lower() for one in children(rule, "displayfeedback")}
    return rule.get("title", "").lower() == "correct" or "correct" in shown


def _points(setvar: Any) -> Decimal:
    """Brightspace counts what is right and what is wrong, each by a name of its own."""
    text, name = text_of(setvar).strip(), setvar.get("varname", "")
    if name == "D2L_Incorrect":
        return -_decimal(text or "1")
    return reading.WHOLE if text == "SCORE.max" else _decimal(text or ("1" if name == "D2L_Correct" else ""))


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _equal(rule: Any) -> list[str]:
    """What must be chosen; what must not be stands inside of <not>."""
    refused = {one for no in within(rule, "not") for one in within(no, "varequal")}
    return [meant(text_of(one).strip()) for one in within(rule, "varequal") if one not in refused]


def _choice(item: Item, asked: Any, rules: list[tuple[Any, Decimal]], words: Words, *, single: bool) -> None:
    labels = within(asked, "response_label")
    names = [label.get("ident", "") for label in labels]
    weights = dict.fromkeys(names, Decimal(0))
    together = [rule for rule, _points in rules if len(_equal(rule)) > 1]
    for rule, points in rules:
        weights |= {name: points for name in _equal(rule) if name in weights}
    options = [words.option(label) for label in labels]
    told = [option.text.lower() for option in options]
    if single:
        if {name.lower() for name in names} == {"true", "false"} or sorted(told) == ["false", "true"]:
            truths = names if "true" in {name.lower() for name in names} else told
            right = [truth for truth, name in zip(truths, names, strict=True) if weights[name] > 0]
            item.kind, item.answer = kinds.TRUTH, {"right": right[0].lower() == "true" if len(right) == 1 else None}
            return
        reading.single(item, [Weighed(one, weights[name]) for one, name in zip(options, names, strict=True)])
    elif together or len(rules) == 1:
        right = [place for place, name in enumerate(names) if weights[name] > 0]
        item.choose(options, right, kind=kinds.MANY)
    else:
        share = reading.WHOLE / max(len([one for one in weights.values() if one > 0]), 1)
        scaled = [weights[name] * share / 100 for name in names]
        reading.several(item, [Weighed(one, weight) for one, weight in zip(options, scaled, strict=True)])


def _order(item: Item, asked: Any, rules: list[tuple[Any, Decimal]], words: Words) -> None:
    options = {label.get("ident", ""): words.option(label) for label in within(asked, "response_label")}
    best = [rule for rule, points in rules if points == reading.WHOLE]
    right = _equal(best[0]) if len(best) == 1 else _placed(best)
    if any(option.media for option in options.values()):
        item.refuse(_("A picture or sound stands where only text can be kept."))
    elif sorted(options) != sorted(right):
        item.refuse(_("The right order must name every answer once."))
    else:
        reading.in_order(item, [options[name].text for name in right], partial=False)


def _placed(rules: list[Any]) -> list[str]:
    """As Brightspace says it: each answer with its place."""
    said = [(text_of(one).strip(), one.get("respident", "")) for rule in rules for one in within(rule, "varequal")]
    return [name for _place, name in sorted((int(place), name) for place, name in said if place.isdecimal())]


def _entry(item: Item, rules: list[tuple[Any, Decimal]]) -> None:
    bounds = [(rule, points) for rule, points in rules if any(within(rule, name) for name in ("vargte", "vargt"))]
    if bounds:
        reading.number(item, [(*_between(rule), points) for rule, points in bounds])
        return
    exact = any(one.get("case", "No") == "Yes" for rule, _points in rules for one in within(rule, "varequal"))
    answers = [(text.replace("*", "\\*"), points) for rule, points in rules for text in [*_equal(rule), *_parts(rule)]]
    reading.short(item, answers, exact=exact)


def _parts(rule: Any) -> list[str]:
    return [meant(text_of(one).strip()) for one in within(rule, "varsubset")]


def _between(rule: Any) -> tuple[str, str]:
    """Value and tolerance: the exact value where it is said, else the middle."""
    low, high = (_bound(rule, names) for names in (("vargte", "vargt"), ("varlte", "varlt")))
    exact = next((text_of(one).strip() for one in within(rule, "varequal")), "")
    if not kinds.is_decimal(low) or not kinds.is_decimal(high):
        return exact or low or high, ""
    value = exact if kinds.is_decimal(exact) else format((Decimal(low) + Decimal(high)) / 2, "f")
    return value, format(max(Decimal(value) - Decimal(low), Decimal(high) - Decimal(value)), "f")


def _bound(rule: Any, names: tuple[str, str]) -> str:
    return next((reading.plain_number(text_of(one)) for name in names for one in within(rule, name)), "")
