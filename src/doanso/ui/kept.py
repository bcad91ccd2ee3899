"""Pages that everybody without an account gets alike: drawn now and then, with what is a visitor's own put in anew.

They are kept compressed. What is a visitor's own goes between the compressed parts as it is, so that what somebody
wrote can never tell, by the length of the answer, what stands beside it (BREACH).
"""

import re
import secrets
import time
import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from html import escape
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from doanso.lib.remembered import forgettable
from doanso.ui import languages
from doanso.ui.context import theme_of

LIVES_S = 10.0
MOST_PAGES, MOST_PIECES = 200, 50
PLACE = f"kept-{secrets.token_hex(8)}-"  # nobody can write it into a text of theirs
CSRF = f"{PLACE}csrf-"
_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
_PLACE = re.compile(f"({PLACE}[a-z0-9_]+-)")
_HEAD, _END = b"\x1f\x8b\x08\0\0\0\0\0\0\xff", b"\x03\0"  # of gzip; an empty last block
_LONGEST = 0xFFFF  # what a block that is not compressed can hold

Draw = Callable[[Mapping[str, str]], HttpResponse]


class Page:
    """Parts that all get, by turns with the places of what is somebody's own."""

    def __init__(self, text: str) -> None:
        pieces = _PLACE.split(text)
        self.parts, self.places = [piece.encode() for piece in pieces[::2]], pieces[1::2]
        self.drawn_at = time.monotonic()

    @cached_property
    def packed(self) -> list[bytes]:
        return [_packed(part) for part in self.parts]

    def filled(self, own: Mapping[str, bytes]) -> bytes:
        return b"".join(_between(self.parts, [own[place] for place in self.places]))

    def zipped(self, own: Mapping[str, bytes]) -> bytes:
        """The same as gzip."""
        plain, blocks = self.filled(own), {place: _block(value) for place, value in own.items()}
        body = _between(self.packed, [blocks[place] for place in self.places])
        end = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
        return b"".join([_HEAD, *body, _END, end])


_pages: dict[Hashable, Page] = forgettable({})
_pieces: dict[Hashable, tuple[float, SafeString]] = forgettable({})
_making_room = Lock()


def is_for_everybody(request: HttpRequest) -> bool:
    """Nothing in this request asks for a page of its own: no account, no message that waits."""
    return not (request.user.is_authenticated or "messages" in request.COOKIES or request.htmx)


def page(request: HttpRequest, *, key: Hashable, own: Mapping[str, str], draw: Draw) -> HttpResponse:
    """`own` is what stands on this visitor's page alone, in words by names; `draw` draws the page with them, or for one
    that is kept with their places. `key` names all else that it depends on but for address, languages and look; what
    it does not name is seen after ten seconds. Without a key, and for who has an account, nothing is kept.
    Of a query nothing is read here, for links that are passed on carry marks of others: a view that does has no key."""
    if key is None or not is_for_everybody(request):
        return draw(own)
    places = {name: f"{PLACE}{name}-" if words else "" for name, words in own.items()}
    whole = (request.path, get_language(), languages.reading(), theme_of(request), key, tuple(places.values()))
    found = _pages.get(whole)
    if found is None or time.monotonic() - found.drawn_at > LIVES_S:
        _forget_query(request)
        found = Page(_TOKEN.sub(CSRF, draw(places).content.decode()))
        _keep(_pages, whole, found, MOST_PAGES)
    values = {CSRF: get_token(request)} | {places[name]: escape(words) for name, words in own.items()}
    return _answer(request, found, {place: words.encode() for place, words in values.items()})


def piece(key: Hashable, draw: Callable[[], str]) -> SafeString:
    """A part that all get alike, with an account too: nothing of the request stands in it. Kept as a page is."""
    whole = (get_language(), languages.reading(), key)
    drawn_at, found = _pieces.get(whole, (0.0, SafeString()))
    if not drawn_at or time.monotonic() - drawn_at > LIVES_S:
        found = mark_safe(draw())  # noqa: S308 what a template drew
        _keep(_pieces, whole, (time.monotonic(), found), MOST_PIECES)
    return found


def _forget_query(request: HttpRequest) -> None:
    """It would stand in links of the page that others get."""
    request.GET, request.META["QUERY_STRING"] = QueryDict(), ""


def _keep(kept: dict[Hashable, Any], whole: Hashable, drawn: Any, most: int) -> None:
    """The one that was drawn longest ago makes room."""
    with _making_room:
        kept.pop(whole, None)
        if len(kept) >= most:
            del kept[next(iter(kept))]
        kept[whole] = drawn


def _answer(request: HttpRequest, page: Page, own: Mapping[str, bytes]) -> HttpResponse:
    fits = all(len(value) <= _LONGEST for value in own.values())
    if fits and re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(page.zipped(own), headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(page.filled(own))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _between(parts: list[bytes], own: list[bytes]) -> Iterable[bytes]:
    for part, value in zip(parts, own, strict=False):
        yield from (part, value)
    yield parts[-1]


def _packed(part: bytes) -> bytes:
    """Ends at a whole byte, and refers to nothing before it."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def _block(value: bytes) -> bytes:
    """As it is, in the language of what is compressed."""
    return b"\0" + len(value).to_bytes(2, "little") + (len(value) ^ _LONGEST).to_bytes(2, "little") + value
