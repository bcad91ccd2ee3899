"""What contests show on pages of others."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doanso.features.contests.queries import published

MOST = 3


def running(request: HttpRequest) -> dict[str, Any]:
    """The contests that run now, else those that come soon."""
    now = timezone.now()
    return {"rounds": published.open_now(now, MOST), "now": now}
