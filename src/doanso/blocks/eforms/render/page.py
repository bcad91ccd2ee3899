"""One page of a form as HTML, from pieces prepared once per version and language."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.model import Definition, Expr, Field, Page
from doanso.blocks.eforms.engine import Reading
from doanso.blocks.eforms.render import fields
from doanso.blocks.eforms.render.summary import summary
from doanso.blocks.eforms.render.view import Draw, View, attribute, node
from doanso.blocks.eforms.tokens import Ticket
from doanso.ui import languages
from doanso.ui.languages import lang


def form(
    definition: Definition,
    reading: Reading,
    *,
    page: int = 0,
    csrf_token: str,
    action: str = "",
    ticket: Ticket | None = None,
    submit_label: str = "",
    show_errors: bool = True,
    extra: str = "",
    device: Mapping[str, str] | None = None,
    offered: Mapping[str, list[tuple[str, str]]] | None = None,
) -> SafeString:
    """The whole `<form>` of a page: errors on top, fields, buttons. `extra` is safe HTML before the buttons.

    `device` are attributes for the script that keeps forms for use without a network. `offered`: the units
    to choose from, of fields that take only those below one.
    """
    errors = reading.errors_on(definition, page) if show_errors else {}
    view = View(reading, errors, offered or {})
    pages = reading.pages(definition) or [page]
    parts = [
        f'<form class="form eform" method="post" action="{escape(action)}" enctype="multipart/form-data" novalidate'
        f"{_script(definition, view, page, ticket)}{_data(device or {})}>",
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(csrf_token)}">',
        _hidden(page, ticket, is_last=page == pages[-1]),
        summary(definition, errors),
        _steps(definition, pages, page),
    ]
    parts += [draw(view) for draw in skeleton(definition, page, language_key())]
    parts += [extra, _buttons(pages, page, ticket, submit_label), "</form>"]
    return mark_safe("".join(parts))  # noqa: S308 every value in it was escaped where it was put in


def language_key() -> str:
    """Of the product's words and of the form's own, which may differ."""
    return f"{get_language() or 'vi'} {languages.reading()}"


@lru_cache(maxsize=512)
def skeleton(definition: Definition, page: int, language: str) -> tuple[Any, ...]:
    """The drawing functions of a page's sections. A definition is one object per version, so this is made once."""
    return tuple(_section(section) for section in definition.pages[page].sections)


def _section(section: Any) -> Any:
    drawn: list[tuple[str, Draw]] = [(f.key, fields.drawing(f)) for f in section.fields]
    title = f"<h2{lang(str(section.title))}>{escape(str(section.title))}</h2>" if section.title else ""
    helped = f"<p{lang(str(section.help))}>{escape(str(section.help))}</p>" if section.help else ""
    opened = f'<section class="card stack" data-section="{section.key}"{node("if", section.show_if)}'

    def draw(view: View) -> str:
        hidden = view.reading.hidden
        off = " data-off" if section.show_if and all(key in hidden for key, _draw in drawn) else ""
        return f"{opened}{off}>{title}{helped}{''.join(draw(view, key) for key, draw in drawn)}</section>"

    return draw


def _hidden(page: int, ticket: Ticket | None, *, is_last: bool) -> str:
    """Enter presses the first button: it must go on, not delete a row."""
    go = "submit" if is_last else "next"
    default = f'<button class="visually-hidden" name="_go" value="{go}" tabindex="-1" aria-hidden="true"></button>'
    kept = ""
    if ticket:
        pairs = (("_draft", ticket.token), ("_ticket", ticket.signed))
        kept = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in pairs)
    return f'{default}{kept}<input type="hidden" name="_page" value="{page}">'


def _script(definition: Definition, view: View, page: int, ticket: Ticket | None) -> str:
    """What `form.js` needs to know; nothing works only with it."""
    attributes = script_words(definition.pages[page].fields)
    scope = elsewhere(definition, view.reading, page)
    if ticket:
        attributes += f' data-draft="{escape(reverse("eforms:draft", args=[ticket.token]))}"'
    return f' data-eform="{escape(definition.code)}.{page}"{attributes} data-scope="{attribute(scope)}"'


def _data(attributes: Mapping[str, str]) -> str:
    return "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())


def script_words(fields: Iterable[Field]) -> str:
    """What the script says to people."""
    words = {
        "saved": _("Draft saved at"),
        "offline": _("No connection: kept on this device."),
        "waits": _("No connection: it will be sent as soon as there is one. Keep this page open."),
        "restored": _("We found what you typed before the page was closed, and put it back."),
        "sent": _("You sent this before. If you have no receipt yet, check what is below and send it again."),
        "undo": _("Discard it"),
        "remove": pgettext("answer", "Remove"),
    }
    if any(f.type == "signature" for f in fields):
        words["sign-script"] = static("eforms/sign.js")
    return "".join(f' data-{name}="{escape(text)}"' for name, text in words.items())


def elsewhere(definition: Definition, reading: Reading, page: int) -> dict[str, Any]:
    """Type and answer of the fields of other pages that this page's expressions read."""
    own = {f.key for f in definition.pages[page].fields}
    wanted = {name.partition(".")[0] for name in names_on(definition.pages[page])} - own
    answers = reading.answers
    return {key: [definition.fields[key].type, answers.get(key)] for key in sorted(wanted & definition.fields.keys())}


@lru_cache(maxsize=512)
def names_on(page: Page) -> frozenset[str]:
    found: set[str] = set()
    for section in page.sections:
        for holder in (section, *section.fields, *(part for f in section.fields for part in f.parts)):
            for name in ("show_if", "computed"):
                expr = getattr(holder, name, None)
                if isinstance(expr, Expr):
                    found |= expr.names
    return frozenset(found)


def _steps(definition: Definition, pages: list[int], page: int) -> str:
    if len(pages) < 2:
        return ""
    items = []
    for number in pages:
        title = str(definition.pages[number].title) or str(number + 1)
        state = ' aria-current="step"' if number == page else " data-done" if number < page else ""
        items.append(f"<li{state}{lang(title)}>{escape(title)}</li>")
    name = escape(_("Steps"))
    return f'<ol class="steps" aria-label="{name}">{"".join(items)}</ol>'


def _buttons(pages: list[int], page: int, ticket: Ticket | None, submit_label: str) -> str:
    drawn = []
    if page == pages[-1]:
        drawn.append(_button("submit", submit_label or _("Submit"), "btn btn-main"))
    else:
        drawn.append(_button("next", _("Continue"), "btn btn-main"))
    if page != pages[0]:
        drawn.append(_button("back", _("Back"), "btn"))
    if ticket:
        drawn.append(_button("save", _("Save draft"), "btn"))
    return f'<div class="actions">{"".join(drawn)}<span class="helptext" data-status role="status"></span></div>'


def _button(name: str, label: str, css: str) -> str:
    return f'<button class="{css}" name="_go" value="{name}"{lang(label)}>{escape(label)}</button>'
