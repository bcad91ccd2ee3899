"""What the log says against what attempts and standings say, for `doanso reconcile`."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.features.contests.models import Attempt, Fold, Round, Standing, Tally
from doanso.features.contests.services import folding

MOST = 20  # sentences about one round
ATTEMPT = ("started_at", "last_at", "state", "ended_at", "reply", "score", "right", "milliseconds", "guess")
TALLY = ("people", "people_done", "papers", "papers_done")
STANDING = ("attempt__number", "unit_id", "score", "milliseconds", "guess", "ended_at", "excluded")
SUMS = (0, 0)  # in place of an entrant and a number: what the live board shows
Rows = dict[tuple[int, int], Any]


def run() -> list[str]:
    """Each round that is over is made anew from its log alone, compared, and left as it was."""
    return [sentence for round in _rounds() for sentence in _compare(round)]


def _rounds() -> Iterable[Round]:
    over = Round.objects.filter(frozen_at__isnull=False, closes_at__lt=timezone.now() - 2 * folding.LATE)
    return over.select_related("contest").order_by("pk")


def _compare(round: Round) -> list[str]:
    now = timezone.now()
    with transaction.atomic():
        folding.fold(round, now=now)
        before = _rows(round)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM contests_standing WHERE round_id = %s", [round.pk])
            cursor.execute("DELETE FROM contests_attempt WHERE round_id = %s", [round.pk])
        folding.rebuild(round, now=now)
        after = _rows(round)
        transaction.set_rollback(True)
    wrong = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return [_sentence(round, *key) for key in wrong[:MOST]]


def _sentence(round: Round, entrant_id: int, number: int) -> str:
    told = {"round": f"{round.contest.name} – {round.name}", "entrant": entrant_id, "number": number}
    if (entrant_id, number) == SUMS:
        return _("%(round)s: the figures of the live board differ from the log.") % told
    if number:
        return _("%(round)s: attempt %(number)s of entrant %(entrant)s differs from the log.") % told
    return _("%(round)s: the standing of entrant %(entrant)s differs from the log.") % told


def _rows(round: Round) -> Rows:
    """By entrant and number; a standing has the number 0."""
    attempts = Attempt.objects.filter(round=round).values_list("entrant", "number", *ATTEMPT)
    standings = Standing.objects.filter(round=round).values_list("entrant", *STANDING)
    found: Rows = {row[:2]: row[2:] for row in attempts.iterator(chunk_size=2000)}
    found |= {(row[0], 0): row[1:] for row in standings.iterator(chunk_size=2000)}
    return found | {SUMS: _sums(round)}


def _sums(round: Round) -> list[Any]:
    tallies = Tally.objects.filter(round=round).exclude(**dict.fromkeys(TALLY, 0)).order_by("minute", "unit_id")
    folds = Fold.objects.filter(round=round)
    return [*tallies.values_list("minute", "unit_id", *TALLY), *folds.values_list("counted", "points")]
