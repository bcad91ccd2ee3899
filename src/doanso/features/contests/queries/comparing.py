"""When a round was last compared with its log, and whether it is being made anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.audit import queries as audit
from doanso.features.contests.models import Fold, Round

MOST_AT_ONCE = 2_000  # attempts that are graded while somebody waits for the page
ASKED, DONE = "contests.compare_asked", "contests.compared"
LONGEST = timedelta(hours=1)
SUMS, LOG = (0, 0), (0, 1)  # in place of an entrant and a number: what the live board shows; the log itself


@dataclass(frozen=True)
class Comparison:
    """`sentences`: what differs, as far as it was written down; `number` of them were found."""

    at: datetime
    by: str
    running: bool
    number: int
    sentences: list[str]


def last(round: Round, now: datetime) -> Comparison | None:
    """From the trail itself; what was asked long ago and never done is forgotten."""
    asked = Q(kind=ASKED, at__gt=now - LONGEST)
    event = audit.of(round).filter(asked | Q(kind=DONE)).last()
    if event is None:
        return None
    found = [sentence(round, *key) for key in event.data.get("first", [])]
    return Comparison(event.at, event.actor_label, event.kind == ASKED, event.data.get("number", 0), found)


def sentence(round: Round, entrant_id: int, number: int) -> str:
    told = {"round": f"{round.contest.name} – {round.name}", "entrant": entrant_id, "number": number}
    if (entrant_id, number) == SUMS:
        return _("%(round)s: the figures of the live board differ from the log.") % told
    if (entrant_id, number) == LOG:
        return _("%(round)s: the log is not what it was when the round was over.") % told
    if number:
        return _("%(round)s: attempt %(number)s of entrant %(entrant)s differs from the log.") % told
    return _("%(round)s: the standing of entrant %(entrant)s differs from the log.") % told


def is_large(round: Round) -> bool:
    return round.attempts_made.all()[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE


def is_graded_anew(round: Round) -> bool:
    return Fold.objects.filter(round=round, through=Fold.ANEW).exists()
