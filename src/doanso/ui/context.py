from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from doanso.ui import languages, menu

THEMES = ("auto", "light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """What a page needs to know about this installation and this reader; the menu is built only where it is shown."""
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "theme": theme_of(request),
        "reading": languages.reading(),
        "menu": SimpleLazyObject(lambda: menu.of(request)),
    }


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"
