"""The hot path without a network: requests straight into the ASGI application, over the real database."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from doanso.features.contests import tokens
from doanso.features.contests.hot.app import PREFIX, Hot
from doanso.features.contests.models import Contest, Entrant, Round

Answer = tuple[int, dict[str, Any]]
ENTRANTS = """
    INSERT INTO contests_entrant (contest_id, identity, full_name, sort_key, search_key, unit_words, job, phone, email,
        key, device, network, joined_at)
    SELECT %s, 'n:' || n, 'Người thi', '', '', '', '', '', '', '', '', '', now() FROM generate_series(1, %s) n
    RETURNING id
"""


async def send(hot: Hot, name: str, body: Any, *, method: str = "POST") -> Answer:
    """Status and JSON of the answer."""
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


def entrants(contest: Contest, count: int) -> list[Entrant]:
    with connection.cursor() as cursor:
        cursor.execute(ENTRANTS, [contest.pk, count])
        return [Entrant(pk=pk) for (pk,) in cursor.fetchall()]


def during(what: Callable[[Hot], Awaitable[Any]]) -> Any:
    """Run `what` with an application of its own, and end it properly."""

    async def run() -> Any:
        hot = Hot()
        try:
            return await what(hot)
        finally:
            await hot.finish()

    with ThreadPoolExecutor(1) as thread:  # a browser of an earlier test may keep a loop in this one
        return thread.submit(asyncio.run, run()).result()
