"""Sending a stored file. Called by the module that owns it, after its own check of who asks."""

import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from doanso.core.files import rules, storage
from doanso.core.files.models import File
from doanso.core.files.sniff import BY_MEDIA_TYPE

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_CSP_SAVED = "default-src 'none'; frame-ancestors 'none'; sandbox"
_CSP_PICTURE = "default-src 'none'; frame-ancestors 'self'; sandbox"
_CSP_PDF = (
    "default-src 'none'; frame-ancestors 'self'; object-src 'self'"  # no sandbox: a PDF viewer does not start in one
)


def send(request: HttpRequest, file: File, *, inline: bool = False) -> HttpResponseBase:
    """The bytes, or 304, or one range of them. `inline` shows PDF and pictures; what else may run is always saved."""
    rules.check_servable(file)
    etag = f'"{file.blob.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = _partial(request, file, etag) if unchanged is None else unchanged
    for name, value in _headers(file, inline=inline, etag=etag).items():
        response.headers[name] = value
    return response


def _headers(file: File, *, inline: bool, etag: str) -> dict[str, str]:
    known = BY_MEDIA_TYPE.get(file.blob.media_type)
    shown = inline and known is not None and known.inline
    return {
        "Content-Type": "text/plain; charset=utf-8" if file.blob.media_type == "text/plain" else file.blob.media_type,
        "Content-Disposition": content_disposition_header(not shown, file.name),
        "Content-Security-Policy": _policy(known.kind) if shown else _CSP_SAVED,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",  # kept by the reader's browser, asked for again each time: rights may end
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }


def _policy(kind: str) -> str:
    return _CSP_PDF if kind == "pdf" else _CSP_PICTURE


def _partial(request: HttpRequest, file: File, etag: str) -> HttpResponseBase:
    size = file.blob.size
    asked = _asked_range(request, size, etag)
    if asked is None:
        response = FileResponse(storage.open_bytes(file.blob.path))
        response.headers["Content-Length"] = str(size)
        return response
    first, last = asked
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(_Slice(storage.open_bytes(file.blob.path), first, last - first + 1), status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    return response


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte; first > last when it cannot be given; None for the whole, as for what we do not read."""
    found = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or found.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size - 1)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last or size), size - 1)


class _Slice:
    """Some bytes of an open file, for a response that reads and closes it."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        file.seek(start)
        self._file, self._left = file, length

    def read(self, most: int) -> bytes:
        part = self._file.read(min(most, self._left))
        self._left -= len(part)
        return part

    def close(self) -> None:
        self._file.close()
