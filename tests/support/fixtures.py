"""Small things that many tests want."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from doanso.lib.remembered import forget

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Each test has a database of its own."""
    forget()


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in working hours: 4 March 2026, 9:00 in Hà Nội."""
    return datetime(2026, 3, 4, 9, 0, tzinfo=HANOI)


@pytest.fixture
def person(db: None):
    from doanso.core.accounts.models import Person

    return Person.objects.create(code="TEST-1", full_name="Nguyễn Thị Thử", phone="0900000001")


@pytest.fixture
def signed_in(person) -> Client:
    """A browser signed in as `person`, without any seat."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user(
        "0900000001", email="thu@example.vn", password="mat-khau-thu", person=person
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Does all background work that is due, in this process; needs `transactional_db`."""
    from django.db import connections
    from procrastinate.contrib.django import app

    async def work() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))  # one thread, so that its connections can be closed below
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            async with worker.open_async():
                await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
        await loop.run_in_executor(None, connections.close_all)

    def run() -> None:
        """In a thread of its own: a browser test before this one may have left an event loop in this thread."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(work())).result()

    return run
