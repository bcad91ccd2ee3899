"""What contests do when others announce something."""

from datetime import datetime
from typing import Any

from doanso.core.consent.models import Consent
from doanso.features.contests.models import Line
from doanso.features.contests.services import withdrawing


def consent_withdrawn(sender: Any, *, consent: Consent, now: datetime, **rest: Any) -> None:
    withdrawing.follow(consent, now=now)


def topics_joined(sender: Any, *, topic: Any, into: Any, **rest: Any) -> None:
    """Blueprints draw from the topic that is left; rounds whose questions are fixed keep them."""
    Line.objects.filter(topic=topic.pk).update(topic=into.pk)
