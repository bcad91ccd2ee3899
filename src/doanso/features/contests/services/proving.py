"""Whether an e-mail address is the entrant's own: six digits are sent there, and come back within ten minutes.

What was typed waits in the shared cache meanwhile, not in the tables: most of those who mistype never come back.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from doanso.core.notify import services as notify
from doanso.features.contests.models import Contest
from doanso.lib import codes
from doanso.lib.errors import Refused

MINUTES = 10
TRIES = 5


@dataclass(frozen=True)
class Waiting:
    """What was typed, and where the digits went."""

    token: str
    typed: dict[str, Any]
    email: str
    digits: str


@transaction.atomic
def send(contest: Contest, *, email: str, typed: dict[str, Any], now: datetime) -> str:
    """Send the digits; the token that leads back to what was typed."""
    token, digits = codes.new_token(80), f"{secrets.randbelow(1_000_000):06}"
    notify.send(
        "contests.code",
        to=email,
        context={"contest": contest.name, "digits": digits, "minutes": MINUTES},
        once=f"contest:{contest.pk}:{token}",
        now=now,
    )
    kept = {"contest": contest.pk, "digits": digits, "typed": typed, "email": email}
    cache.set(_key(token), kept, MINUTES * 60)
    return token


def waiting(contest: Contest, token: str) -> Waiting | None:
    """None when the ten minutes are over."""
    kept = cache.get(_key(token))
    if not kept or kept["contest"] != contest.pk:
        return None
    return Waiting(token, kept["typed"], kept["email"], kept["digits"])


def check(contest: Contest, *, token: str, digits: str) -> Waiting:
    """Five wrong guesses among a million end it."""
    found = waiting(contest, token)
    if found is None:
        raise Refused(_("The code is no longer valid. Please start again."))
    cache.add(_tries(token), 0, MINUTES * 60)
    if cache.incr(_tries(token)) > TRIES:
        raise Refused(_("Too many wrong codes. Please start again."))
    if not constant_time_compare("".join(digits.split()), found.digits):
        raise Refused(_("This is not the code that we sent. Please look again."))
    return found


def done(token: str) -> None:
    cache.delete(_key(token))


def _tries(token: str) -> str:
    return f"contests.proving.tries:{token[:40]}"


def _key(token: str) -> str:
    return f"contests.proving:{token[:40]}"
