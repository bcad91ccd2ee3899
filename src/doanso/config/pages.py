"""Pages: Django's synchronous handler on a fixed number of threads.

Django's own way of serving ASGI starts a thread a request and costs about three times the CPU. A thread is precious, so
it never waits for a visitor's network: the whole body is here before it begins, and its answer is sent by others.
docs/decisions/0012-performance.md has the figures.
"""

import asyncio
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from random import randrange
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpResponseBase
from django.urls import set_script_prefix

from doanso.config import cores

MEMORY_BYTES = 1024 * 1024  # of a body; what is more goes to a temporary file
SILENCE_S = 60
LONGEST_LINE = 200
"""Of each process: who asks behind so many others is gone before the page comes, and the work would be lost."""
PATIENCE_BYTES = 200 * 1024 * 1024  # how much too much we still read: before that browsers do not look at the answer

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Pages(ASGIHandler):
    def __init__(self) -> None:
        self.load_middleware(is_async=False)
        self.free = asyncio.Semaphore(settings.THREADS)
        self.idle = [_thread(is_first=not later) for later in reversed(range(settings.THREADS))]
        self.running = self.in_line = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if self.in_line >= LONGEST_LINE and _can_come_again(scope):
            await _come_again(send)
            return
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
                status, headers, content = await self._on_a_thread(_clean(scope), body)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})
        finally:
            self.running -= 1

    async def _on_a_thread(self, scope: dict[str, Any], body: IO[bytes]) -> Answer:
        """The thread that was busy last goes on: its database connection knows our statements best.

        Whose request is here stands in line: who sends it slowly keeps nobody else from a page.
        """
        self.in_line += 1
        try:
            async with self.free:
                thread = self.idle.pop()
                try:
                    return await asyncio.get_running_loop().run_in_executor(thread, self._answer, scope, body)
                finally:
                    self.idle.append(thread)
        finally:
            self.in_line -= 1

    def _answer(self, scope: dict[str, Any], body: IO[bytes]) -> Answer:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, unreadable = self.create_request(scope, body)
        response = unreadable if request is None else self.get_response(request)
        response._handler_class = type(self)
        try:
            return response.status_code, _headers(response), b"".join(response)
        finally:
            response.close()

    async def finish(self) -> None:
        """Until every answer is sent."""
        while self.running:
            await asyncio.sleep(0.02)


def _thread(*, is_first: bool) -> ThreadPoolExecutor:
    """The first is the one that goes on while nobody else asks."""
    return ThreadPoolExecutor(1, thread_name_prefix="pages", initializer=None if is_first else cores.leave)


def _headers(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    cookies = [("Set-Cookie", cookie.output(header="").strip()) for cookie in response.cookies.values()]
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in [*response.items(), *cookies]]


def largest_body() -> int:
    """Bytes: a dossier's files, and its answers."""
    return (settings.MAX_DOSSIER_MB + 5) * 1024 * 1024


async def _read(receive: Any, body: IO[bytes]) -> int | None:
    """The body's size, read into `body` as far as it is allowed; None when the visitor left or fell silent."""
    size = 0
    while size < PATIENCE_BYTES:
        try:
            async with asyncio.timeout(SILENCE_S):  # unlike wait_for it makes no task
                message = await receive()
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


def _clean(scope: dict[str, Any]) -> dict[str, Any]:
    """Headers as Django needs them, and who asks. HTTP/2 splits cookies, and a comma between them would break them."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
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


def _can_come_again(scope: dict[str, Any]) -> bool:
    """What was typed waits in line; style and scripts cost little, and a page without them is none."""
    return scope["method"] == "GET" and not scope["path"].startswith(settings.STATIC_URL)


async def _come_again(send: Any) -> None:
    """The browser does so by itself, and not all at the same moment."""
    seconds = str(4 + randrange(6)).encode()  # noqa: S311 no secret
    headers = [
        *((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")),
        *((b"retry-after", seconds), (b"refresh", seconds), (b"content-security-policy", BUSY_POLICY)),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": BUSY.encode()})


# By its digest alone: a file of styles would be one more request of each who is asked to come again.
BUSY_STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-items:center;font:1.0625rem/1.6 system-ui,sans-serif;"
    "background:#f3f5fa;color:#16202e}main{max-width:32rem;margin:1rem;padding:1.5rem 1.75rem;background:#fff;"
    "border:1px solid #d5dbe6;border-top:4px solid #0b57b0;border-radius:12px}h1{margin:0 0 .5rem;font-size:1.5rem;"
    "line-height:1.25}p{margin:.5rem 0 0}p+p{color:#51607a}@media(prefers-color-scheme:dark){body{background:#0e131a;"
    "color:#e8edf4}main{background:#18202a;border-color:#2f3a48;border-top-color:#8ab9f5}p+p{color:#a9b6c8}}"
)
BUSY_DIGEST = b64encode(sha256(BUSY_STYLE.encode()).digest())
BUSY_POLICY = b"default-src 'none'; style-src 'sha256-" + BUSY_DIGEST + b"'"
BUSY = f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Xin đợi một chút – Đoàn Số</title>
<style>{BUSY_STYLE}</style></head><body><main>
<h1>Xin đợi một chút</h1>
<p>Hiện có rất nhiều người truy cập. Trang sẽ tự mở lại sau vài giây; những gì bạn đã gửi vẫn được giữ.</p>
<p lang="en">Very many people are here now. This page opens again by itself in a few seconds; what you sent is kept.</p>
</main></body></html>
"""
