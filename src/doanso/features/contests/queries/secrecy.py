"""What contests still keep to themselves: no page of another round, of practice or of the bank gives it away."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from doanso.features.contests.models import Contest, Item, Round, Show, State
from doanso.features.contests.timing import GRACE


def is_open(contest: Contest, round: Round, now: datetime) -> bool:
    """Whether entrants may see what was right in this round: never while a paper that counts may still come in."""
    if contest.show == Show.NEVER or now <= round.closes_at + GRACE:
        return False
    return contest.show == Show.ROUND or round.announced_at is not None


def is_scored(contest: Contest, round: Round, now: datetime) -> bool:
    """Whether entrants may see their points: attempt for attempt these would tell what was right."""
    return contest.score_at_once or now > round.closes_at + GRACE


def kept(questions: Collection[int], now: datetime, *, but: Round | None = None) -> set[int]:
    """Of these questions those that a round of a contest asked or will ask and has not opened; `but` one round.

    Rooms in class open theirs to the class; until then the bank's locks hold.
    """
    waits = Q(round__contest__show=Show.ANNOUNCED, round__announced_at=None)
    closed = Q(round__contest__show=Show.NEVER) | waits & ~Q(round__contest__state=State.CANCELLED)
    found = Item.objects.filter(Q(round__closes_at__gte=now - GRACE) | closed, question__in=questions)
    found = found.exclude(round__kind=Round.Kind.ROOM)
    return set((found.exclude(round=but) if but else found).values_list("question", flat=True))
