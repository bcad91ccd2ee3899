"""The log against attempts and standings, and these against what was announced, for `doanso reconcile`."""

from collections.abc import Iterable

from django.utils import timezone

from doanso.features.contests.models import Round
from doanso.features.contests.queries import announced
from doanso.features.contests.queries.comparing import sentence
from doanso.features.contests.services import comparing


def run() -> list[str]:
    """Each round that is over is made anew from its log alone, compared, and left as it was."""
    log = [said for round in _rounds() for said in _compare(round)]
    return log + [said for scope in announced.scopes() for said in announced.differences(scope, most=comparing.MOST)]


def _rounds() -> Iterable[Round]:
    over = Round.objects.filter(frozen_at__isnull=False, closes_at__lt=timezone.now() - comparing.SETTLED)
    return over.select_related("contest").order_by("pk")


def _compare(round: Round) -> list[str]:
    wrong = comparing.differences(round, timezone.now())
    return [sentence(round, *key) for key in wrong[: comparing.MOST]]
