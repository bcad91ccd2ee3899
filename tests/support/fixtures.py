"""Small things that many tests want."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


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
    from procrastinate.contrib.django import app

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    return run
