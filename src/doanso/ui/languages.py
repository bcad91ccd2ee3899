"""In which language somebody reads what offices wrote: forms, steps, guides. The product itself speaks two.

A page says once in which language it is. Words on it that are in another one say so by themselves, so that a screen
reader changes its voice (WCAG 3.1.2): `lang` for an element that holds nothing else, `marked` in the middle of others.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any, Self

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

COOKIE = "content_language"
# ISO 639; the ten written languages of Vietnam's peoples that schools and radio use, and two of our neighbours.
NAMES = {
    "vi": "Tiếng Việt",
    "en": "English",
    "tyz": "Tiếng Tày",
    "nut": "Tiếng Nùng",
    "blt": "Tiếng Thái",
    "mtq": "Tiếng Mường",
    "hmn": "Tiếng Mông",
    "km": "Tiếng Khmer",
    "cjm": "Tiếng Chăm",
    "rad": "Tiếng Ê Đê",
    "jra": "Tiếng Gia Rai",
    "bdq": "Tiếng Ba Na",
    "lo": "Tiếng Lào",
    "zh": "Tiếng Hoa",
}
_VIETNAMESE = re.compile("[À-ÖØ-öø-ỹ]")  # English has none of these letters
_chosen: ContextVar[str] = ContextVar("content_language", default="")


class Words(str):
    """Words that know in which language they are; of a sentence with parts in others also its `html`."""

    __slots__ = ("html", "language")
    language: str
    html: str

    def __new__(cls, words: str, language: str = "", html: str = "") -> Self:
        new = super().__new__(cls, words)
        new.language, new.html = language, html
        return new


def of_page() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def reading() -> str:
    """The code that the reader chose, else the language of the page."""
    return _chosen.get() or of_page()


def sentence(template: str, **parts: str) -> str:
    """A sentence of the product with an office's words in it."""
    html = escape(template) % {name: marked(part) for name, part in parts.items()}
    return Words(template % parts, of_page(), html)


def of(words: Any) -> str:
    """Its code; of words that do not know it their letters tell, for what nobody translated is Vietnamese."""
    known = getattr(words, "language", "")
    return known or ("vi" if _VIETNAMESE.search(str(words)) else of_page())


def lang(words: Any) -> SafeString:
    """The attribute of an element that holds these words alone; nothing where they are in the page's language."""
    if not words or (code := of(words)) == of_page():
        return SafeString()
    return mark_safe(f' lang="{code}"')  # noqa: S308 one of our codes


def marked(words: Any) -> SafeString:
    """The same words as HTML, in an element of their own where they are in another language than the page."""
    html, attribute = getattr(words, "html", "") or conditional_escape(words), lang(words)
    return mark_safe(f"<span{attribute}>{html}</span>" if attribute else html)  # noqa: S308 escaped in any case


@contextmanager
def chosen(code: str) -> Iterator[None]:
    """Anything but a known code chooses nothing."""
    before = _chosen.set(code if code in NAMES else "")
    try:
        yield
    finally:
        _chosen.reset(before)
