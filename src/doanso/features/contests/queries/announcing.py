"""The announced ranking, of a round or of the whole contest, and what is missing until it can be announced."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from doanso.features.contests.models import (
    Attempt,
    Contest,
    Entrant,
    Exclusion,
    Flag,
    Fold,
    Prize,
    Result,
    Round,
    Scope,
    State,
    Whole,
    real_rounds,
)
from doanso.lib.text import fold

WITHDRAWN = 0  # a result without a rank: kept for its revoked certificate alone
SETTLED = timedelta(seconds=60)  # after the end, until nothing more is on its way


def why_not(scope: Scope, now: datetime) -> list[str]:
    """In words; empty: it can be announced."""
    return _why_not_whole(scope) if isinstance(scope, Whole) else _why_not_round(scope, now)


def _why_not_whole(whole: Whole) -> list[str]:
    if not has_whole(whole.contest):
        return [_("Here each round stands by itself.")]
    waiting = [one.name for one in whole.rounds if not one.announced_at]
    return [_("%(round)s is not announced yet.") % {"round": name} for name in waiting]


def _why_not_round(round: Round, now: datetime) -> list[str]:
    found = []
    if round.contest.state == State.CANCELLED:
        found.append(_("This contest was called off."))
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


def has_whole(contest: Contest) -> bool:
    """A contest of one round has no other ranking than that round's."""
    return len(real_rounds(contest)) > 1 and bool(Whole(contest).rounds)


def is_in_announced_whole(round: Round) -> bool:
    """Read anew, since somebody may have announced it while this round was waited for."""
    contest = Contest.objects.exclude(announced_at=None).filter(pk=round.contest_id).first()
    return contest is not None and round in Whole(contest).rounds


def prizes(scope: Scope, *, for_units: bool) -> QuerySet[Prize]:
    """Those of the round; where the contest has no other, those of the whole contest, too."""
    if isinstance(scope, Whole):
        mine = Q(round=None)
    else:
        mine = Q(round=scope)
        if all(one.pk == scope.pk for one in real_rounds(scope.contest)):
            mine |= Q(round=None)
    return Prize.objects.filter(mine, contest=scope.contest, for_units=for_units).order_by("first", "pk")


def people(scope: Scope) -> QuerySet[Result]:
    """Nothing before the announcement."""
    if scope.announced_at is None:
        return Result.objects.none()
    found = scope.results.exclude(entrant=None).exclude(rank=WITHDRAWN)
    return found.select_related("entrant__unit", "prize").order_by("rank", "pk")


def units(scope: Scope) -> QuerySet[Result]:
    if scope.announced_at is None:
        return Result.objects.none()
    found = scope.results.exclude(unit=None).exclude(rank=WITHDRAWN)
    return found.select_related("unit", "prize").order_by("rank", "pk")


def named(scope: Scope, words: str) -> QuerySet[Result]:
    """Those whose name holds these words in this order, with or without diacritics."""
    return people(scope).filter(entrant__search_key__contains=fold(words))


def of_entrant(scope: Scope, entrant: Entrant | None) -> Result | None:
    return people(scope).filter(entrant=entrant).first() if entrant else None


def winners(scope: Scope) -> QuerySet[Result]:
    return people(scope).exclude(prize=None)


def winning_units(scope: Scope) -> QuerySet[Result]:
    return units(scope).exclude(prize=None)
