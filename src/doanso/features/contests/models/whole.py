"""The rounds of a contest that count together."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.features.contests.models.contest import Contest, Round, Together

if TYPE_CHECKING:
    from doanso.features.contests.models.judging import Result

WHOLE = 0
"""In place of the number of a round."""


def real_rounds(contest: Contest) -> list[Round]:
    """But for rooms in class, by number; where the contest was read together with them, those."""
    found = getattr(contest, "shown_rounds", None)
    return list(contest.rounds.exclude(kind=Round.Kind.ROOM).order_by("number")) if found is None else found


@dataclass(frozen=True)
class Whole:
    """What a round says of itself, for all rounds that count together: so ranking, announcement, certificates and their
    pages serve both. Nothing of it is stored but the announcement, which stands in the contest."""

    contest: Contest
    number = WHOLE

    def __str__(self) -> str:
        return self.name

    @cached_property
    def rounds(self) -> list[Round]:
        """Those that count, in their order; rooms in class never do."""
        if self.contest.together == Together.NOTHING:
            return []
        found = real_rounds(self.contest)
        return [one for one in found if self.contest.together != Together.FINAL or one.kind == Round.Kind.FINAL]

    @property
    def counted(self) -> int:
        """How many rounds of each entrant are added up at most."""
        best = self.contest.together == Together.BEST
        return min(self.contest.best_rounds, len(self.rounds)) if best else len(self.rounds)

    @property
    def name(self) -> str:
        return _("Whole contest")

    @property
    def target(self) -> Contest:
        """What is locked, and what the trail speaks of."""
        return self.contest

    @property
    def opens_at(self) -> datetime:
        return min(one.opens_at for one in self.rounds)

    @property
    def closes_at(self) -> datetime:
        return max(one.closes_at for one in self.rounds)

    @property
    def announced_at(self) -> datetime | None:
        return self.contest.announced_at

    @property
    def announced_by(self) -> Person | None:
        return self.contest.announced_by

    @property
    def results(self) -> "QuerySet[Result]":
        return self.contest.results


class Sum(Whole):
    """Some rounds added up, by the contest's rule, for who is let into a later one. Who withdrew before the last of
    them was announced does not count; who withdraws later leaves a place, so that nobody's rank changes any more."""

    def __init__(self, contest: Contest, rounds: list[Round]) -> None:
        super().__init__(contest)
        self.__dict__["rounds"] = rounds

    @property
    def announced_at(self) -> datetime | None:
        told = [one.announced_at for one in self.rounds if one.announced_at]
        return max(told) if len(told) == len(self.rounds) else None


Scope = Round | Whole
