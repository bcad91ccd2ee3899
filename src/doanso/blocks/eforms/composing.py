"""Expressions as rows that are chosen from lists, there and back.

A condition is rows “[subject] [test] [value]” that are joined by `and` or by `or`; a formula is a shape with operands.
A subject is an expression in its one canonical spelling: a field, or a figure of one (`sum(t.c)`, `count(t)`, `len(x)`,
`age(d, today())`). What does not fit into rows has only its text: the functions then give None.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from doanso.lib import expressions
from doanso.lib.expressions import Node

Kind = Literal["text", "number", "date", "today", "subject", ""]
COMPARED = {"is": "==", "is_not": "!=", "more": ">", "least": ">=", "less": "<", "most": "<="}
TESTS = (*COMPARED, "contains", "lacks", "empty", "filled", "yes", "no")
ALONE = {"empty", "filled", "yes", "no"}  # tests that take no value
_SIGNS = {sign: test for test, sign in COMPARED.items()}
TODAY: Node = ["today"]


@dataclass(frozen=True)
class Row:
    """`value` as it is typed: 12.5, 2026-03-31, a text, or the subject that it is compared with."""

    subject: str
    test: str
    kind: Kind = ""
    value: str = ""


@dataclass(frozen=True)
class Rules:
    rows: tuple[Row, ...]
    joined: str = "and"


@dataclass(frozen=True)
class Formula:
    """`operands` are subjects or numbers; `glue` stands between the texts of a `join`."""

    shape: str
    operands: tuple[str, ...]
    glue: str = ""


def rules_text(rules: Rules) -> str:
    """ValueError when a row makes no sense."""
    nodes = [_row_node(row) for row in rules.rows]
    return expressions.to_text(nodes[0] if len(nodes) == 1 else [rules.joined, *nodes]) if nodes else ""


def rules_of(text: str) -> Rules | None:
    """None when the expression is more than rows can say."""
    node = _parsed(text)
    if node is None:
        return None
    joined = node[0] if isinstance(node, list) and node[0] in ("and", "or") else ""
    rows = [_row(child) for child in (node[1:] if joined and isinstance(node, list) else [node])]
    return Rules(tuple(row for row in rows if row), joined or "and") if all(rows) else None


def canonical(text: str) -> str:
    """A subject in its one spelling. ValueError when it is no expression."""
    return expressions.to_text(expressions.parse(text))


def is_subject(node: Node) -> bool:
    """A field, or one of the figures that stand for one."""
    match node:
        case ["$", *_path]:
            return True
        case ["sum" | "count" | "len" | "min" | "max", ["$", *_path]]:
            return True
        case ["age", ["$", *_path], ["today"]]:
            return True
    return False


def _parsed(text: str) -> Node:
    try:
        return expressions.parse(text)
    except expressions.ExpressionError:
        return None


def _row_node(row: Row) -> Node:
    subject = expressions.parse(row.subject)
    if not is_subject(subject):
        raise ValueError(row.subject)
    match row.test:
        case "yes":
            return subject
        case "no":
            return ["not", subject]
        case "empty":
            return ["empty", subject]
        case "filled":
            return ["not", ["empty", subject]]
        case "contains":
            return ["contains", subject, _value_node(row)]
        case "lacks":
            return ["not", ["contains", subject, _value_node(row)]]
    return [COMPARED[row.test], subject, _value_node(row)]


def _row(node: Node) -> Row | None:
    if is_subject(node):
        return Row(expressions.to_text(node), "yes")
    if not isinstance(node, list):
        return None
    head, *rest = node
    if head == "not":
        below = _row(rest[0])
        turned = {"yes": "no", "empty": "filled", "contains": "lacks"}.get(below.test if below else "")
        return Row(below.subject, turned, below.kind, below.value) if below and turned else None
    if not rest or not is_subject(rest[0]):
        return None
    subject = expressions.to_text(rest[0])
    if head == "empty":
        return Row(subject, "empty")
    value = _value(rest[1]) if len(rest) == 2 else None
    test = "contains" if head == "contains" else _SIGNS.get(head, "")
    return Row(subject, test, *value) if test and value else None


def _value_node(row: Row) -> Node:
    """ValueError when it is not of its kind."""
    match row.kind:
        case "text":
            return ["'", row.value]
        case "number":
            return _number(row.value)
        case "date":
            year, month, day = (str(int(part)) for part in row.value.split("-"))
            return ["date", ["#", year], ["#", month], ["#", day]]
        case "today":
            return TODAY
        case "subject":
            node = expressions.parse(row.value)
            if is_subject(node):
                return node
    raise ValueError(row.value)


def _number(text: str) -> Node:
    node = expressions.parse(text)
    if _number_text(node) is None:
        raise ValueError(text)
    return node


def _number_text(node: Node) -> str | None:
    match node:
        case ["#", _text] | ["neg", ["#", _text]]:
            return expressions.to_text(node)
    return None


def _value(node: Node) -> tuple[Kind, str] | None:
    number = _number_text(node)
    if number is not None:
        return "number", number
    match node:
        case ["'", text]:
            return "text", text
        case ["today"]:
            return "today", ""
        case ["date", ["#", year], ["#", month], ["#", day]] if "." not in year + month + day:
            day_text = f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
            return ("date", day_text) if _is_day(day_text) else None
    return ("subject", expressions.to_text(node)) if is_subject(node) else None


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


SHAPES = ("total", "plus", "minus", "times", "divide", "count", "age", "days", "join", "words")
ONE = {"total", "count", "words"}
TWO = {"divide", "days"}


def formula_text(formula: Formula) -> str:
    """ValueError when operands are missing or are none."""
    nodes = [_operand(text) for text in formula.operands]
    least, most = room(formula.shape)
    if not least <= len(nodes) <= most:
        raise ValueError(formula.shape)
    return expressions.to_text(_formula_node(formula, nodes))


def room(shape: str) -> tuple[int, int]:
    """How few and how many operands a shape takes."""
    if shape in ONE:
        return 1, 1
    return (2, 2) if shape in TWO else (1, 2) if shape == "age" else (1, 12) if shape == "join" else (2, 12)


def formula_of(text: str) -> Formula | None:
    """None when it is none of the shapes."""
    found = _shape(_parsed(text))
    if found is None:
        return None
    shape, nodes, glue = found
    if not all(is_subject(node) or _number_text(node) is not None for node in nodes):
        return None
    least, most = room(shape)
    return Formula(shape, tuple(map(expressions.to_text, nodes)), glue) if least <= len(nodes) <= most else None


def _operand(text: str) -> Node:
    node = expressions.parse(text)
    if not is_subject(node) and _number_text(node) is None:
        raise ValueError(text)
    return node


def _formula_node(formula: Formula, nodes: list[Node]) -> Node:
    match formula.shape:
        case "total":
            return ["sum", nodes[0]]
        case "plus":
            return ["+", *nodes]
        case "minus":
            return ["+", nodes[0], *(["neg", node] for node in nodes[1:])]
        case "times":
            return ["*", *nodes]
        case "divide":
            return ["/", *nodes]
        case "age":
            return ["age", nodes[0], nodes[1] if len(nodes) > 1 else TODAY]
        case "days":
            return ["days_between", *nodes]
        case "join":
            return ["concat", *_glued(nodes, formula.glue)]
    return [formula.shape, *nodes]


def _glued(nodes: list[Node], glue: str) -> list[Node]:
    if not glue:
        return nodes
    return [part for node in nodes for part in (["'", glue], node)][1:]


def _shape(node: Node) -> tuple[str, list[Any], str] | None:
    if not isinstance(node, list):
        return None
    head, *rest = node
    match head:
        case "sum":
            return ("total", rest, "") if len(rest) == 1 else None
        case "+":
            return _terms(rest)
        case "age":
            return "age", rest[:1] if rest[1] == TODAY else rest, ""
        case "concat":
            return _joined(rest)
    named = {"*": "times", "/": "divide", "days_between": "days", "count": "count", "words": "words"}.get(head)
    return (named, rest, "") if named else None


def _terms(rest: list[Any]) -> tuple[str, list[Any], str] | None:
    first, *more = rest
    less = [term[1] for term in more if isinstance(term, list) and term[0] == "neg"]
    if less and len(less) == len(more):
        return "minus", [first, *less], ""
    return ("plus", rest, "") if all(_number_text(["neg", term]) is not None for term in less) else None


def _joined(rest: list[Any]) -> tuple[str, list[Any], str] | None:
    texts = [node[1] for node in rest if isinstance(node, list) and node[0] == "'"]
    if not texts:
        return "join", rest, ""
    nodes, between = rest[::2], rest[1::2]
    same = len(rest) % 2 == 1 and len(texts) == len(between) and len({*texts}) == 1
    return ("join", nodes, texts[0]) if same and all(node == ["'", texts[0]] for node in between) else None
