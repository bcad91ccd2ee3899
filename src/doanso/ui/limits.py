"""Rate limits. Counts lie in the shared cache, outside every transaction, so that a refusal does not forget them."""

import hashlib
from ipaddress import IPv6Address, IPv6Network, ip_address
from time import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from doanso.lib.errors import TooMany


def hit(name: str, key: str, *, limit: int, per_seconds: int, number: int = 1) -> None:
    """Count an attempt, or so many of something, and raise `TooMany` beyond `limit` in this window.

    Call it before the service, not inside.
    """
    if not settings.RATE_LIMITS:
        return
    slot, left = _window(name, key, per_seconds)
    if cache.count(slot, timeout=per_seconds, number=number) > limit:
        raise _too_many(left)


def check(name: str, key: str, *, limit: int, per_seconds: int) -> None:
    """Raise `TooMany` when `limit` attempts were counted in this window; counts nothing itself."""
    if not settings.RATE_LIMITS:
        return
    slot, left = _window(name, key, per_seconds)
    if cache.get(slot, 0) >= limit:
        raise _too_many(left)


def client_address(request: HttpRequest) -> str:
    """Who asks: the IPv4 address, or the /64 of an IPv6 address, which one subscriber has whole; "" when unknown.

    X-Forwarded-For counts only behind our own proxy, and then its last entry: the others are the client's own words.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    return _subscriber(address)


def _window(name: str, key: str, per_seconds: int) -> tuple[str, int]:
    """The counter's cache key, and the seconds until its window ends. Keys are hashed: they may be personal data."""
    number, passed = divmod(int(time()), per_seconds)
    digest = hashlib.sha256(f"{name}\0{key}".encode()).hexdigest()[:40]
    return f"limit:{digest}:{per_seconds}:{number}", per_seconds - passed


def _too_many(seconds: int) -> TooMany:
    minutes = -(-seconds // 60)
    return TooMany(
        _("Too many attempts. Please try again in %(minutes)s min.") % {"minutes": minutes}, retry_after=seconds
    )


def _subscriber(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), 64), strict=False).network_address)
