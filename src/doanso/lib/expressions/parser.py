"""From the text that people write to nodes.

A node is JSON: true, false, null, ["#", "12.5"] a number, ["'", "text"], ["$", "table", "column"] a name, or an
operator or function with its operands, ["+", node, node, ...]. `a - b` is ["+", a, ["neg", b]].
"""

import re
import unicodedata
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from doanso.lib.expressions import fixed
from doanso.lib.expressions.errors import ExpressionError
from doanso.lib.expressions.functions import COMPARISONS, FUNCTIONS

Node = list[Any] | bool | None

MAX_TEXT = 2_000
MAX_NODES = 500
MAX_DEPTH = 30

_KEYWORDS = "and|or|not|true|false|none"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)*)
    | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*"|‘[^’]*’|“[^”]*”)
    | (?P<word>(?:{_KEYWORDS})(?!\w))
    | (?P<name>[^\W\d]\w*(?:[ ]+(?!(?:{_KEYWORDS})(?!\w))\w+)*)
    | (?P<sign>==|!=|<>|<=|>=|[-+*/(),.;<>=≤≥≠×÷−])
    )""",
    re.VERBOSE,
)
_SAME_SIGNS = {"=": "==", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", ";": ","}
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_CONSTANTS = {"true": True, "false": False, "none": None}


class _Token(NamedTuple):
    kind: str
    value: str
    position: int


def parse(text: str) -> Node:
    """ExpressionError says what is wrong and where."""
    if len(text) > MAX_TEXT:
        raise ExpressionError(_("An expression has at most %d characters.") % MAX_TEXT, MAX_TEXT)
    parser = _Parser(_tokens(unicodedata.normalize("NFC", text)))
    node = parser.whole()
    count, depth = measure(node)
    if count > MAX_NODES or depth > MAX_DEPTH:
        raise ExpressionError(_("This expression is too long or too deeply nested; split it."))
    return node


def measure(node: Node) -> tuple[int, int]:
    """How many nodes, and how deep."""
    count, deepest, waiting = 0, 0, [(node, 1)]
    while waiting:
        current, depth = waiting.pop()
        count, deepest = count + 1, max(deepest, depth)
        waiting += [(child, depth + 1) for child in children(current)]
    return count, deepest


def children(node: Node) -> list[Node]:
    return node[1:] if isinstance(node, list) and node[0] not in ("#", "'", "$") else []


def _tokens(text: str) -> list[_Token]:
    found, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if not match:
            at = position + len(text[position:]) - len(text[position:].lstrip())
            raise ExpressionError(_("“%s” has no meaning here.") % text[at], at)
        kind = match.lastgroup or ""
        value = match[kind]
        found.append(_Token(kind, _SAME_SIGNS.get(value, value), match.start(kind)))
        position = match.end()
    return [*found, _Token("end", "", len(text))]


class _Parser:
    """Recursive descent, one method per level of binding, loosest first."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.level = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.index]

    def take(self, *values: str) -> str:
        """Move past the next sign or keyword if it is one of these."""
        if self.next.kind in ("sign", "word") and self.next.value in values:
            self.index += 1
            return self.tokens[self.index - 1].value
        return ""

    def fail(self, message: str) -> ExpressionError:
        return ExpressionError(message, self.next.position)

    def unexpected(self) -> ExpressionError:
        if self.next.kind == "end":
            return self.fail(_("The expression ends too early."))
        return self.fail(_("“%s” was not expected here.") % self.next.value)

    def expect(self, value: str) -> None:
        if not self.take(value):
            raise self.unexpected()

    def whole(self) -> Node:
        if self.next.kind == "end":
            raise self.fail(_("Write an expression."))
        node = self.any_of()
        if self.next.kind != "end":
            raise self.unexpected()
        return node

    def any_of(self) -> Node:
        self.level += 1
        if self.level > MAX_DEPTH:
            raise self.fail(_("This expression is too long or too deeply nested; split it."))
        node = self.all_of()
        while self.take("or"):
            node = _joined("or", node, self.all_of())
        self.level -= 1
        return node

    def all_of(self) -> Node:
        node = self.negation()
        while self.take("and"):
            node = _joined("and", node, self.negation())
        return node

    def negation(self) -> Node:
        refusals = 0
        while self.take("not"):
            refusals += 1
        node = self.comparison()
        for _time in range(refusals):
            node = ["not", node]
        return node

    def comparison(self) -> Node:
        left = self.terms()
        sign = self.take(*COMPARISONS)
        if not sign:
            return left
        node = [sign, left, self.terms()]
        if self.next.kind == "sign" and self.next.value in COMPARISONS:
            raise self.fail(_("Compare two values at a time and join them with “and”."))
        return node

    def terms(self) -> Node:
        node = self.factors()
        while sign := self.take("+", "-"):
            right = self.factors()
            node = _joined("+", node, right if sign == "+" else ["neg", right])
        return node

    def factors(self) -> Node:
        node = self.signed()
        while sign := self.take("*", "/"):
            right = self.signed()
            node = _joined("*", node, right) if sign == "*" else ["/", node, right]
        return node

    def signed(self) -> Node:
        minuses = 0
        while self.take("-"):
            minuses += 1
        node = self.atom()
        for _time in range(minuses):
            node = ["neg", node]
        return node

    def atom(self) -> Node:
        if self.take("("):
            node = self.any_of()
            self.expect(")")
            return node
        token = self.next
        if token.kind == "number":
            return self.number()
        if token.kind == "text":
            self.index += 1
            return ["'", _unquoted(token.value)]
        if token.kind == "name":
            return self.named()
        if constant := self.take(*_CONSTANTS):
            return _CONSTANTS[constant]
        raise self.unexpected()

    def number(self) -> Node:
        text = self.next.value
        if _THOUSANDS.fullmatch(text):
            whole = text.replace(".", "")
            message = _("Is %(text)s a fraction? Write %(text)s0. If thousands are meant, write %(whole)s.")
            raise self.fail(message % {"text": text, "whole": whole})
        value = fixed.from_text(text)
        if value is None or len(text.partition(".")[2]) > fixed.PLACES:
            raise self.fail(_("%s is not a number up to 10^15 with at most six decimals.") % text)
        self.index += 1
        return ["#", fixed.to_text(value)]

    def named(self) -> Node:
        path = [self.name()]
        if self.next.value == "(" and self.next.kind == "sign":
            return self.call(path[0])
        while self.take("."):
            path.append(self.name())
        return ["$", *path]

    def name(self) -> str:
        if self.next.kind != "name":
            raise self.unexpected()
        self.index += 1
        return " ".join(self.tokens[self.index - 1].value.split())

    def call(self, name: str) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            self.index -= 1
            raise self.fail(_("There is no function “%s”.") % name)
        arguments = self.arguments()
        if not function.at_least <= len(arguments) <= function.at_most:
            raise self.fail(_("“%s” has too few or too many values in its brackets.") % name)
        return [name, *arguments, ["today"]] if name == "age" and len(arguments) == 1 else [name, *arguments]

    def arguments(self) -> list[Node]:
        self.expect("(")
        found: list[Node] = []
        while not self.take(")"):
            if found:
                self.expect(",")
            found.append(self.any_of())
        return found


def _joined(name: str, left: Node, right: Node) -> Node:
    """One node for a whole chain of the same operator."""
    if isinstance(left, list) and left[0] == name:
        return [*left, right]
    return [name, left, right]


def _unquoted(text: str) -> str:
    quote = text[-1]
    return text[1:-1].replace(quote * 2, quote)
