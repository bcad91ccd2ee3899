"""What a form is: pages, sections, fields, rules. Made from JSON by `load`, immutable, compiled once."""

from doanso.blocks.eforms.definition.loader import load
from doanso.blocks.eforms.definition.model import Check, Definition, Expr, Field, Option, Page, Section
from doanso.blocks.eforms.definition.problems import BadDefinition, Problem
from doanso.blocks.eforms.definition.texts import Text

__all__ = [
    "BadDefinition",
    "Check",
    "Definition",
    "Expr",
    "Field",
    "Option",
    "Page",
    "Problem",
    "Section",
    "Text",
    "load",
]
