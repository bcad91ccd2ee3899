"""The language of Word templates: Jinja that can read the given values and do nothing else."""

from typing import Any

import jinja2
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

__all__ = ["MISTAKES", "DocxTemplate", "PlainEnvironment"]
LOOP_NAMES = ("index", "first", "last")
MAX_DEPTH = 2  # loops inside loops: a short template must not take long
FILTERS = ("upper", "lower", "capitalize", "title", "default", "join", "length", "first", "last", "trim")
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
)


# What a wrong template can raise: its own grammar, a filter on the wrong value, broken XML or a broken package.
MISTAKES = (jinja2.TemplateError, TypeError, ValueError, KeyError, LxmlError, OpcError)


class PlainEnvironment(ImmutableSandboxedEnvironment):
    """Jinja without calls, assignments, macros, includes, arithmetic or hidden names: an allow-list of its grammar."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_printable)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Keys of our own dicts and a loop's counter; never an attribute of a Python object."""
        if isinstance(obj, LoopContext) and attribute in LOOP_NAMES:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (dict, list)):
            try:
                return obj[argument]
            except (KeyError, IndexError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check_node(tree, depth=0)
        return tree


def _printable(value: Any) -> Any:
    if isinstance(value, (str, int, jinja2.Undefined)):
        return value
    raise jinja2.TemplateRuntimeError("a list cannot be printed: write a loop over it")


def _check_node(node: nodes.Node, *, depth: int) -> None:
    name = str(getattr(node, "attr", "") or getattr(node, "name", "") or "")
    if not isinstance(node, ALLOWED) or name.startswith("_") or name == "self":
        raise jinja2.TemplateSyntaxError(f"{type(node).__name__} is not allowed", node.lineno)
    depth += isinstance(node, nodes.For)
    if depth > MAX_DEPTH:
        raise jinja2.TemplateSyntaxError("too many loops inside loops", node.lineno)
    for child in node.iter_child_nodes():
        _check_node(child, depth=depth)
