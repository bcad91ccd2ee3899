"""Pages: Django's WSGI handler behind a fixed pool of threads.

Django's own ASGI handler starts a thread a request and costs about three times the CPU. A thread is precious, so it
never waits for a visitor's network: the whole body is here before it begins, and its answer is queued, not sent.
"""

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

MEMORY_BYTES = 1024 * 1024  # of a body; what is more goes to a temporary file
SILENCE_S = 60
QUEUED_CHUNKS = 4096
PATIENCE_BYTES = 200 * 1024 * 1024  # how much too much we still read: before that browsers do not look at the answer
PART_BYTES = 64 * 1024


class Pages:
    def __init__(self) -> None:
        self.wsgi = WSGIMiddleware(get_wsgi_application(), workers=settings.THREADS, send_queue_size=QUEUED_CHUNKS)
        self.running = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.running += 1
        try:
            with SpooledTemporaryFile(MEMORY_BYTES) as body:
                size = await _read(receive, body)
                if size is None:
                    return
                if size > largest_body():
                    await _too_large(send)
                    return
                body.seek(0)
                await self.wsgi(_clean(scope), _from(body), send)
        finally:
            self.running -= 1

    async def finish(self) -> None:
        """Until every thread is free: one that still hands over its last words would otherwise wait for ever."""
        while self.running:
            await asyncio.sleep(0.02)


def largest_body() -> int:
    """Bytes: a dossier's files, and its answers."""
    return (settings.MAX_DOSSIER_MB + 5) * 1024 * 1024


async def _read(receive: Any, body: IO[bytes]) -> int | None:
    """The body's size, read into `body` as far as it is allowed; None when the visitor left or fell silent."""
    size = 0
    while size < PATIENCE_BYTES:
        try:
            message = await asyncio.wait_for(receive(), SILENCE_S)
        except TimeoutError:
            return None
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if part and size <= largest_body():
            body.write(part)
        if not message.get("more_body"):
            break
    return size


def _from(body: IO[bytes]) -> Any:
    """A `receive` that gives what we have read."""

    async def receive() -> dict[str, Any]:
        part = body.read(PART_BYTES)
        return {"type": "http.request", "body": part, "more_body": len(part) == PART_BYTES}

    return receive


def _clean(scope: dict[str, Any]) -> dict[str, Any]:
    """Headers as WSGI needs them, and who asks.

    One with an underscore would pass for another with a hyphen, for example one that only our proxy may set. HTTP/2
    splits cookies, and a comma between them would break them.
    """
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name and name != b"cookie"]
    cookies = [value for name, value in scope["headers"] if name == b"cookie"]
    if cookies:
        headers.append((b"cookie", b"; ".join(cookies)))
    return {**scope, "headers": headers, "client": client(scope)}


def client(scope: dict[str, Any]) -> Any:
    """Behind a proxy the last address in X-Forwarded-For, which it wrote; those before may be lies."""
    if settings.BEHIND_PROXY:
        for name, value in reversed(scope["headers"]):
            if name == b"x-forwarded-for":
                return value.decode("latin-1").rsplit(",", 1)[-1].strip(), 0
    return scope["client"]


async def _too_large(send: Any) -> None:
    text = (
        f"Các tệp gửi kèm lớn hơn {settings.MAX_DOSSIER_MB} MB nên chưa nhận được. Hãy bấm “Quay lại” trên "
        "trình duyệt: những gì đã điền vẫn còn; rồi chọn tệp nhỏ hơn.\n\n"
        f"The attached files exceed {settings.MAX_DOSSIER_MB} MB. Go back in your browser and choose smaller ones.\n"
    )
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
