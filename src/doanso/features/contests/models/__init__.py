"""Contests: rounds, papers, entrants, what they answered, and what follows from it.

`Event` is what happened, append-only, written by the hot path alone, one partition a round. `Attempt` and `Standing`
are what follows from the events: the fold writes them, and can write them anew. A paper is never stored: it follows
from the secret of the round, the entrant and the number of the attempt (`papers.compose`).
"""

from doanso.features.contests.models.admitted import Admitted, ranking_name
from doanso.features.contests.models.contest import (
    Contest,
    Counting,
    Gate,
    Item,
    Line,
    Prize,
    Round,
    Show,
    State,
    Together,
)
from doanso.features.contests.models.entrants import Attempt, Entrant, Event, Former, Standing, UnitWords, What
from doanso.features.contests.models.folds import Fold, Tally, Work
from doanso.features.contests.models.judging import Certificate, Exclusion, Flag, Result, Room
from doanso.features.contests.models.phones import Claim
from doanso.features.contests.models.whole import WHOLE, Scope, Sum, Whole, real_rounds

__all__ = [
    "WHOLE",
    "Admitted",
    "Attempt",
    "Certificate",
    "Claim",
    "Contest",
    "Counting",
    "Entrant",
    "Event",
    "Exclusion",
    "Flag",
    "Fold",
    "Former",
    "Gate",
    "Item",
    "Line",
    "Prize",
    "Result",
    "Room",
    "Round",
    "Scope",
    "Show",
    "Standing",
    "State",
    "Sum",
    "Tally",
    "Together",
    "UnitWords",
    "What",
    "Whole",
    "Work",
    "ranking_name",
    "real_rounds",
]
