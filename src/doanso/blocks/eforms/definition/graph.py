"""Which field reads which: expressions that cannot work, circles, and the order to work in."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from doanso.blocks.eforms.definition.model import Definition, Expr, Field
from doanso.lib import expressions

RESULTS = {"show_if": "bool", "required": "bool", "check": "bool"}
COMPUTED = {"number": "number", "money": "number", "text": "text"}
_TYPES = {
    **dict.fromkeys(("number", "money", "likert5"), "number"),
    **dict.fromkeys(("yes_no", "consent", "signature"), "bool"),
    **dict.fromkeys(("date", "partial_date", "month"), "date"),
    **dict.fromkeys(("many_choice", "file", "photo"), "list"),
}
_ADDRESS = {"province": "text", "commune": "text", "detail": "text"}


def misused(definition: Definition) -> Iterator[tuple[str, str]]:
    """Pairs of the place of an expression and what is wrong with it: names that do not exist, kinds that do not fit."""
    known = {key: f for key, f in definition.fields.items() if f.type != "note"}
    for page in definition.pages:
        yield from _judged(page.show_if, f"{page.key}.show_if", known, "bool")
        for section in page.sections:
            yield from _judged(section.show_if, f"{section.key}.show_if", known, "bool")
            for f in section.fields:
                yield from _of_field(f, f.key, known)
                yield from _unmatched(f, f.key, set(known))
    for number, check in enumerate(definition.checks):
        yield from _judged(check.rule, f"checks[{number}].check", known, "bool")
        if check.at and check.at not in known:
            yield f"checks[{number}].at", check.at


def _of_field(f: Field, place: str, known: dict[str, Field]) -> Iterator[tuple[str, str]]:
    here = {**known, **{part.key: part for part in f.parts}}
    for name in ("show_if", "required"):
        yield from _judged(getattr(f, name), f"{place}.{name}", known, "bool")
    yield from _judged(f.computed, f"{place}.computed", known, COMPUTED.get(f.type, ""))
    yield from _judged(f.check, f"{place}.check", known, "bool")
    siblings = {part.key for part in f.parts}
    for part in f.parts:
        yield from _of_field(part, f"{place}.{part.key}", here)
        yield from _unmatched(part, f"{place}.{part.key}", siblings)


def _unmatched(f: Field, place: str, beside: set[str]) -> Iterator[tuple[str, str]]:
    for name, key in f.matches.items():
        if key not in beside:
            yield f"{place}.matches.{name}", key


def _judged(expr: Expr | bool | None, place: str, known: dict[str, Field], expects: str) -> Iterator[tuple[str, str]]:
    if not isinstance(expr, Expr):
        return
    strangers = sorted(name for name in expr.names if not _exists(name, known))
    for name in strangers:
        yield place, name
    loose = any(
        known[name.partition(".")[0]].type in {"group", "address"} for name in expr.names if name not in strangers
    )
    if not strangers and not loose:  # the language knows tables and plain values; members of a group are not typed
        for message in expressions.check(expr.node, types_of(known), expects):
            yield place, message


def _exists(name: str, known: dict[str, Field]) -> bool:
    root, _, part = name.partition(".")
    if root not in known or not part:
        return root in known
    members = _ADDRESS if known[root].type == "address" else {p.key for p in known[root].parts}
    return part in members


def kind_of(type_name: str) -> str:
    """The kind of value that an answer to a field of this type is in expressions."""
    return _TYPES.get(type_name, "text")


def types_of(known: dict[str, Field]) -> dict[str, Any]:
    """As `expressions.check` wants them."""
    return {
        key: {part.key: _TYPES.get(part.type, "text") for part in f.columns}
        if f.columns
        else _TYPES.get(f.type, "text")
        for key, f in known.items()
    }


def evaluation_order(definition: Definition) -> tuple[tuple[str, ...], list[str]]:
    """The keys so that nobody comes before what it reads; or the keys of a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for key, f in definition.fields.items():
        reads = set().union(*(expr.names for expr in definition.conditions[key]), *_formulas(f))
        sorter.add(key, *sorted({name.partition(".")[0] for name in reads} & definition.fields.keys()))
    try:
        return tuple(sorter.static_order()), []
    except CycleError as error:
        return tuple(definition.fields), list(dict.fromkeys(error.args[1]))


def _formulas(f: Field) -> Iterator[frozenset[str]]:
    if f.computed:
        yield f.computed.names
    local = {part.key for part in f.parts}
    for part in f.parts:
        for expr in (part.computed, part.show_if):
            if expr:
                yield frozenset(name for name in expr.names if name.partition(".")[0] not in local)
