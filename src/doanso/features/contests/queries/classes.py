"""Rooms in class: which there is, how far it has come, what its board shows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from doanso.blocks.questions import queries as bank
from doanso.core.accounts.models import Person
from doanso.features.contests.models import Attempt, Entrant, Event, Item, Room, Round, What
from doanso.features.contests.papers import compose
from doanso.features.contests.queries import entrants, ranking, statistics
from doanso.features.contests.queries.pools import keys_of, pool_of
from doanso.features.contests.queries.reviewing import right_words
from doanso.lib import codes, text

MOST_OWN = 20  # rooms in a teacher's list
GRACE = timedelta(seconds=10)
"""Beyond the end, in which what is handed in still counts (`rules.timing`)."""


class Stage(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"


class Step(Enum):
    """How far a pupil has come."""

    JOINED = "joined"
    STARTED = "started"
    FINISHED = "finished"


@dataclass(frozen=True)
class Pupil:
    name: str
    step: Step


@dataclass(frozen=True)
class Asked:
    """A question on the board. `answered` of those who started; `right` in percent and `key` after the end alone."""

    number: int
    text: str
    answered: int
    percent: int
    right: int | None
    key: str


@dataclass(frozen=True)
class Ranked:
    rank: int
    name: str
    score: Decimal
    spent: str


@dataclass(frozen=True)
class Board:
    stage: Stage
    pupils: list[Pupil]
    started: int
    finished: int
    questions: list[Asked]
    ranking: list[Ranked]
    open: bool


def room_of(typed: str) -> Room | None:
    """By its code, however it was typed."""
    try:
        code = codes.clean_room_code(typed)
    except ValueError:
        return None
    return rooms().filter(code=code).first()


def own(person: Person) -> QuerySet[Room]:
    """The newest first."""
    return rooms().filter(teacher=person).order_by("-opened_at", "-pk")


def rooms() -> QuerySet[Room]:
    return Room.objects.select_related("round__contest__unit", "teacher")


def identity_of(name: str) -> str:
    """Capitals and spaces do not matter; accents do: Hoa and Hòa are two."""
    return f"room:{entrants.digest(text.clean_name(name).casefold())}"


def has(room: Room, name: str) -> bool:
    return room.round.contest.entrants.filter(identity=identity_of(name)).exists()


def free_questions(bank_id: int, topic_id: int | None, difficulty: int | None, now: datetime) -> list[Any]:
    """Accepted ones that no contest asks or is going to ask."""
    found = bank.pickable(bank_id, topic_id, difficulty)
    asked = bank.locked([question.pk for question in found], now)
    return [question for question in found if question.pk not in asked]


def stage_of(room: Room, now: datetime) -> Stage:
    """A room that nobody starts lapses when its waiting time is over."""
    if room.ended_at or now >= (room.round.closes_at if room.started_at else room.round.opens_at):
        return Stage.OVER
    return Stage.RUNNING if room.started_at else Stage.WAITING


def takes(room: Room, now: datetime, *, last: bool) -> bool:
    """Whether answers count: while it runs, and the `last` ones a little longer, unless the teacher has ended it."""
    if stage_of(room, now) == Stage.RUNNING:
        return True
    return last and bool(room.started_at) and room.ended_at is None and now <= room.round.closes_at + GRACE


def is_open(room: Room, now: datetime) -> bool:
    """Whether right answers may be shown: only when no paper can be handed in any more that would count."""
    if room.started_at is None:
        return False
    return room.ended_at is not None or now > room.round.closes_at + GRACE


def board(room: Room, now: datetime) -> Board:
    round, stage = room.round, stage_of(room, now)
    people = list(round.contest.entrants.order_by("joined_at", "pk"))
    made = {one.entrant_id: one for one in round.attempts_made.all()}
    newest = _newest(round)
    opened = is_open(room, now) and not any(_is_ungraded(one, room) for one in made.values())
    pupils = [Pupil(one.full_name, _step(made.get(one.pk), newest.get(one.pk), now)) for one in people]
    finished = sum(one.step == Step.FINISHED for one in pupils)
    asked = [] if stage == Stage.WAITING else _asked(round, newest, len(made), opened=opened)
    in_time = [one for one in people if _began_in_time(made.get(one.pk), room)]
    ranked = _ranking(round, in_time) if opened else []
    return Board(stage, pupils, len(made), finished, asked, ranked, opened)


def _newest(round: Round) -> dict[int, Event]:
    """What each pupil saved or handed in last; the fold may be two seconds behind."""
    found = Event.objects.filter(round_id=round.pk).exclude(what=What.START)
    return {one.entrant_id: one for one in found.order_by("entrant_id", "-what", "-seq", "-at").distinct("entrant_id")}


def _step(attempt: Attempt | None, newest: Event | None, now: datetime) -> Step:
    if attempt is None:
        return Step.JOINED
    handed_in = newest is not None and newest.what == What.SUBMIT
    return Step.FINISHED if handed_in or now >= attempt.last_at else Step.STARTED


def _is_ungraded(attempt: Attempt, room: Room) -> bool:
    return attempt.state == Attempt.State.RUNNING and _began_in_time(attempt, room)


def _began_in_time(attempt: Attempt | None, room: Room) -> bool:
    """A web process may learn of the end some seconds late, when right answers stand on the wall already."""
    return attempt is not None and (room.ended_at is None or attempt.started_at <= room.ended_at)


def _asked(round: Round, newest: dict[int, Event], started: int, *, opened: bool) -> list[Asked]:
    counts = _answered(round, newest)
    sums = statistics.sums(round) if opened else {}
    keys = keys_of(round) if opened else {}
    found = []
    for item in round.items.defer("answer").order_by("position"):
        words = statistics.body_of(item)["text"]
        told, answered = sums.get(item.position), counts.get(item.position, 0)
        right = round_half(100 * told.facility) if told else None
        key = _key(item, keys)
        percent = round_half(100 * answered / started) if started else 0
        found.append(Asked(item.position + 1, words, answered, min(percent, 100), right, key))
    return found


def _answered(round: Round, newest: dict[int, Event]) -> dict[int, int]:
    """By position of the question: how many have an answer to it."""
    pool, secret, counts = pool_of(round), bytes(round.secret), dict[int, int]()
    for entrant_id, event in newest.items():
        paper = compose(pool, secret=secret, entrant_id=entrant_id, number=event.number)
        for position in paper.replies(json.loads(event.data)["answers"]):
            counts[position] = counts.get(position, 0) + 1
    return counts


def _key(item: Item, keys: dict[int, dict[str, Any]]) -> str:
    key = keys.get(item.position)
    return right_words(item.kind, statistics.body_of(item), key) if key else ""


def _ranking(round: Round, people: Iterable[Entrant]) -> list[Ranked]:
    names = {one.pk: one.full_name for one in people}
    return [
        Ranked(place.rank, names[place.entrant_id], place.score, _spent(place.milliseconds))
        for place in ranking.people(round)
        if place.entrant_id in names
    ]


def _spent(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"


def round_half(value: float) -> int:
    """Halves upwards, as everybody does it by hand."""
    return int(value + 0.5)
