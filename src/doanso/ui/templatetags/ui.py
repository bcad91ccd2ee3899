"""The components. `/giao-dien/` shows each of them with the markup that makes it."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.lib.modules import all_modules
from doanso.ui import formats, languages
from doanso.ui.icons import ICONS

register = template.Library()

register.filter("vn_date", formats.vn_date)
register.filter("vn_datetime", formats.vn_datetime)
register.filter("vn_time", formats.vn_time)
register.filter("vn_money", formats.vn_money)
register.filter("vn_number", formats.vn_number)
register.filter("lang", languages.lang)  # <p{{ words|lang }}>{{ words }}</p>
register.filter("marked", languages.marked)  # {{ words|marked }} beside others

KIND_ICONS = {"ok": "check", "warn": "warning", "bad": "cross-circle", "info": "info"}


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Decoration unless it is given a label. KeyError for a name that is not drawn."""
    shape = mark_safe(ICONS[name])  # noqa: S308 our own constant
    css_class = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', css_class, label, shape
        )
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', css_class, shape)


@register.simple_tag
def badge(text: str, kind: str = "", icon_name: str = "") -> SafeString:
    """A short state in words: kind is ok, warn, bad, plain or empty."""
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag" data-kind="{}">{}{}</span>', kind, picture, text)


@register.simple_tag
def due(at: datetime | None, *, now: datetime | None = None, done: datetime | None = None) -> SafeString:
    """How much time is left, in words; after `done` whether it was on time. Says so when there is no deadline."""
    if at is None:
        return badge(_("No deadline"), "plain")
    if done:
        return badge(_("On time"), "ok", "check") if done <= at else badge(_("Finished late"), "bad", "clock")
    text, kind = formats.time_left(at, now or timezone.now())
    return format_html('<span title="{}">{}</span>', formats.vn_datetime(at), badge(text, kind, "clock"))


@register.simple_block_tag
def note(content: str, kind: str = "info", title: str = "", role: str = "") -> SafeString:
    """A framed remark: {% note kind="warn" title=... %} ... {% endnote %}."""
    heading = format_html("<h2>{}</h2>", title) if title else ""
    live = format_html(' role="{}"', role) if role else ""
    picture = icon({"ok": "check-circle", "warn": "warning", "bad": "cross-circle"}.get(kind, "info"))
    return format_html(
        '<div class="note" data-kind="{}"{}>{}<div>{}{}</div></div>', kind, live, picture, heading, content
    )


@register.simple_block_tag
def empty(content: str, title: str, icon_name: str = "inbox") -> SafeString:
    """Nothing here yet, and what to do next."""
    return format_html('<div class="empty">{}<h2>{}</h2>{}</div>', icon(icon_name), title, content)


@register.inclusion_tag("ui/parts/stat.html")
def stat(label: str, value: Any, *, hint: str = "", url: str = "", kind: str = "") -> dict[str, Any]:
    """One figure. `None` is shown as "no data", which is not zero."""
    return {"label": label, "value": value, "hint": hint, "url": url, "kind": kind}


@register.inclusion_tag("ui/parts/progress.html")
def progress(value: int, total: int, label: str) -> dict[str, Any]:
    return {"value": value, "total": total, "label": label}


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Pairs of label and address, at the end the label of this page: {% crumbs _("Procedures") url title %}."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=False))
    return {"links": pairs, "here": parts[-1]}


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page, *, target: str = "", param: str = "page") -> dict[str, Any]:
    """Links that keep the rest of the query. `target`: id of the element that htmx replaces."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        (number, _query(context, param, number) if number != page.paginator.ELLIPSIS else "") for number in numbers
    ]
    return {
        "page": page,
        "target": target,
        "links": links,
        "previous": _query(context, param, page.number - 1) if page.has_previous() else "",
        "next": _query(context, param, page.number + 1) if page.has_next() else "",
    }


def _query(context: Context, name: str, value: Any) -> str:
    query = context["request"].GET.copy()
    query.pop("page", None)
    query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_th(context: Context, field: str, label: str, css: str = "", param: str = "sort") -> SafeString:
    """A column head that sorts: `?sort=field`, then `?sort=-field`. The view checks the name against its own list."""
    current = context["request"].GET.get(param, "")
    state = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    wanted = f"-{field}" if state == "ascending" else field
    picture = icon({"ascending": "up", "descending": "down", "none": "sort"}[state])
    html = '<th scope="col" aria-sort="{}" class="{}"><a href="{}">{}{}</a></th>'
    return format_html(html, state, css, _query(context, param, wanted), label, picture)


@register.simple_tag(takes_context=True)
def field(context: Context, bound: Any, *, optional: bool = True) -> SafeString:
    """One field of a Django form with label, help and errors wired together."""
    kind = getattr(bound.field.widget, "input_type", "")
    grouped = bound.field.widget.use_fieldset
    data = {"field": bound, "kind": kind, "grouped": grouped, "show_optional": optional and not bound.field.required}
    return mark_safe(render_to_string("ui/field.html", data, request=context.get("request")))  # noqa: S308 a template's


@register.inclusion_tag("ui/parts/errors.html")
def errors(form: Any) -> dict[str, Any]:
    """What is wrong with a form, on top of it, each with a link to its field."""
    wrong = [(_anchor(bound), bound.label, bound.errors) for bound in form if bound.errors] if form.is_bound else []
    general = form.non_field_errors() if form.is_bound else []
    count = len(wrong) + len(general)
    title = ngettext("Please correct %(count)s thing", "Please correct %(count)s things", count) % {"count": count}
    return {"fields": wrong, "general": general, "title": title, "count": count}


def _anchor(bound: Any) -> str:
    """A group of choices has no single control: its first one is where the reader wants to be."""
    return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.id_for_label


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: Iterable[dict[str, Any]], label: str) -> dict[str, Any]:
    """`items` have label, url, current and perhaps count."""
    return {"items": [{"current": False, "count": 0} | item for item in items], "label": label}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`items` have title, and perhaps when, who, text, kind (ok, warn, bad, next), current, url."""
    blank = {"when": None, "who": "", "text": "", "kind": "", "current": False, "url": ""}
    return {"items": [blank | item for item in items]}


@register.inclusion_tag("ui/parts/steps.html")
def steps(labels: Iterable[str], current: int) -> dict[str, Any]:
    """`current` counts from 1."""
    return {"steps": [(label, number, number < current, number == current) for number, label in enumerate(labels, 1)]}


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str) -> SafeString:
    """What the modules show at this place of a page that is not theirs (`Module.panels`)."""
    request = context["request"]
    found = sorted((p for m in all_modules() for p in m.panels if p.place == place), key=lambda panel: panel.order)
    parts = [render_to_string(panel.template, panel.context(request), request=request) for panel in found]
    return mark_safe("".join(parts))  # noqa: S308 rendered templates
