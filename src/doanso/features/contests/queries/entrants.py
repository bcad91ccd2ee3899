"""Who takes part: found by the account, by the browser's signed cookie, by the private code."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.contests.models import Attempt, Contest, Entrant, Event, Exclusion, Round, UnitWords, What
from doanso.lib import codes, rows
from doanso.lib.text import fold

SALT = "contests.entrant"
LARGEST = 2**31 - 1


def cookie_name(contest: Contest) -> str:
    return f"thi_{contest.pk}"


@dataclass(frozen=True)
class Claim:
    """Whom a browser says that it is: the number of an entrant, and a piece of what its private code left with us."""

    number: int
    mark: str

    def fits(self, entrant: Entrant) -> bool:
        """Who has an account is known by that alone; who has withdrawn, by nothing."""
        return entrant.person_id is None and entrant.withdrawn_at is None and self.mark == _mark(entrant)


def claim(cookies: Mapping[str, str], contest: Contest) -> Claim | None:
    """As far as we have signed it."""
    try:
        return Claim(*signing.loads(cookies.get(cookie_name(contest), ""), salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def entrant_of(request: HttpRequest, contest: Contest) -> Entrant | None:
    """The entrant of whoever is signed in, else the one that this browser joined as."""
    person = getattr(request.user, "person", None)
    mine = of_person(contest, person)
    if mine is not None:
        return mine
    claimed = claim(request.COOKIES, contest)
    found = contest.entrants.select_related("unit").filter(pk=claimed.number).first() if claimed else None
    return found if found and claimed and claimed.fits(found) else None


def of_person(contest: Contest, person: Person | None) -> Entrant | None:
    return contest.entrants.select_related("unit").filter(person=person).first() if person else None


def cookie_value(entrant: Entrant) -> str:
    """It holds as long as the private code does: a new code ends every browser that came in by the old one."""
    return signing.dumps([entrant.pk, _mark(entrant)], salt=SALT)


def _mark(entrant: Entrant) -> str:
    return entrant.key[:16]


def by_code(contest: Contest, typed: str) -> Entrant | None:
    """By the private code, however it was typed."""
    try:
        key = digest(codes.clean_private_code(typed))
    except ValueError:
        return None
    return contest.entrants.filter(key=key).first()


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def meant(contest: Contest, words: str) -> Unit | None:
    """Which unit who runs the contest has said that these words mean."""
    where = "contests_unitwords.contest_id = %s AND contests_unitwords.words = %s"
    found = rows.select(UnitWords, where, contest.pk, fold(words), related=("unit",))
    return found[0].unit if found else None


def naming_lock(contest: Contest) -> str:
    """Shared by who joins with words, held by who says what they mean: so that nobody falls between the two."""
    return f"contests.words:{contest.pk}"


@dataclass(frozen=True)
class Standing:
    """How far an entrant has come in a round. `next`: the number of the attempt that the next start begins or
    continues, None when there is none left."""

    attempts: list[Attempt]
    running: Attempt | None
    next: int | None


def standing(round: Round, entrant: Entrant, now: datetime) -> Standing:
    """The fold may be a second behind, so that the log says what is handed in of what seems to run."""
    made = rows.select(Attempt, "round_id = %s AND entrant_id = %s ORDER BY number", round.pk, entrant.pk)
    unfolded = [one for one in made if one.state == Attempt.State.RUNNING]
    handed_in = _handed_in(round, entrant) if unfolded else set()
    for one in made:
        one.spent = _spent(one.milliseconds)
        one.handed_in = one.state == Attempt.State.SUBMITTED or one.number in handed_in
    open_ones = [one for one in unfolded if not one.handed_in and now < one.last_at]
    running = open_ones[0] if open_ones else None
    following = len(made) + 1 if len(made) < round.attempts else None
    return Standing(made, running, running.number if running else following)


FRESH = Standing([], None, 1)
"""Of who has not begun."""


def _handed_in(round: Round, entrant: Entrant) -> set[int]:
    """The numbers of the attempts."""
    with connection.cursor() as cursor:
        cursor.execute(HANDED_IN, [round.pk, entrant.pk, What.SUBMIT.value])
        return {number for (number,) in cursor.fetchall()}


HANDED_IN = "SELECT number FROM contests_event WHERE round_id = %s AND entrant_id = %s AND what = %s"


def _spent(milliseconds: int | None) -> str:
    """12:05, as a stop-watch says it."""
    minutes, seconds = divmod((milliseconds or 0) // 1000, 60)
    return f"{minutes}:{seconds:02}" if milliseconds else ""


def is_handed_in(attempt: Attempt) -> bool:
    return _events(attempt).filter(what=What.SUBMIT).exists()


def newest_event(attempt: Attempt, *, through: int = LARGEST) -> Event | None:
    """What was saved or handed in last; `through`: with this `seq` or before."""
    found = _events(attempt).exclude(what=What.START).filter(seq__lte=through)
    return found.order_by("-seq", "-at").first()


def answers_of(attempt: Attempt, *, through: int = LARGEST) -> dict[str, Any]:
    """As the browser named them: by the place of the question on the paper."""
    newest = newest_event(attempt, through=through)
    return json.loads(newest.data)["answers"] if newest else {}


def _events(attempt: Attempt) -> QuerySet[Event]:
    return Event.objects.filter(round_id=attempt.round_id, entrant_id=attempt.entrant_id, number=attempt.number)


def exclusion_of(round: Round, entrant: Entrant) -> Exclusion | None:
    return round.exclusions.filter(entrant=entrant).order_by("-at").first()
