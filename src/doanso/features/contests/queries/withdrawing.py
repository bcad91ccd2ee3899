"""What withdrawing would mean for one entrant: told before it is done."""

from dataclasses import dataclass

from doanso.features.contests.models import Certificate, Entrant, Round


@dataclass(frozen=True)
class Consequences:
    """`lost`: rounds in which a paper would not count; `announced`: those whose results keep a figure."""

    lost: list[Round]
    announced: list[Round]
    certificates: int


def of(entrant: Entrant) -> Consequences:
    rounds = Round.objects.filter(contest=entrant.contest_id, attempts_made__entrant=entrant)
    taken = list(rounds.distinct().order_by("number"))
    return Consequences(
        lost=[one for one in taken if one.announced_at is None],
        announced=[one for one in taken if one.announced_at],
        certificates=Certificate.objects.filter(result__entrant=entrant, revoked_at=None).count(),
    )
