"""The rules of a contest are plain text: an empty line begins a paragraph, “- ” a line of a list, “1. ” a heading."""

import re
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from doanso.features.contests.rules.admitting import words as let_in

register = template.Library()
register.filter("let_in", let_in)
BREAK = SafeString("<br>")
HEADING = re.compile(r"[0-9]{1,2}\. .{1,120}")


@register.filter
def rules_text(text: str) -> SafeString:
    lines = [(_kind(line), line.strip()) for line in text.splitlines()]
    blocks = (_block(kind, [line for _kind, line in group]) for kind, group in groupby(lines, _first) if kind)
    return format_html_join("", "{}", ((block,) for block in blocks))


def _first(pair: tuple[str, str]) -> str:
    return pair[0]


def _kind(line: str) -> str:
    line = line.strip()
    if not line:
        return ""
    if line.startswith(("- ", "– ", "• ")):
        return "ul"
    return "h3" if HEADING.fullmatch(line) else "p"


def _block(kind: str, lines: list[str]) -> SafeString:
    if kind == "ul":
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines)))
    if kind == "h3":
        return format_html_join("", "<h3>{}</h3>", ((line,) for line in lines))
    return format_html("<p>{}</p>", format_html_join(BREAK, "{}", ((line,) for line in lines)))
