"""The one ASGI application.

Pages go to Django's WSGI handler through a fixed pool of threads: Django's own ASGI handler starts a thread a request
and costs about three times the CPU. `/healthz` is answered before Django.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from doanso.config.health import Health
from doanso.config.translations import compile_translations

compile_translations()
_health = Health()
_pages = WSGIMiddleware(get_wsgi_application(), workers=settings.THREADS)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/healthz":
        await _health(scope, receive, send)
    else:
        await _pages({**scope, "client": _client(scope)}, receive, send)


def _client(scope: dict[str, Any]) -> Any:
    """Who asks. Behind a proxy: the last address in X-Forwarded-For, which it wrote; those before may be lies."""
    if settings.BEHIND_PROXY:
        for name, value in reversed(scope["headers"]):
            if name == b"x-forwarded-for":
                return value.decode("latin-1").rsplit(",", 1)[-1].strip(), 0
    return scope["client"]


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
