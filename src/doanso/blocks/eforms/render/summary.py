"""The box above a form: every error, each a link to its field."""

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.blocks.eforms import wording
from doanso.blocks.eforms.definition.model import Definition, Field
from doanso.blocks.eforms.render.view import element_id
from doanso.ui.languages import marked
from doanso.ui.templatetags.ui import icon

MOST = 50


def summary(definition: Definition, errors: dict[str, list[str]]) -> str:
    count = sum(len(messages) for messages in errors.values())
    if not count:
        return ""
    title = ngettext("Please correct %(count)d error", "Please correct %(count)d errors", count) % {"count": count}
    lines = [(path, message) for path, messages in errors.items() for message in messages]
    items = "".join(f"<li>{_line(definition, path, message)}</li>" for path, message in lines[:MOST])
    if len(lines) > MOST:
        more = _("… and %(count)d more.") % {"count": len(lines) - MOST}
        items += f"<li>{escape(more)}</li>"
    return (
        '<div class="note" data-kind="bad" data-summary role="alert" tabindex="-1" aria-labelledby="errors-title">'
        f'{icon("cross-circle")}<div><h2 id="errors-title">{escape(title)}</h2><ul>{items}</ul></div></div>'
    )


def _line(definition: Definition, path: str, message: str) -> str:
    where = place_of(definition, path, message)
    words = ": ".join(filter(None, [", ".join(map(marked, where)), marked(message)]))
    root = path.partition(".")[0]
    return f'<a href="#{target(definition, path)}">{words}</a>' if root in definition.fields else words


def target(definition: Definition, path: str) -> str:
    """The id of what should get the focus."""
    f = field_at(definition, path)
    whole = f is not None and f.type in {"address", "signature"} and path.rpartition(".")[2] == f.key
    return f"{element_id(path)}-all" if whole else element_id(path)


def field_at(definition: Definition, path: str) -> Field | None:
    """The field, column or sub-field; for a part of an address the address."""
    root, *rest = path.split(".")
    f = definition.fields.get(root)
    for name in rest:
        if f is None or name.isdigit():
            continue
        f = next((part for part in f.parts if part.key == name), f if not f.parts else None)
    return f


def place_of(definition: Definition, path: str, message: str) -> list[str]:
    """`Danh sách`, `dòng 2`, `Số tiền` for what stands inside; no label before a message that names its field."""
    root, *rest = path.split(".")
    f = definition.fields.get(root)
    if f is None:
        return []
    words, asked = [str(f.label)], f
    for name in rest:
        if name.isdigit():
            words.append(_("row %(number)d") % {"number": int(name) + 1})
            continue
        asked = next((part for part in f.parts if part.key == name), f)
        words += [str(asked.label)] if asked is not f else []
    named = message == wording.missing(asked) and asked.type not in {"consent", "signature"}  # “this box” names none
    return words[:-1] if named else words
