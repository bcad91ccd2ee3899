"""Certificates of a round or of the whole contest in many files: which there are, how far the worker has come.

The trail says what was asked and what is done; the files are found by their purpose. Nothing else is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from doanso.core.audit import queries as audit
from doanso.core.audit.models import Event
from doanso.core.files.models import File
from doanso.features.contests.models import WHOLE, Certificate, Contest, Scope, Whole
from doanso.features.contests.queries import announcing, certificates

AT_ONCE = 200  # pages that are made while somebody waits for them
PART = 100  # pages of a file: the printing engine remembers what it drew for the last ten
MOST = 100_000
KEPT = timedelta(days=7)
PATIENCE = timedelta(minutes=10)  # without news for so long, whoever asked may ask again
PRINT_ASKED, PRINTED = "contests.print_asked", "contests.printed"
GIVE_ASKED, GIVEN = "contests.certify_asked", "contests.certify_done"
PURPOSE = "contests.certificates:"


@dataclass(frozen=True)
class Printing:
    """`done` of `total` certificates lie in `files`; `changed` were given or revoked after the files were asked for."""

    at: datetime
    running: bool
    failed: bool
    done: int
    total: int
    files: list[File]
    changed: int

    @property
    def whole(self) -> bool:
        return bool(self.files) and not (self.running or self.failed)

    @property
    def parts(self) -> list[tuple[str, File]]:
        """By the numbers that lie in them, which their names tell."""
        return [(file.name.rpartition("-so-")[2].removesuffix(".pdf").replace("-", "–"), file) for file in self.files]

    @property
    def until(self) -> datetime:
        return self.at + KEPT


@dataclass(frozen=True)
class Giving:
    """`done` of `total` people have a certificate that holds."""

    running: bool
    done: int
    total: int


def scope(contest_id: int, number: int) -> Scope:
    contest = Contest.objects.select_related("unit").get(pk=contest_id)
    return Whole(contest) if number == WHOLE else contest.rounds.select_related("contest__unit").get(number=number)


def valid(round: Scope) -> QuerySet[Certificate]:
    return certificates.of_round(round).filter(revoked_at=None)


def files(round: Scope) -> QuerySet[File]:
    return File.objects.filter(purpose=purpose(round)).select_related("blob").order_by("pk")


def purpose(round: Scope) -> str:
    return f"{PURPOSE}{round.contest.pk}:{round.number}"


def name(round: Scope) -> str:
    """How its files begin."""
    return f"chung-nhan-{round.contest.code}-{'ca-cuoc-thi' if round.number == WHOLE else f'dot-{round.number}'}"


def outdated(now: datetime) -> QuerySet[File]:
    return File.objects.filter(purpose__startswith=PURPOSE, created_at__lt=now - KEPT)


def work(round: Scope, now: datetime) -> dict[str, Any]:
    """For the page. `many`: more certificates than one file holds."""
    giving, printing = giving_of(round, now), printing_of(round, now)
    number = valid(round).count()
    many = number if number > AT_ONCE else 0
    running = giving.running or (printing is not None and printing.running)
    return {"giving": giving, "printing": printing, "many": many, "part": PART, "running": running}


def printing_of(round: Scope, now: datetime) -> Printing | None:
    """None where nothing was asked for, or all of it is gone again."""
    asked, over = _last(round, PRINT_ASKED, PRINTED)
    made = list(files(round))
    if asked is None or (over and not made):
        return None
    total, pages = asked.data["certificates"], PART * len(made)
    running = not over and now < max([asked.at, *(one.created_at for one in made)]) + PATIENCE
    later = Q(issued_at__gt=asked.at) | Q(revoked_at__gt=asked.at)
    changed = certificates.of_round(round).filter(later).count()
    return Printing(asked.at, running, not (over or running), min(total, pages), total, made, changed)


def giving_of(round: Scope, now: datetime) -> Giving:
    """How many of those who took part have theirs, and whether the worker is at it."""
    people = announcing.people(round)
    total = people.count()
    holding = Certificate.objects.filter(result__in=people.order_by().values("pk"), revoked_at=None)
    asked, over = _last(round, GIVE_ASKED, GIVEN)
    if asked is None or over:
        return Giving(False, holding.count(), total)
    latest = holding.order_by("-pk").values_list("issued_at", flat=True).first()
    return Giving(now < max(asked.at, latest or asked.at) + PATIENCE, holding.count(), total)


def is_current(round: Scope, asked: Event) -> bool:
    """Nobody has asked again since, and it is not done."""
    last, over = _last(round, *((PRINT_ASKED, PRINTED) if asked.kind == PRINT_ASKED else (GIVE_ASKED, GIVEN)))
    return last == asked and not over


def _last(round: Scope, asked: str, done: str) -> tuple[Event | None, bool]:
    found = audit.of(round.target).filter(kind__in=[asked, done])
    return found.filter(kind=asked).last(), getattr(found.last(), "kind", "") == done
