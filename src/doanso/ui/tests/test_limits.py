from concurrent.futures import ThreadPoolExecutor
from time import time

import pytest
from django.db import connection
from django.test import RequestFactory

from doanso.lib.errors import TooMany
from doanso.ui import limits

pytestmark = pytest.mark.django_db
DECADE = 315_360_000  # a window that does not end during the test


@pytest.fixture(autouse=True)
def _limits_on(settings) -> None:
    settings.RATE_LIMITS = True


def allowed(name: str, key: str, *, limit: int, tries: int) -> int:
    """How many of so many tries passed."""
    passed = 0
    for _ in range(tries):
        try:
            limits.hit(name, key, limit=limit, per_seconds=DECADE)
            passed += 1
        except TooMany:
            pass
    return passed


def test_hit_refuses_beyond_the_limit() -> None:
    assert allowed("login", "203.0.113.5", limit=3, tries=5) == 3


def test_hit_counts_each_name_and_key_apart() -> None:
    assert allowed("login", "a", limit=1, tries=2) == 1
    assert allowed("login", "b", limit=1, tries=2) == 1
    assert allowed("track", "a", limit=1, tries=2) == 1


def test_hit_counts_as_many_as_it_is_told() -> None:
    limits.hit("bytes", "a", limit=10, per_seconds=DECADE, number=7)
    limits.hit("bytes", "a", limit=10, per_seconds=DECADE, number=3)

    with pytest.raises(TooMany):
        limits.hit("bytes", "a", limit=10, per_seconds=DECADE, number=1)


def test_hit_tells_when_to_come_back() -> None:
    limits.hit("login", "a", limit=1, per_seconds=DECADE)

    with pytest.raises(TooMany) as refusal:
        limits.hit("login", "a", limit=1, per_seconds=DECADE)

    assert 0 < refusal.value.retry_after <= DECADE
    assert refusal.value.status == 429


def test_a_new_window_starts_afresh(monkeypatch) -> None:
    this_minute = time() // 60 * 60
    monkeypatch.setattr(limits, "time", lambda: this_minute + 59)
    limits.hit("login", "a", limit=1, per_seconds=60)
    with pytest.raises(TooMany) as refusal:
        limits.hit("login", "a", limit=1, per_seconds=60)
    assert refusal.value.retry_after == 1

    monkeypatch.setattr(limits, "time", lambda: this_minute + 60)

    limits.hit("login", "a", limit=1, per_seconds=60)


def test_check_counts_nothing() -> None:
    for _ in range(3):
        limits.check("miss", "a", limit=1, per_seconds=DECADE)
    limits.hit("miss", "a", limit=1, per_seconds=DECADE)

    with pytest.raises(TooMany):
        limits.check("miss", "a", limit=1, per_seconds=DECADE)


def test_limits_can_be_switched_off(settings) -> None:
    settings.RATE_LIMITS = False

    assert allowed("login", "a", limit=1, tries=4) == 4
    limits.check("login", "a", limit=0, per_seconds=DECADE)


@pytest.mark.django_db(transaction=True)
def test_hits_at_once_are_all_counted() -> None:
    def visitor(_number: int) -> int:
        try:
            return allowed("login", "a", limit=10, tries=5)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(visitor, range(8)))

    assert passed == 10


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind_proxy", "expected"),
    [
        ("203.0.113.5", "", False, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", False, "203.0.113.5"),  # anybody can write that header
        ("10.0.0.1", "198.51.100.1", True, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", True, "198.51.100.1"),  # the first is the client's own word
        ("10.0.0.1", "", True, "10.0.0.1"),
        ("10.0.0.1", "nonsense\r\n", True, ""),
        ("", "", False, ""),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "", False, "2001:db8:1:2::"),
        ("::ffff:203.0.113.5", "", False, "203.0.113.5"),
        ("::1", "", False, "::"),
    ],
)
def test_client_address_believes_only_our_own_proxy(settings, remote, forwarded, behind_proxy, expected) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

    assert limits.client_address(request) == expected
