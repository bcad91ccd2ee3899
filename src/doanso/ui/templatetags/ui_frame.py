"""What stands on every page. Templates are slow where a page of thirty links is made of parts; these are strings."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doanso.ui.menu import Entry
from doanso.ui.templatetags.ui import icon

register = template.Library()

COUNT = ' <span class="count">{}<span class="visually-hidden"> {}</span></span>'
FOLD = '<li class="more"><details{}><summary>{}{}{}</summary><ul class="menu-list">{}</ul></details></li>'


@register.simple_tag(takes_context=True)
def top_menu(context: Context) -> SafeString:
    """The entries as one list; tools behind one heading, which opens without scripts."""
    menu, path = context["menu"], context["request"].path
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
def preferences(context: Context) -> SafeString:
    """Language and look: few combinations, each drawn once."""
    return _preferences(get_language() or "vi", context["theme"])


@cache
def _preferences(language: str, theme: str) -> SafeString:
    return render_to_string("ui/parts/preferences.html", {"LANGUAGE_CODE": language, "theme": theme})


@register.simple_tag
@cache
def logo() -> SafeString:
    return render_to_string("ui/parts/logo.html")
