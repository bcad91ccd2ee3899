"""The one ASGI application: `/healthz` before everything, then what modules answer themselves, else pages."""

import gc
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

import django

from doanso.config import warm
from doanso.config.health import Health
from doanso.config.pages import Pages, client
from doanso.config.translations import compile_translations
from doanso.lib.modules import Live, all_modules

compile_translations()
django.setup(set_prefix=False)
warm.up()
_health = Health()
_pages = Pages()
_live = {prefix: make() for module in all_modules() for prefix, make in module.live.items()}
gc.collect()
gc.freeze()  # what is loaded by now stays: no need to look through it again at every collection
gc.collect()  # nothing is left: else a whole collection waits until a quarter as much again has come


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/healthz":
        await _health(scope, receive, send)
    elif live := _answering(scope["path"]):
        scope["client"] = client(scope)
        await live(scope, receive, send)
    else:
        await _pages(scope, receive, send)


def _answering(path: str) -> Live | None:
    """What a module has put in front of its pages under this address."""
    for prefix, live in _live.items():
        if path.startswith(prefix):
            return live
    return None


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _pages.finish()
    for live in _live.values():
        await live.finish()
    await send({"type": "lifespan.shutdown.complete"})
