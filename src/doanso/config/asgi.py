"""The one ASGI application: `/healthz` before everything, else pages."""

import gc
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

import django

from doanso.config.health import Health
from doanso.config.pages import Pages
from doanso.config.translations import compile_translations

compile_translations()
django.setup(set_prefix=False)
_health = Health()
_pages = Pages()
gc.collect()
gc.freeze()  # what is loaded by now stays: no need to look through it again at every collection


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/healthz":
        await _health(scope, receive, send)
    else:
        await _pages(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _pages.finish()
    await send({"type": "lifespan.shutdown.complete"})
