"""The announced ranking, and what is missing until it can be announced."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from doanso.features.contests.models import Attempt, Entrant, Exclusion, Flag, Fold, Prize, Result, Round
from doanso.lib.text import fold

WITHDRAWN = 0  # a result without a rank: kept for its revoked certificate alone
SETTLED = timedelta(seconds=60)  # after the end, until nothing more is on its way


def why_not(round: Round, now: datetime) -> list[str]:
    """In words; empty: it can be announced."""
    found = []
    if not round.frozen_at:
        found.append(_("The round has no questions yet."))
    if now < round.closes_at:
        found.append(_("The round is not over yet."))
    elif now < round.closes_at + SETTLED:
        found.append(_("The round has just ended. Please wait a minute until the last papers are in."))
    elif round.attempts_made.filter(state=Attempt.State.RUNNING).exists() or is_folding(round):
        found.append(_("Some papers are not graded yet. Please wait a minute."))
    if open_appeals(round):
        found.append(_("An appeal waits for an answer."))
    return found


def is_folding(round: Round) -> bool:
    """What was answered is still being read from the log."""
    return Fold.objects.filter(round=round, finished=False).exists()


def open_doubts(round: Round) -> int:
    return round.flags.filter(state=Flag.State.OPEN).count()


def open_appeals(round: Round) -> int:
    return round.exclusions.filter(appeal=Exclusion.Appeal.OPEN).count()


def prizes(round: Round, *, for_units: bool) -> QuerySet[Prize]:
    """Those of the round; where the contest has no other, those of the whole contest, too."""
    mine = Q(round=round)
    others = Round.objects.filter(contest=round.contest_id).exclude(kind=Round.Kind.ROOM).exclude(pk=round.pk)
    if not others.exists():
        mine |= Q(round=None)
    return Prize.objects.filter(mine, contest=round.contest_id, for_units=for_units).order_by("first", "pk")


def people(round: Round) -> QuerySet[Result]:
    """Nothing before the announcement."""
    if round.announced_at is None:
        return Result.objects.none()
    found = round.results.exclude(entrant=None).exclude(rank=WITHDRAWN)
    return found.select_related("entrant__unit", "prize").order_by("rank", "pk")


def units(round: Round) -> QuerySet[Result]:
    if round.announced_at is None:
        return Result.objects.none()
    found = round.results.exclude(unit=None).exclude(rank=WITHDRAWN)
    return found.select_related("unit", "prize").order_by("rank", "pk")


def named(round: Round, words: str) -> QuerySet[Result]:
    """Those whose name holds these words in this order, with or without diacritics."""
    return people(round).filter(entrant__search_key__contains=fold(words))


def of_entrant(round: Round, entrant: Entrant | None) -> Result | None:
    return people(round).filter(entrant=entrant).first() if entrant else None


def winners(round: Round) -> QuerySet[Result]:
    return people(round).exclude(prize=None)


def winning_units(round: Round) -> QuerySet[Result]:
    return units(round).exclude(prize=None)
