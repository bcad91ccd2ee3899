"""What stands on every page. Templates are slow where a page of thirty links is made of parts; these are strings."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doanso.ui import menu
from doanso.ui.menu import Entry, Menu
from doanso.ui.templatetags.ui import icon

register = template.Library()

COUNT = ' <span class="count">{}<span class="visually-hidden"> {}</span></span>'
FOLD = '<li class="more"><details{}><summary>{}{}{}</summary><ul class="menu-list">{}</ul></details></li>'


@dataclass(frozen=True)
class Head:
    """All that the head of a page depends on: two readers with the same get the same, drawn once.

    `path`: the page itself when it is one of the menu's. `account`: address and name of who is signed in.
    """

    menu: Menu
    path: str
    language: str
    theme: str
    site_name: str
    account: tuple[str, str] | None


@register.simple_tag(takes_context=True)
def head(context: Context) -> SafeString:
    shown, path, user = context["menu"], context["request"].path, context["user"]
    return _head(
        Head(
            menu=shown,
            path=path if any(entry.url == path for entry in (*shown.common, *shown.tools)) else "",
            language=get_language() or "vi",
            theme=context["theme"],
            site_name=context["site_name"],
            account=(user.get_absolute_url(), user.get_short_name()) if user.is_authenticated else None,
        )
    )


@lru_cache(maxsize=256)
def _head(head: Head) -> SafeString:
    facts = {"LANGUAGE_CODE": head.language, "entries": _entries(head.menu, head.path)}
    return render_to_string("ui/parts/header.html", {**vars(head), **facts})


def _entries(menu: Menu, path: str) -> SafeString:
    """The entries as one list; tools behind one heading, which opens without scripts."""
    links = _links(menu.common, path)
    if menu.tools:
        here = mark_safe(' class="here"') if any(entry.current for entry in menu.tools) else ""
        tools = _links(menu.tools, path)
        links += format_html(FOLD, here, icon("settings"), _("Manage"), icon("chevron-down"), tools)
    return format_html('<ul class="menu-list">{}</ul>', links)


def _links(entries: Iterable[Entry], path: str) -> SafeString:
    row = '<li><a href="{}"{}>{}{}{}</a></li>'
    return format_html_join("", row, ((e.url, _current(e, path), icon(e.icon), e.label, _count(e)) for e in entries))


def _current(entry: Entry, path: str) -> SafeString:
    if not entry.current:
        return mark_safe("")
    return format_html(' aria-current="{}"', "page" if entry.url == path else "true")


def _count(entry: Entry) -> SafeString:
    return format_html(COUNT, entry.count, _("waiting")) if entry.count else mark_safe("")


@register.simple_tag(takes_context=True)
def footer(context: Context) -> SafeString:
    """The same on every page of a language."""
    return _footer(get_language() or "vi", context["site_name"])


@cache
def _footer(language: str, site_name: str) -> SafeString:
    return render_to_string("ui/parts/footer.html", {"site_name": site_name, "links": menu.footer()})


@register.simple_tag
@cache
def logo() -> SafeString:
    return render_to_string("ui/parts/logo.html")
