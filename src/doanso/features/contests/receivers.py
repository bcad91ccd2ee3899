"""What contests do when others announce something."""

from datetime import datetime
from typing import Any

from doanso.core.consent.models import Consent
from doanso.features.contests.services import withdrawing


def consent_withdrawn(sender: Any, *, consent: Consent, now: datetime, **rest: Any) -> None:
    withdrawing.follow(consent, now=now)
