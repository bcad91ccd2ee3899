"""Pages that everybody without an account gets alike: drawn now and then, with what is a visitor's own put in anew."""

import re
import time
from collections.abc import Callable, Hashable, Mapping
from html import escape

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from doanso.lib.remembered import forgettable
from doanso.ui import languages
from doanso.ui.context import theme_of

LIVES_S = 10.0
MOST_PAGES = 200
CSRF = "kept-csrf-token"
_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
_pages: dict[Hashable, tuple[float, str]] = forgettable({})


def is_for_everybody(request: HttpRequest) -> bool:
    """Nothing in this request asks for a page of its own: no account, no question, no message that waits."""
    return not (request.user.is_authenticated or request.GET or "messages" in request.COOKIES or request.htmx)


def page(
    request: HttpRequest, *, key: Hashable, own: Mapping[str, str], draw: Callable[[], HttpResponse]
) -> HttpResponse:
    """`draw` draws the page with the keys of `own` in the place of their values; `key` names all else that it depends
    on but for address, languages and look. A change is seen after ten seconds."""
    whole = (request.path, get_language(), languages.reading(), theme_of(request), key)
    drawn_at, text = _pages.get(whole, (float("-inf"), ""))
    if time.monotonic() - drawn_at > LIVES_S:
        if len(_pages) >= MOST_PAGES:
            _pages.clear()
        text = _TOKEN.sub(CSRF, draw().content.decode())
        _pages[whole] = (time.monotonic(), text)
    for place, value in {CSRF: get_token(request), **own}.items():
        text = text.replace(place, escape(value))
    return HttpResponse(text)
