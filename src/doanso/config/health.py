"""`/healthz`: is this process worth sending people to? Answers outside Django, so that it stays cheap under load."""

import asyncio
import time
from typing import Any

import psycopg
from django.conf import settings

from doanso.config.database import libpq_options

MAX_AGE_S = 1.0
TIMEOUT_S = 2.0


class Health:
    """Asks the database at most once a second, whoever asks us how often."""

    def __init__(self) -> None:
        self.checked_at = float("-inf")
        self.good = False
        self.lock = asyncio.Lock()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        async with self.lock:
            if time.monotonic() - self.checked_at > MAX_AGE_S:
                self.good = await _database_answers()
                self.checked_at = time.monotonic()
        status, body = (200, b"ok\n") if self.good else (503, b"database is away\n")
        headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _database_answers() -> bool:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            connection = await psycopg.AsyncConnection.connect(**libpq_options(settings.DATABASES["default"]))
            async with connection:
                await connection.execute("SELECT 1")
    except (psycopg.Error, OSError, TimeoutError):
        return False
    return True
