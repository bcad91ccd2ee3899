"""The hot path without a network: requests straight into the ASGI application, over the real database."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from doanso.features.contests import tokens
from doanso.features.contests.hot.app import PREFIX, Hot
from doanso.features.contests.models import Entrant, Round

Answer = tuple[int, dict[str, Any]]


async def send(hot: Hot, name: str, body: Any, *, method: str = "POST") -> Answer:
    """Status and JSON; headers are added to it as "headers" where there are special ones."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def tell(message: dict[str, Any]) -> None:
        told.append(message)

    scope = {"type": "http", "method": method, "path": PREFIX + name, "headers": [], "client": ("192.0.2.7", 1)}
    await hot(scope, receive, tell)
    return told[0]["status"], json.loads(told[1]["body"])


def ticket(round: Round, entrant: Entrant, number: int = 1) -> dict[str, str]:
    return {"ticket": tokens.ticket(round.pk, entrant.pk, number, until=timezone.now() + timedelta(hours=1))}


def during(what: Callable[[Hot], Awaitable[Any]]) -> Any:
    """Run `what` with an application of its own, and end it properly."""
    import asyncio  # only here, since nothing else of these helpers needs a loop

    async def run() -> Any:
        hot = Hot()
        try:
            return await what(hot)
        finally:
            await hot.finish()

    return asyncio.run(run())
