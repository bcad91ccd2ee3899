"""Who reads whom in a form: before something goes, and after one of its answers went."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from doanso.blocks.eforms.editing.finding import PARTS, Json, Spot, find, members, walk
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.eforms.editing.renaming import EXPRESSIONS
from doanso.lib import expressions

Answers = Mapping[str, Collection[str]]


class Reader(NamedTuple):
    """A page, section, field, part or check by its path, what people call it, and the names that it reads."""

    path: str
    label: str
    names: frozenset[str]
    nodes: tuple[Any, ...]


def readers(form: Json, leaving: Collection[Spot]) -> list[Reader]:
    """Everything else in the form that reads what is about to go."""
    names = leaving_names(form, leaving)
    gone = {str(spot) for spot in leaving} | {f"field:{name}" for name in names}
    for spot in leaving:
        if spot.kind == "page":
            gone |= {f"section:{section['key']}" for section in find(form, spot).row["sections"]}
    return [one for one in _all(form) if reads(one.names, names) and not _lies_in(one.path, gone)]


def leaving_names(form: Json, leaving: Collection[Spot]) -> set[str]:
    """The names by which expressions read what is about to go."""
    found: set[str] = set()
    for spot in leaving:
        row = find(form, spot).row
        if spot.kind == "field":
            found.add(f"{spot.key}.{spot.part}" if spot.part else spot.key)
        else:
            held = row["sections"] if spot.kind == "page" else [row]
            found |= {field["key"] for section in held for field in section["fields"]}
    return found


def reads(names: Collection[str], wanted: Collection[str]) -> bool:
    """`nhom` is read by who reads `nhom.ten`."""
    return any(name == one or name.startswith(f"{one}.") for name in names for one in wanted)


def lost_answers(form: Json) -> Iterator[tuple[str, str]]:
    """(path, message): what is compared with an answer that its question does not offer (any more)."""
    offered, labels = answers(form)
    for one in _all(form):
        for name, value in _compared(one.nodes):
            if value not in offered.get(name, (value,)):
                yield one.path, lost(value, labels[name])


def lost(value: str, label: str) -> str:
    values = {"value": value, "label": label}
    return (
        _("“%(value)s” is no answer of “%(label)s” any more. Change the condition or bring the answer back.") % values
    )


def answers(form: Json) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The values that each question offers, and its label; a text is taken as it is."""
    offered: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    for row in walk(form):
        for part, name in [(row, row["key"]), *((p, f"{row['key']}.{p['key']}") for p in _parts(row))]:
            if part.get("type") in {"choice", "many_choice"}:
                offered[name] = {_value(option) for option in part.get("options") or ()}
                labels[name] = words(part.get("label"))
    return offered, labels


def names_in(text: str) -> set[str]:
    """What an expression reads; nothing when it cannot be read itself."""
    node = _parsed(text)
    return expressions.variables(node) if node is not None else set()


def compared(text: str) -> list[tuple[str, str]]:
    """(name, text) of everything that an expression compares with a fixed text."""
    return list(_compared([_parsed(text)]))


def _compared(nodes: Collection[Any]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if not isinstance(node, list) or node[0] in {"#", "'", "$"}:
            continue
        if node[0] in {"==", "!=", "contains"}:
            one, other = node[1:3]
            for name, text in ((one, other), (other, one)):
                if _is(name, "$") and _is(text, "'"):
                    yield ".".join(name[1:]), text[1]
        yield from _compared(node[1:])


def _is(node: Any, head: str) -> bool:
    return isinstance(node, list) and node[0] == head


def _all(form: Json) -> Iterator[Reader]:
    for page in form["pages"]:
        yield _reader(f"page:{page['key']}", page, ())
        for section in page["sections"]:
            yield _reader(f"section:{section['key']}", section, ())
            for row in section.get("fields") or ():
                yield _reader(f"field:{row['key']}", row, ())
                parts = _parts(row)
                for part in parts:
                    yield _reader(f"field:{row['key']}.{part['key']}", part, parts, f"{row['key']}.")
    for number, check in enumerate(form.get("checks") or ()):
        yield _reader(f"check:{number}", check, ())


def _reader(path: str, row: Json, beside: Collection[Json], above: str = "") -> Reader:
    """A part's neighbours hide fields of the same name."""
    own = {part["key"] for part in beside}
    nodes = [_whole(node, own, above) for name in sorted(EXPRESSIONS) if (node := _parsed(row.get(name))) is not None]
    names = {name for node in nodes for name in expressions.variables(node)}
    linked = [*(row.get("matches") or {}).values(), *([row["at"]] if row.get("at") else [])]
    names |= {f"{above}{key}" if key in own else key for key in linked}
    label = words(row.get("label") or row.get("title") or row.get("message")) or row.get("key", "")
    return Reader(path, label, frozenset(names), tuple(nodes))


def _parsed(text: Any) -> Any:
    try:
        return expressions.parse(text) if isinstance(text, str) else None
    except expressions.ExpressionError:
        return None


def _whole(node: Any, own: Collection[str], above: str) -> Any:
    """The names of neighbours with the name of their table before them."""
    if not isinstance(node, list) or node[0] in {"#", "'"}:
        return node
    if node[0] == "$":
        return ["$", above.removesuffix("."), *node[1:]] if node[1] in own else node
    return [node[0], *(_whole(child, own, above) for child in node[1:])]


def _parts(row: Json) -> list[Json]:
    return members(row) if row.get("type") in PARTS and PARTS[row["type"]] in row else []


def _value(option: Any) -> str:
    return str(option.get("value") or words(option.get("label"))) if isinstance(option, dict) else str(option)


def _lies_in(path: str, gone: Collection[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in gone)
