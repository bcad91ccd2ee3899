"""Showing where the words were found: safe HTML with <mark>."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from doanso.core.search.words import PIECE, Request, word

AROUND, LENGTH, LOOKED_AT = 60, 240, 20_000


def highlight(text: str, asked: Request) -> SafeString:
    return _marked(text, _hits(text, asked))


def snippet(body: str, asked: Request) -> SafeString:
    """The stretch of the body with most of the words, else its beginning."""
    looked_at = body[:LOOKED_AT]
    hits = _hits(looked_at, asked)
    start = _best_start(looked_at, hits)
    end = start + LENGTH
    if end < len(looked_at):
        end = max(looked_at.rfind(" ", start, end), start + 1)
    inside = [(a - start, b - start) for a, b in hits if start <= a and b <= end]
    before, after = "… " if start else "", " …" if end < len(body) else ""
    return mark_safe(f"{before}{_marked(looked_at[start:end].rstrip(), inside)}{after}")  # noqa: S308 escaped in _marked


def _hits(text: str, asked: Request) -> list[tuple[int, int]]:
    wanted = set(asked.folded) | {part for lexeme in asked.folded for part in lexeme.split(".")}
    tail = asked.folded[-1] if asked.open_end else None
    return [match.span() for match in PIECE.finditer(text) if _matches(match[0], wanted, tail)]


def _matches(piece: str, wanted: set[str], tail: str | None) -> bool:
    found = word(piece).folded
    return not wanted.isdisjoint(found) or bool(tail and found and found[0].startswith(tail))


def _best_start(text: str, hits: list[tuple[int, int]]) -> int:
    if not hits:
        return 0
    best = max(
        hits, key=lambda hit: (len({text[a:b].lower() for a, b in hits if hit[0] <= a < hit[0] + LENGTH}), -hit[0])
    )
    start = max(best[0] - AROUND, 0)
    return text.find(" ", start, best[0]) + 1 if start else 0


def _marked(text: str, hits: list[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in hits:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 every piece of text is escaped
