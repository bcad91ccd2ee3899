"""The ASGI application for /cuoc-thi/truc/*: no cookies, no session, nothing of Django but its settings and models."""

from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

from doanso.features.contests import tokens
from doanso.features.contests.hot.handling import Desk
from doanso.features.contests.hot.language import LARGEST_BODY, Refusal
from doanso.features.contests.hot.rounds import Rounds
from doanso.features.contests.hot.writing import Busy, Writer

PREFIX = "/cuoc-thi/truc/"
RETRY_S = 2
HEADERS = (
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


class Hot:
    """One for each process."""

    def __init__(self) -> None:
        self.rounds, self.writer = Rounds(), Writer(database)
        desk = Desk(self.rounds, self.writer)
        self.ways = {PREFIX + "bat-dau": desk.start, PREFIX + "luu": desk.save, PREFIX + "nop": desk.submit}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        more: tuple[tuple[bytes, bytes], ...] = ()
        try:
            status, body = 200, (await self._answer(scope, receive)).encode()
        except Refusal as refusal:
            status, body, more = refusal.message()
        except (Busy, OperationalError, InterfaceError):
            status, body, more = _busy().message()
        await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, *more]})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: dict[str, Any], receive: Any) -> str:
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
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    address = (scope.get("client") or ("",))[0].encode()
    key = tokens.key("contests.device", settings.SECRET_KEY)
    return blake2b(address + b"\n" + agent, key=key, digest_size=12).hexdigest()


def _busy() -> Refusal:
    return Refusal(503, "busy", _("Very many people are here now. Your answers are kept; please wait."), wait=RETRY_S)
