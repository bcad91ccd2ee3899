"""All pages of a form on one, for devices that fill it without a network; a script keeps and sends it."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from doanso.blocks.eforms import wording
from doanso.blocks.eforms.definition.model import Definition, Expr, Field
from doanso.blocks.eforms.engine import Reading
from doanso.blocks.eforms.render.page import language_key, script_words, skeleton
from doanso.blocks.eforms.render.view import View, attribute, node
from doanso.ui.languages import lang


def whole(definition: Definition, reading: Reading, *, attributes: Mapping[str, str], button: str) -> SafeString:
    """The `<form>`. `attributes` are for the script that keeps it; without that script nothing here can be sent."""
    view, language = View(reading, {}), language_key()
    own = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    parts = [
        f'<form class="form eform" method="post" enctype="multipart/form-data" novalidate data-whole '
        f'data-eform="{escape(definition.code)}" data-scope="{{}}" data-rules="{attribute(rules(definition))}"'
        f"{script_words(definition.fields.values())}{own}>"
    ]
    for number, page in enumerate(definition.pages):
        said = str(page.title)
        title = f"<h2{lang(said)}>{escape(said)}</h2>" if said and len(definition.pages) > 1 else ""
        drawn = "".join(draw(view) for draw in skeleton(definition, number, language))
        off = " data-off" if page.show_if and all(f.key in reading.hidden for f in page.fields) else ""
        parts.append(
            f'<div class="stack" data-section="{page.key}"{node("if", page.show_if)}{off}>{title}{drawn}</div>'
        )
    parts.append(
        f'<div class="actions"><button class="btn btn-main" disabled>{escape(button)}</button>'
        f'<span class="helptext" data-status role="status"></span></div></form>'
    )
    return mark_safe("".join(parts))  # noqa: S308 every value in it was escaped where it was put in


def rules(definition: Definition) -> dict[str, Any]:
    """What the browser can judge before anything is sent: what is missing, which checks fail, which files are too big.

    `needs`: [path, true or condition, words]; `checks`: [path, expression, words]; `files`: {path: [MB, words]}.
    """
    needs, checks, files = [], [], {}
    for path, f in _paths(definition):
        if f.required and not f.computed:
            wanted = True if f.required is True else f.required.node if isinstance(f.required, Expr) else False
            needs.append([path, wanted, wording.missing(f)])
        if f.max_mb:
            files[path] = [f.max_mb, _("“%(name)s” is larger than %(most)d MB.") % {"name": "{}", "most": f.max_mb}]
    for f in definition.fields.values():
        if isinstance(f.check, Expr):
            checks.append([f.key, f.check.node, str(f.message)])
    checks += [[rule.at, rule.rule.node, str(rule.message)] for rule in definition.checks]
    return json.loads(json.dumps({"needs": needs, "checks": checks, "files": files}))


def _paths(definition: Definition) -> list[tuple[str, Field]]:
    """Fields, parts of groups as `group.part`, columns of tables as `table.*.column`."""
    found = []
    for key, f in definition.fields.items():
        found.append((key, f))
        found += [(f"{key}.{part.key}", part) for part in f.fields]
        found += [(f"{key}.*.{part.key}", part) for part in f.columns]
    return found
