"""A condition in words, for who reads it on paper and has no machine to work it out."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Definition, Field
from doanso.lib.dates import format_date

Node = Any
_COMPARED = {"<": "less", "<=": "most", ">": "more", ">=": "least"}


def in_words(node: Node, definition: Definition) -> str:
    """The sentence's end after “only if”; "" for what words would only make darker."""
    return _said(node, definition) or ""


def _said(node: Node, form: Definition) -> str | None:
    if not isinstance(node, list):
        return None
    head, *rest = node
    if head in ("and", "or"):
        parts = [_said(part, form) for part in rest]
        return None if None in parts else (_(" and ") if head == "and" else _(" or ")).join(filter(None, parts))
    if head == "not":
        return _denied(rest[0], form)
    if head == "$":
        return _is_yes(node, form, yes=True)
    if head in ("==", "!="):
        return _same(rest[0], rest[1], form, same=head == "==")
    if head == "contains":
        return _chosen(rest, form)
    if head == "empty":
        return _told(_("“%(what)s” is blank"), rest[0], form)
    return _compared(head, rest, form) if head in _COMPARED else None


def _denied(node: Node, form: Definition) -> str | None:
    head = node[0] if isinstance(node, list) else ""
    if head == "empty":
        return _told(_("“%(what)s” is filled in"), node[1], form)
    if head == "$":
        return _is_yes(node, form, yes=False)
    return _same(node[1], node[2], form, same=False) if head == "==" else None


def _told(words: str, node: Node, form: Definition) -> str | None:
    what = _name(node, form)
    return words % {"what": what} if what else None


def _is_yes(node: Node, form: Definition, *, yes: bool) -> str | None:
    words = _("“%(what)s” is “Yes”") if yes else _("“%(what)s” is “No”")
    return _told(words, node, form)


def _same(left: Node, right: Node, form: Definition, *, same: bool) -> str | None:
    if isinstance(right, bool):
        return _is_yes(left, form, yes=right == same)
    what, value = _name(left, form), _value(right, left, form)
    if not what or not value:
        return None
    words = _("“%(what)s” is “%(value)s”") if same else _("“%(what)s” is not “%(value)s”")
    return words % {"what": what, "value": value}


def _chosen(rest: list[Node], form: Definition) -> str | None:
    what, value = _name(rest[0], form), _value(rest[1], rest[0], form)
    return _("“%(value)s” is ticked at “%(what)s”") % {"what": what, "value": value} if what and value else None


def _compared(head: str, rest: list[Node], form: Definition) -> str | None:
    what, value = _name(rest[0], form), _value(rest[1], rest[0], form)
    words = {
        "less": _("“%(what)s” is below %(value)s"),
        "most": _("“%(what)s” is at most %(value)s"),
        "more": _("“%(what)s” is above %(value)s"),
        "least": _("“%(what)s” is at least %(value)s"),
    }[_COMPARED[head]]
    return words % {"what": what, "value": value} if what and value else None


def _name(node: Node, form: Definition) -> str:
    """The label of a field, or a figure made from one; "" for what has no short name."""
    if not isinstance(node, list) or len(node) < 2:
        return ""
    if node[0] == "$":
        f = _field(node[1:], form)
        return str(f.label).rstrip("?: ") if f else ""
    inner = _name(node[1], form)
    figures = {"sum": _("total of %(what)s"), "age": _("age by %(what)s"), "count": _("number of %(what)s")}
    return figures[node[0]] % {"what": inner} if inner and node[0] in figures else ""


def _field(path: list[str], form: Definition) -> Field | None:
    f = form.fields.get(path[0])
    for name in path[1:]:
        f = next((part for part in f.parts if part.key == name), None) if f else None
    return f


def _value(node: Node, beside: Node, form: Definition) -> str:
    """What stands for the value in the form: an option by its label."""
    if not isinstance(node, list):
        return ""
    if node[0] == "#":
        return node[1].replace(".", ",")
    if node[0] == "date" and all(isinstance(part, list) and part[0] == "#" for part in node[1:]):
        return format_date(date(*(int(part[1]) for part in node[1:])))
    if node[0] != "'":
        return _name(node, form)
    f = _field(beside[1:], form) if isinstance(beside, list) and beside[0] == "$" else None
    options = {option.value: str(option.label) for option in f.options} if f else {}
    return options.get(node[1], node[1])
