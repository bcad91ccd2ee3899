"""What judges look at: rounds, doubts, exclusions, questions."""

from datetime import date

from django.db.models import Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.features.contests.models import Attempt, Contest, Entrant, Exclusion, Flag, Round
from doanso.lib.text import fold

MOST = 20
JUDGE, ORGANISE = "contests.judge", "contests.organise"


def rounds(person: Person | None, on: date, permission: str = JUDGE) -> QuerySet[Round]:
    """Rounds of contests where this person may judge (or organise), without rooms in class."""
    where = units.units_where(person, permission, on)
    found = Round.objects.filter(contest__unit__in=where).exclude(kind=Round.Kind.ROOM)
    return found.select_related("contest__unit__type", "announced_by")


def contests(person: Person | None, on: date) -> QuerySet[Contest]:
    """Where this person may judge."""
    found = Contest.objects.filter(unit__in=units.units_where(person, JUDGE, on))
    return found.select_related("unit__type", "announced_by")


def seen(person: Person | None, on: date) -> QuerySet[Round]:
    """Whoever organises or judges sees figures."""
    return rounds(person, on) | rounds(person, on, ORGANISE)


def flags(round: Round, *, state: str = "", kind: str = "") -> QuerySet[Flag]:
    found = round.flags.select_related("entrant__unit", "other__unit", "decided_by").order_by("-kind", "pk")
    found = found.filter(state=state) if state else found
    return found.filter(kind=kind) if kind else found


def exclusions(round: Round) -> QuerySet[Exclusion]:
    return round.exclusions.select_related("entrant__unit", "by", "answered_by").order_by("-at", "-pk")


def open_appeals(person: Person | None, on: date) -> int:
    """How many appeals wait that this person may answer."""
    waiting = Exclusion.objects.filter(appeal=Exclusion.Appeal.OPEN, round__in=rounds(person, on))
    return waiting.exclude(Q(by=person) | Q(entrant__person=person)).count()


def attempts(round: Round, entrant: Entrant) -> QuerySet[Attempt]:
    return round.attempts_made.filter(entrant=entrant).order_by("number")


def entrants_called(round: Round, words: str) -> QuerySet[Entrant]:
    """Who took part in this round and whose name holds these words; the first of them."""
    wanted = fold(words[:80])
    found = Entrant.objects.filter(contest=round.contest_id, standings__round=round).select_related("unit")
    return found.filter(search_key__contains=wanted).order_by("sort_key", "pk")[:MOST] if wanted else found.none()
