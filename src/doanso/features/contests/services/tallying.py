"""What the live board adds up, kept by the fold while it holds its round.

Starts are taken from the log between two transactions, like everything else; ends are counted by the statement that
writes them. So nothing is counted twice, and the hot path does not wait for a counter.
"""

from django.db import connection

from doanso.features.contests.models import Fold, Round, Tally
from doanso.features.contests.services import fold_statements as sql


def add_starts(round: Round, since: int, before: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.TALLY_STARTS, {"round": round.pk, "since": since, "before": before})


def count_anew(round: Round, before: int) -> None:
    """From attempts and standings, as of this moment; starts from `before` on are left to the next fold."""
    Tally.objects.filter(round=round).delete()
    with connection.cursor() as cursor:
        cursor.execute(sql.TALLY_ALL, {"round": round.pk, "before": before})
        cursor.execute(sql.COUNT_STANDINGS, {"round": round.pk})


def count_standings(round: Round) -> None:
    """After a judge has changed who counts. Waits for a fold of this round, and a fold for this."""
    if Fold.objects.select_for_update().filter(round=round).first():
        with connection.cursor() as cursor:
            cursor.execute(sql.COUNT_STANDINGS, {"round": round.pk})
