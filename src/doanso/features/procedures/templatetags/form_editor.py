"""Parts of the form editor that stand a hundred times on its page: made of strings, since templates are slow there."""

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from doanso.ui.templatetags.ui import icon

register = template.Library()
BUTTON = '<button class="btn btn-quiet" form="act" name="go" value="{} {}" id="{}-{}" aria-label="{}">{}</button>'
LINK = '<a class="btn btn-quiet" href="{}" id="{}-{}" aria-label="{}">{}</a>'


@register.simple_tag
def card_tools(card: Any, address: str, into: str = "") -> SafeString:
    """Up, down, and: a new question behind it, or (a page or section, without `into`) its words."""
    name = {"name": card.short}
    path, at = card.path, card.id
    up = format_html(BUTTON, "up", path, at, "up", _("Move “%(name)s” up") % name, icon("up"))
    down = format_html(BUTTON, "down", path, at, "down", _("Move “%(name)s” down") % name, icon("down"))
    if into:
        target = f"{address}?them={quote(into)}&sau={card.own_key}#them"
        last = format_html(LINK, target, at, "add", _("Add a question after “%(name)s”") % name, icon("plus"))
    else:
        target = f"{address}?mo={quote(path)}#{at}"
        last = format_html(LINK, target, at, "pen", _("Change “%(name)s”") % name, icon("pen"))
    return format_html('<div class="tools">{}{}{}</div>', up, down, last)


@register.simple_tag
def remarks(card: Any) -> SafeString:
    """Conditions in words, and what is still wrong."""
    if not card.told and not card.doubts:
        return mark_safe("")
    told = format_html_join("", '<p class="small told">{}{}</p>', ((icon("filter"), line) for line in card.told))
    wrong = format_html_join("", '<p class="small doubt">{}{}</p>', ((icon("warning"), line) for line in card.doubts))
    return told + wrong
