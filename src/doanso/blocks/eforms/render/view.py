"""What the drawing functions look at while one page is drawn."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Expr
from doanso.blocks.eforms.engine import Reading
from doanso.ui.languages import lang, marked, of_page


@dataclass(slots=True)
class View:
    """`errors` are those to be shown on this page; `offered` the units to choose from, by field."""

    reading: Reading
    errors: dict[str, list[str]]
    offered: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)

    def typed(self, path: str) -> str:
        """What was typed, escaped for an attribute or a text area."""
        text = self.reading.raw.get(path, "")
        return escape(text) if isinstance(text, str) else ""

    def is_off(self, path: str) -> str:
        return " data-off" if path in self.reading.hidden else ""


Draw = Callable[[View, str], str]
"""Draws the field at a path; made once per field, form version and language."""


Control = Callable[[View, str, str], str]
"""Draws the box alone, with the attributes that its surroundings add."""


def element_id(path: str) -> str:
    """Keys hold no hyphen, so that no two paths share an id."""
    return "f-" + path.replace(".", "-")


def node(name: str, expr: Expr | bool | None) -> str:
    """A parsed expression for the browser, as an attribute."""
    if not isinstance(expr, Expr):
        return ""
    return f' data-{name}="{attribute(expr.node)}"'


def attribute(value: Any) -> str:
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def error_list(errors: list[str], at: str) -> str:
    items = "".join(f"<li>{marked(error)}</li>" for error in errors)
    return f'<ul class="errorlist" id="{at}-error">{items}</ul>'


def blank_option(label: str = "") -> str:
    """In the page's language, where the box itself may have that of its label."""
    spoken, words = f' lang="{of_page()}"' if lang(label) else "", _("– Choose –")
    return f'<option value=""{spoken}>{escape(words)}</option>'
