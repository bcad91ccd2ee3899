"""A class does a paper together: a teacher opens a room, pupils join by its code, all start and end at once.

A room has a contest and a round of its own, which no list shows. Its questions are drawn when it is opened, the same
for the whole class, and none of them is one that a contest is asking.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from doanso.blocks.questions import queries as bank
from doanso.blocks.questions import services as questions
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.contests.models import Attempt, Contest, Entrant, Line, Room, Round, Show, State
from doanso.features.contests.queries import classes, entrants
from doanso.features.contests.queries.classes import Stage
from doanso.features.contests.services import answering, freezing
from doanso.features.contests.services.joining import Browser
from doanso.features.contests.services.setting_up import check_organiser
from doanso.features.contests.timing import GRACE
from doanso.lib import codes, locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused

WAITING = timedelta(hours=3)
MOST_PUPILS = 200


@dataclass(frozen=True)
class Drawn:
    """What is asked: so many questions of this bank, topic and difficulty; None: of all."""

    bank_id: int
    topic_id: int | None
    difficulty: int | None
    count: int


@transaction.atomic
def open_room(*, unit: Unit, title: str, drawn: Drawn, minutes: int, by: Person | None, now: datetime) -> Room:
    """Pupils can join at once; a room that is not started within three hours lapses."""
    check_organiser(by, unit, now)
    if not bank.banks_for(by, local(now).date()).filter(pk=drawn.bank_id).exists():
        raise Forbidden(_("You do not work with this bank of questions."))
    chosen, code = _draw(drawn, now), _free_code()
    contest = Contest.objects.create(
        code=f"lop-{code.lower()}", name=title, unit=unit, show=Show.ROUND, state=State.PUBLISHED,
        tie_breaks=["time"], created_by=by, created_at=now, published_at=now,
    )  # fmt: skip
    opens = now + WAITING
    round = Round.objects.create(
        pk=_next_number(), contest=contest, number=1, name=title[:120], kind=Round.Kind.ROOM, minutes=minutes,
        opens_at=opens, closes_at=opens + timedelta(minutes=minutes), secret=secrets.token_bytes(32),
    )  # fmt: skip
    line = Line.objects.create(round=round, **vars(drawn))
    freezing.freeze(round, by=by, now=now, chosen=[(line, question) for question in chosen])
    room = Room.objects.create(round=round, code=code, teacher=by, title=title[:120], opened_at=now)
    audit.record("contests.room_opened", room, by=by, now=now, data={"title": room.title, **vars(drawn)})
    return room


@transaction.atomic
def join(room: Room, *, full_name: str, browser: Browser, now: datetime) -> Entrant:
    """With a name only, which nobody else in the room has. One may still come while the others write."""
    room = _hold(room)
    if classes.stage_of(room, now) == Stage.OVER:
        raise Refused(_("This room is closed."))
    contest = room.round.contest
    if contest.entrants.count() >= MOST_PUPILS:
        raise Refused(_("This room is full."))
    if classes.has(room, full_name):
        raise Refused(_("Somebody of this name is in the room already. Please add your class number."), field="name")
    pupil = Entrant.objects.create(
        contest=contest, identity=classes.identity_of(full_name), full_name=full_name, joined_at=now,
        device=browser.device[:32], network=browser.network[:32],
    )  # fmt: skip
    audit.record("contests.room_joined", pupil, by=None, now=now, label="visitor", data={"room": room.pk})
    return pupil


@transaction.atomic
def start(room: Room, *, by: Person | None, now: datetime) -> Room:
    """For everybody at once. A contest that took one of the questions meanwhile goes first."""
    room = _hold_own(room, by)
    if classes.stage_of(room, now) != Stage.WAITING:
        raise Refused(_("This room has been started already, or is closed."))
    round, place = room.round, freezing.place_of(room.round)
    asked = list(round.items.values_list("question", flat=True))
    questions.unlock(place, by=by, now=now)
    if bank.locked(asked, now):
        raise Refused(_("A contest has taken one of these questions meanwhile. Please open a new room."))
    round.opens_at, round.closes_at = now, now + timedelta(minutes=round.minutes)
    round.save(update_fields=["opens_at", "closes_at"])
    questions.lock(asked, place=place, label=room.title, until=round.closes_at + GRACE, by=by, now=now)
    room.started_at = now
    room.save(update_fields=["started_at"])
    audit.record("contests.room_started", room, by=by, now=now)
    return room


@transaction.atomic
def end(room: Room, *, by: Person | None, now: datetime) -> Room:
    """Before its time, for everybody: what each had saved by now is handed in, so that nothing later counts."""
    room = _hold_own(room, by)
    stage, round = classes.stage_of(room, now), room.round
    if stage == Stage.OVER:
        raise Refused(_("This room is closed already."))
    if stage == Stage.RUNNING:
        for attempt in round.attempts_made.filter(state=Attempt.State.RUNNING, last_at__gt=now).select_related("round"):
            answers = entrants.answers_of(attempt)
            answering.submit(attempt, answers=answers, guess=None, device="", now=now)
        round.closes_at = max(now, round.opens_at + timedelta(milliseconds=1))
        round.save(update_fields=["closes_at"])
    questions.unlock(freezing.place_of(round), by=by, now=now)
    room.ended_at = now
    room.save(update_fields=["ended_at"])
    audit.record("contests.room_ended", room, by=by, now=now)
    return room


def _draw(drawn: Drawn, now: datetime) -> list[Any]:
    """By chance."""
    free = classes.free_questions(drawn.bank_id, drawn.topic_id, drawn.difficulty, now)
    if len(free) < drawn.count:
        raise Refused(
            _("Only %(number)d such questions are free at the moment.") % {"number": len(free)}, field="count"
        )
    return secrets.SystemRandom().sample(free, drawn.count)


def _next_number() -> int:
    """Rooms have numbers of their own, so that many can share a part of the log (`freezing.part_of_log`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('contests_room_number')")
        return cursor.fetchone()[0]


def _free_code() -> str:
    """The constraint says so too; a second try is all that is ever needed."""
    while Room.objects.filter(code=(code := codes.new_room_code())).exists():
        pass
    return code


def _hold(room: Room) -> Room:
    return locks.row(classes.rooms(), room.pk)


def _hold_own(room: Room, by: Person | None) -> Room:
    room = _hold(room)
    if by is None or room.teacher_id != by.pk:
        raise Forbidden(_("This is somebody else's room."))
    return room
