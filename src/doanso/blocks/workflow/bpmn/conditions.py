"""Conditions between our language and those of other engines, only where both mean the same.

Ours knows yes, no and unknown; others know two values. `holds` writes a Python condition that is true exactly where
ours is yes, and false both where ours is no and where it is unknown. `from_foreign` goes the other way.
"""

import keyword
import re
import unicodedata
from itertools import combinations

from doanso.lib import expressions
from doanso.lib.expressions import Node

_ORDERED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OPPOSITE = _ORDERED | {"==": "!=", "!=": "=="}
_WORDLESS = {"null", "None", "nil", "undefined", "NaN", "eq", "ne", "gt", "lt", "ge", "le", "instanceof", "in"}


class NotSimple(ValueError):
    """The condition has no exact counterpart."""


def as_written(texts: list[str], way: str) -> list[str]:
    """Conditions of which at most one is true, in whatever order an engine tries them: first come, first served here.

    When one of them has no counterpart, whoever runs the diagram puts the number of the way into the variable `way`.
    """
    nodes = [expressions.parse(text) for text in texts]
    try:
        plain = [holds(node) for node in nodes]
    except NotSimple:
        return [f"{way} == {number}" for number in range(1, len(texts) + 1)]
    written = []
    for place, node in enumerate(nodes):
        before = [f"not ({plain[i]})" for i in range(place) if not _apart(nodes[i], node)]
        written.append(" and ".join([*before, f"({plain[place]})"]) if before else plain[place])
    return written


def all_apart(texts: list[str]) -> bool:
    """Can at most one of them hold, whatever the answers are?"""
    nodes = [expressions.parse(text) for text in texts]
    return all(_apart(a, b) or b in _contraries(a) or a in _contraries(b) for a, b in combinations(nodes, 2))


def _apart(one: Node, other: Node) -> bool:
    """Two texts that the same name cannot be at once."""
    return _is_choice(one) and _is_choice(other) and one[1] == other[1] and one[2] != other[2]


def _is_choice(node: Node) -> bool:
    return isinstance(node, list) and node[0] == "==" and _head(node[1]) == "$" and _head(node[2]) == "'"


def holds(node: Node, wanted: bool = True) -> str:
    """Python that is true exactly where the node is `wanted`. NotSimple when there is none."""
    if isinstance(node, bool):
        return str(node is wanted)
    match _head(node):
        case "$":
            return f"{_name(node)} is {wanted}"
        case "not":
            return holds(node[1], not wanted)
        case "and" | "or" as joint:
            word = joint if wanted else {"and": "or", "or": "and"}[joint]
            return f" {word} ".join(f"({holds(part, wanted)})" for part in node[1:])
        case "==" | "!=" | "<" | "<=" | ">" | ">=" as sign:
            return _compared(sign if wanted else _OPPOSITE[sign], node[1], node[2])
    raise NotSimple


def _compared(sign: str, left: Node, right: Node) -> str:
    """Comparisons of a name with a value; two names could hold values of unlike kinds."""
    if _head(left) != "$":
        left, right = right, left
        sign = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
    if _head(left) != "$" or (sign in _ORDERED and _head(right) != "#"):
        raise NotSimple
    name = _name(left)
    return f"{name} is not None and {name} {sign} {_value(right)}"


def _name(node: Node) -> str:
    name = node[1] if len(node) == 2 else ""
    if not name.isidentifier() or keyword.iskeyword(name) or unicodedata.normalize("NFKC", name) != name:
        raise NotSimple
    return name


def _value(node: Node) -> str:
    match _head(node):
        case "'":
            return repr(node[1])
        case "#":
            return node[1]
        case "neg" if _head(node[1]) == "#":
            return f"-{node[1][1]}"
    if isinstance(node, bool):
        return str(node)
    raise NotSimple


def _head(node: Node) -> str:
    return node[0] if isinstance(node, list) else ""


def from_foreign(text: str) -> str:
    """Another engine's condition in our words. NotSimple unless it compares answers with fixed values.

    There an answer that is missing is unequal to every value; here it is neither equal nor unequal, so that is added.
    """
    inner = _unwrapped(text.strip())
    if "\\" in inner or "?" in inner or "[" in inner:
        raise NotSimple
    try:
        return expressions.to_text(_ours(expressions.parse(_own_signs(inner)), wanted=True))
    except expressions.ExpressionError as problem:
        raise NotSimple from problem


def _unwrapped(text: str) -> str:
    """${...} and #{...} of Java engines, =... of FEEL."""
    if match := re.fullmatch(r"[$#]\{([^{}]*)\}", text):
        return match[1]
    return text[1:] if text.startswith("=") else text


def _own_signs(text: str) -> str:
    """Operators outside quotes in our spelling."""
    parts = re.split(r"""('[^']*'|"[^"]*")""", text)
    for place in range(0, len(parts), 2):
        part = parts[place].replace("&&", " and ").replace("||", " or ")
        parts[place] = re.sub(r"!(?!=)", " not ", re.sub(r"\b(True|False)\b", lambda m: m[0].lower(), part))
    return "".join(parts)


def _ours(node: Node, *, wanted: bool) -> Node:
    match _head(node):
        case "$":
            _known(node)
            return node if wanted else ["or", ["empty", node], ["not", node]]
        case "not":
            return _ours(node[1], wanted=not wanted)
        case "and" | "or" as joint:
            word = joint if wanted else {"and": "or", "or": "and"}[joint]
            return [word, *(_ours(part, wanted=wanted) for part in node[1:])]
        case "==" | "!=":
            return _equality(node, same=(node[0] == "==") is wanted)
        case "<" | "<=" | ">" | ">=" if wanted:
            _known(node[1])
            if _head(node[2]) == "#":
                return node
    raise NotSimple


def _equality(node: Node, *, same: bool) -> Node:
    _known(node[1])
    value = node[2]
    if not (isinstance(value, bool) or _head(value) == "#" or (_head(value) == "'" and value[1].strip())):
        raise NotSimple
    return ["==", node[1], value] if same else ["or", ["empty", node[1]], ["!=", node[1], value]]


def _known(node: Node) -> None:
    if _head(node) != "$" or len(node) != 2 or node[1] in _WORDLESS or " " in node[1]:
        raise NotSimple


def complements(one: str, other: str) -> bool:
    """Does exactly one of two translated conditions hold wherever there is an answer?"""
    a, b = expressions.parse(one), expressions.parse(other)
    return b in _contraries(a) or a in _contraries(b)


def _contraries(node: Node) -> list[Node]:
    found: list[Node] = []
    if _head(node) in _ORDERED:
        found.append([_ORDERED[node[0]], *node[1:]])
    if _head(node) == "==" and isinstance(node[2], bool):
        found.append(["==", node[1], not node[2]])
    try:
        return [*found, _ours(node, wanted=False)]
    except NotSimple:
        return found
