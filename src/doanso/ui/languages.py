"""In which language somebody reads what offices wrote: forms, steps, guides. The product itself speaks two."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

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
_chosen: ContextVar[str] = ContextVar("content_language", default="")


def reading() -> str:
    """The code that the reader chose, else the language of the page."""
    return _chosen.get() or ("en" if (get_language() or "vi").startswith("en") else "vi")


@contextmanager
def chosen(code: str) -> Iterator[None]:
    """Anything but a known code chooses nothing."""
    before = _chosen.set(code if code in NAMES else "")
    try:
        yield
    finally:
        _chosen.reset(before)
