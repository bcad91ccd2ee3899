"""What the rules of an item of QTI give for a reply, followed step by step as far as they are of the common kind."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, DecimalException
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions.formats.qti_parts import Declaration, number, typed
from doanso.blocks.questions.formats.reading import Item
from doanso.blocks.questions.formats.xml import child, children, local, text_of, within

_DEEPEST, _MOST_STEPS = 40, 2000
_BRANCHES = {"responseIf", "responseElseIf", "responseElse"}
_MATCHED, _MAPPED = {"matchcorrect", "cc2match", "cc2matchbasic"}, {"mapresponse", "cc2mapresponse"}
Values = list[Any]  # one value, several in a fixed order, or none


class _Unknown(Exception):
    """A rule that cannot be followed here."""


class Grading:
    """`known`: the item brings rules, and all that touch its points could be followed so far."""

    def __init__(self, root: Any, name: str, said: Declaration) -> None:
        self.root, self.name, self.said = root, name, said
        self.rules = child(root, "responseProcessing")
        self.known, self.steps = self.rules is not None, 0
        self.values: dict[str, Values] = {}
        self.touched: set[str] = set()

    @property
    def odd(self) -> bool:
        """There are rules, and they could not be followed."""
        return self.rules is not None and not self.known

    def score(self, reply: Sequence[Any]) -> Decimal | None:
        """The points, or nothing when the rules do not say."""
        if self.rules is None or not self.known:
            return None
        template = self.rules.get("template", "").rstrip("/").rpartition("/")[2].removesuffix(".xml")
        named, given = template.replace("_", "").lower().removeprefix("rp"), self.said.arranged(reply)
        if named in _MAPPED:
            return self.said.mapped(given)
        if named in _MATCHED:
            return Decimal(given == self.said.arranged(self.said.right))
        try:
            if named and not len(self.rules):
                raise _Unknown
            return self._followed(given)
        except (_Unknown, DecimalException, IndexError, TypeError, ValueError, AttributeError):
            self.known = False
            return None

    def shares(self, replies: Iterable[str]) -> dict[str, Decimal] | None:
        """What each reply alone gives, in percent of the best one; nothing when that is not known."""
        nothing = self.nothing()
        scores = {reply: (self.score([typed(reply, self.said.base)]) or Decimal(0)) - nothing for reply in replies}
        most = max(scores.values(), default=Decimal(0))
        return {reply: score * 100 / most for reply, score in scores.items()} if self.known and most > 0 else None

    def nothing(self) -> Decimal:
        """Some rules give points to everybody."""
        return max(self.score([]) or Decimal(0), Decimal(0))

    def told(self, *operators: str) -> list[Any]:
        """What rules with these operators compare the reply with."""
        found = [one for name in operators for one in within(self.rules, name)] if self.rules is not None else []
        constants = [child(one, "baseValue") for one in found if self._is_asked(one)]
        return [typed(text_of(one).strip(), self.said.base) for one in constants if one is not None]

    def bounds(self) -> tuple[str, str] | None:
        """Value and tolerance, where the reply must lie between two numbers."""
        low, high = self.told("gte", "gt"), self.told("lte", "lt")
        if len(low) != 1 or len(high) != 1 or not isinstance(low[0], Decimal) or not isinstance(high[0], Decimal):
            return None
        return format((low[0] + high[0]) / 2, "f"), format((high[0] - low[0]) / 2, "f")

    def tolerance(self, value: str, item: Item) -> str:
        """What may be more or less; relative tolerances are reckoned out."""
        equals = within(self.rules, "equal") if self.rules is not None else []
        for equal in [one for one in equals if self._is_asked(one)]:
            both = (equal.get("tolerance") or "0").split() or ["0"]
            mode = equal.get("toleranceMode", "exact")
            if len(set(both)) > 1:
                item.remark(_("The tolerance was not the same above and below; the first one counts."))
            if mode == "absolute":
                return both[0]
            if mode == "relative":
                item.remark(_("A tolerance in percent is reckoned out once."))
                return format(abs(number(value)) * number(both[0]) / 100, "f")
        return ""

    def _is_asked(self, rule: Any) -> bool:
        return any(one.get("identifier") == self.name for one in children(rule, "variable"))

    def _followed(self, given: Values) -> Decimal | None:
        self.values, self.touched = {self.name: given}, set()
        for outcome in children(self.root, "outcomeDeclaration"):
            default, base = child(outcome, "defaultValue"), outcome.get("baseType", "")
            first = text_of(next(iter(default), None)).strip() if default is not None else ""
            zero = "0" if base in {"float", "integer"} else ""
            self.values[outcome.get("identifier", "")] = [typed(first or zero, base)] if first or zero else []
        for rule in self.rules:
            self._rule(rule, 0)
        names = {"SCORE"} if "SCORE" in self.touched else {name for name in self.touched if name.startswith("SCORE")}
        points = [self.values[name][0] for name in names if self.values[name]]
        return sum(points, Decimal(0)) if points else None

    def _rule(self, rule: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise _Unknown
        if local(rule) == "setOutcomeValue":
            name = rule.get("identifier", "")
            self.values[name] = self._value(rule[0], depth)
            self.touched.add(name)
        elif local(rule) == "responseCondition":
            self._condition(rule, depth + 1)
        elif not _only_feedback(rule):
            raise _Unknown

    def _condition(self, rule: Any, depth: int) -> None:
        branches = [branch for branch in rule if local(branch) in _BRANCHES]  # R/exams puts other things beside them
        try:
            chosen = next((branch for branch in branches if self._holds(branch, depth)), None)
        except _Unknown:
            if _only_feedback(rule):
                return
            raise
        if chosen is not None:
            for step in chosen if local(chosen) == "responseElse" else chosen[1:]:
                self._rule(step, depth)

    def _holds(self, branch: Any, depth: int) -> bool:
        return local(branch) == "responseElse" or _true(self._value(branch[0], depth))

    def _value(self, element: Any, depth: int) -> Values:
        operator, self.steps = _OPERATORS.get(local(element)), self.steps + 1
        if operator is None or depth > _DEEPEST or self.steps > _MOST_STEPS:
            raise _Unknown
        return operator(self, element, [self._value(inside, depth + 1) for inside in element])


def _only_feedback(rule: Any) -> bool:
    """It sets nothing that may be points."""
    told = [one for one in rule.iter() if local(one) in {"setOutcomeValue", "lookupOutcomeValue", "exitResponse"}]
    return bool(told) and all(one.get("identifier", "").upper().startswith(("FEEDBACK", "HINT")) for one in told)


def _true(found: Values) -> bool:
    return found == [True]


def _correct(grading: Grading, element: Any, _inside: list[Values]) -> Values:
    return grading.said.arranged(grading.said.right) if element.get("identifier") == grading.name else []


def _mapped(grading: Grading, element: Any, _inside: list[Values]) -> Values:
    if element.get("identifier") != grading.name:
        raise _Unknown
    return [grading.said.mapped(grading.values[grading.name])]


def _equal(_grading: Grading, element: Any, inside: list[Values]) -> Values:
    if not all(inside):
        return [False]
    (given,), (value,) = inside
    mode, both = element.get("toleranceMode", "exact"), (element.get("tolerance") or "0").split()
    below, above = number(both[0]), number(both[-1])
    if mode == "relative":
        below, above = abs(value) * below / 100, abs(value) * above / 100
    exact = mode == "exact"
    return [given == value if exact else value - below <= given <= value + above]


def _string_match(_grading: Grading, element: Any, inside: list[Values]) -> Values:
    if element.get("substring") == "true":
        raise _Unknown
    if not all(inside):
        return [False]
    (given,), (value,) = inside
    return [given == value if element.get("caseSensitive") != "false" else given.casefold() == value.casefold()]


def _compared(holds: Callable[[Any, Any], bool]) -> Any:
    return lambda _grading, _element, inside: [all(inside) and holds(inside[0][0], inside[1][0])]


def _subtracted(_grading: Grading, _element: Any, inside: list[Values]) -> Values:
    return [inside[0][0] - inside[1][0]] if all(inside) else []


def _product(_grading: Grading, _element: Any, inside: list[Values]) -> Values:
    total = Decimal(1)
    for value in inside:
        total *= value[0] if value else Decimal(0)
    return [total]


_OPERATORS: dict[str, Callable[[Grading, Any, list[Values]], Values]] = {
    "variable": lambda grading, element, _inside: grading.values.get(element.get("identifier", ""), []),
    "correct": _correct,
    "mapResponse": _mapped,
    "baseValue": lambda _grading, element, _inside: [typed(text_of(element).strip(), element.get("baseType", ""))],
    "null": lambda _grading, _element, _inside: [],
    "isNull": lambda _grading, _element, inside: [not inside[0]],
    "not": lambda _grading, _element, inside: [not _true(inside[0])],
    "and": lambda _grading, _element, inside: [all(map(_true, inside))],
    "or": lambda _grading, _element, inside: [any(map(_true, inside))],
    "match": lambda _grading, _element, inside: [bool(inside[0]) and inside[0] == inside[1]],
    "member": lambda _grading, _element, inside: [bool(inside[0]) and inside[0][0] in inside[1]],
    "contains": lambda _grading, _element, inside: [all(one in inside[0] for one in inside[1])],
    "multiple": lambda _grading, _element, inside: sorted((one for value in inside for one in value), key=str),
    "ordered": lambda _grading, _element, inside: [one for value in inside for one in value],
    "sum": lambda _grading, _element, inside: [sum((value[0] for value in inside if value), Decimal(0))],
    "product": _product,
    "subtract": _subtracted,
    "equal": _equal,
    "stringMatch": _string_match,
    "gt": _compared(lambda first, second: first > second),
    "lt": _compared(lambda first, second: first < second),
    "gte": _compared(lambda first, second: first >= second),
    "lte": _compared(lambda first, second: first <= second),
}
