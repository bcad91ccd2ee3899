"""From nodes back to text, and the names that they use."""

import re

from doanso.lib.expressions.functions import COMPARISONS
from doanso.lib.expressions.parser import Node, children

_BINDING = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARISONS, 4), "+": 5, "*": 6, "/": 6, "neg": 7}
_ATOM = 8
_LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def variables(node: Node) -> set[str]:
    """The dotted names that a value depends on."""
    if isinstance(node, list) and node[0] == "$":
        return {".".join(node[1:])}
    return set().union(*(variables(child) for child in children(node)))


def to_text(node: Node) -> str:
    """Text that `parse` turns into the same node."""
    if not isinstance(node, list):
        return {True: "true", False: "false", None: "none"}[node]
    head, *rest = node
    match head:
        case "#":
            return rest[0] + "0" if _LIKE_THOUSANDS.fullmatch(rest[0]) else rest[0]
        case "'":
            return _quoted(rest[0])
        case "$":
            return ".".join(rest)
        case "not":
            return f"not {_within(rest[0], 3)}"
        case "neg":
            return f"-{_within(rest[0], 7)}"
        case "+":
            return _within(rest[0], 5) + "".join(_term(term) for term in rest[1:])
    if head in _BINDING:
        binding = _BINDING[head]
        first = _within(rest[0], binding + (head in COMPARISONS))
        return f" {head} ".join([first, *(_within(operand, binding + 1) for operand in rest[1:])])
    return f"{head}({', '.join(to_text(argument) for argument in rest)})"


def _term(node: Node) -> str:
    if isinstance(node, list) and node[0] == "neg":
        return f" - {_within(node[1], 6)}"
    return f" + {_within(node, 6)}"


def _within(node: Node, binding: int) -> str:
    own = _BINDING.get(node[0], _ATOM) if isinstance(node, list) else _ATOM
    return to_text(node) if own >= binding else f"({to_text(node)})"


def _quoted(text: str) -> str:
    quote = '"' if "'" in text and '"' not in text else "'"
    return quote + text.replace(quote, quote * 2) + quote
