"""The ASGI application for /cuoc-thi/truc/*: no cookies, no session, nothing of Django but its settings and models."""

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

from doanso.features.contests import tokens
from doanso.features.contests.clock import Clock
from doanso.features.contests.hot.handling import Desk
from doanso.features.contests.hot.language import LARGEST_BODY, Refusal
from doanso.features.contests.hot.rounds import Rounds
from doanso.features.contests.hot.writing import Busy, Writer

PREFIX = "/cuoc-thi/truc/"
RETRY_S = 2
HEADERS = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
DONE = {"type": "http.response.start", "status": 200, "headers": HEADERS}


class Hot:
    """One for each process."""

    def __init__(self, clock: Clock | None = None) -> None:
        clock = clock or Clock()
        self.rounds, self.writer = Rounds(clock), Writer(database)
        desk = Desk(self.rounds, self.writer, clock)
        self.ways = {PREFIX + "bat-dau": desk.start, PREFIX + "luu": desk.save, PREFIX + "nop": desk.submit}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        start = DONE
        try:
            body = await self._answer(scope, receive)
        except Refusal as refusal:
            start, body = _told(refusal)
        except (Busy, OperationalError, InterfaceError):
            start, body = _told(_busy())
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: dict[str, Any], receive: Any) -> bytes:
        way = self.ways.get(scope["path"])
        if way is None:
            raise Refusal(404, "form", _("There is nothing here."))
        if scope["method"] != "POST":
            raise Refusal(405, "form", _("This address takes POST alone."))
        return await way(await _read(receive), _device(scope))

    async def finish(self) -> None:
        await self.writer.finish()
        await self.rounds.finish()


def database() -> dict[str, Any]:
    """How Django reaches it, for psycopg alone."""
    given = connection.get_connection_params()
    plain = {name: value for name, value in given.items() if isinstance(value, str) or name == "port"}
    return plain | {"prepare_threshold": given.get("prepare_threshold")}


async def _read(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "form", _("The request was cut off."))
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise Refusal(413, "form", _("The request is too large."))
        more = message.get("more_body", False)
    return body


def _device(scope: dict[str, Any]) -> str:
    """Network and browser, as a hash with a key: enough to see two that are the same, and not who they are."""
    client = scope.get("client")
    address = client[0] if client else ""
    for name, value in scope["headers"]:
        if name == b"user-agent":
            return _hash(address, value, settings.SECRET_KEY)
    return _hash(address, b"", settings.SECRET_KEY)


@lru_cache(5_000)
def _hash(address: str, agent: bytes, secret: str) -> str:
    key = tokens.key("contests.device", secret)
    return blake2b(address.encode() + b"\n" + agent, key=key, digest_size=12).hexdigest()


def _told(refusal: Refusal) -> tuple[dict[str, Any], bytes]:
    status, body, more = refusal.message()
    return {"type": "http.response.start", "status": status, "headers": [*HEADERS, *more]}, body


def _busy() -> Refusal:
    return Refusal(503, "busy", _("Very many people are here now. Your answers are kept; please wait."), wait=RETRY_S)
