"""Invented entrants of a contest: they join, answer as well as chance lets them, and are ranked."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from doanso.blocks.questions.kinds import MANY, NUMBER, ONE, ORDER, SHORT, TRUTH
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.contests.models import Contest, Entrant, Round
from doanso.features.contests.papers import Asked, Paper, compose
from doanso.features.contests.queries import organising, pools
from doanso.features.contests.services import announcing, answering, folding, joining
from doanso.features.contests.services.joining import Browser, Given
from doanso.lib.dates import local

ENTRANTS = 60
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE = ("Minh", "Thị", "Văn", "Đức", "Thanh", "Hữu", "Ngọc", "Quang", "Khánh", "Gia")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hiếu", "Khoa", "Lan", "Linh", "Mai", "Nam", "Ngân", "Phong")


def fill(contest: Contest, *, by: Person, now: datetime) -> None:
    """All that the entrants did goes through the services that people use; so the log and the ranking agree."""
    round = organising.rounds_of(contest).get()
    chance = Random(contest.code)  # noqa: S311 the same demonstration everywhere
    came = []
    for number, place in enumerate(places(contest, chance, now)[:ENTRANTS]):
        at = moment(round, chance)
        came.append((join(contest, number, place, chance, at), at + timedelta(minutes=1)))
    answer_all(round, came, chance)
    announcing.announce(round=round, by=by, now=round.closes_at + timedelta(hours=12))


def answer_all(round: Round, came: list[tuple[Entrant, datetime]], chance: Random) -> None:
    """Each from their moment on; graded half an hour after the end."""
    pool, keys = pools.pool_of(round), pools.keys_of(round)
    for entrant, at in came:
        paper = compose(pool, secret=bytes(round.secret), entrant_id=entrant.pk, number=1)
        _answer(round, entrant, paper, keys, chance, at)
    folding.rebuild(round, now=round.closes_at + timedelta(minutes=30))  # one transaction, whose end a fold waits for


def moment(round: Round, chance: Random) -> datetime:
    """Some on every day, more towards the end."""
    seconds = (round.closes_at - round.opens_at).total_seconds() - 3600
    return round.opens_at + timedelta(seconds=seconds * chance.triangular(0, 1, 0.8))


def places(contest: Contest, chance: Random, now: datetime) -> list[Unit | None]:
    """For each entrant a unit directly below, of half its members at most; None: one that no list has."""
    today, found = local(now).date(), []
    for unit in units.children([contest.unit], today).filter(type__office=False):
        held = Membership.objects.filter(units.valid(today), unit__path__startswith=unit.path)
        found += [unit] * min((held.count() + 1) // 2, 12)
    chance.shuffle(found)
    return [*found, *[None] * ENTRANTS][:ENTRANTS]


def join(contest: Contest, number: int, place: Unit | None, chance: Random, at: datetime) -> Entrant:
    name = _of_member(contest, place, chance, at) or " ".join(map(chance.choice, (FAMILY, MIDDLE, GIVEN)))
    given = Given(
        full_name=name, unit=place, unit_words="" if place else "Chi đoàn minh họa", phone=f"09000{number:05}"
    )
    browser = Browser(device=f"demo-{number:04}")
    return joining.join(contest, given=given, browser=browser, evidence={"demo": True}, now=at).entrant


def _of_member(contest: Contest, place: Unit | None, chance: Random, at: datetime) -> str:
    """Most come from the register of their unit, each once."""
    if place is None or chance.random() < 0.3:
        return ""
    held = Membership.objects.filter(units.valid(local(at).date()), unit__path__startswith=place.path)
    came = contest.entrants.values("full_name")
    names = (
        held.exclude(person__full_name__in=came).order_by("person__code").values_list("person__full_name", flat=True)
    )
    return chance.choice(list(names) or [""])


def _answer(round: Round, entrant: Entrant, paper: Paper, keys: dict[int, Any], chance: Random, at: datetime) -> None:
    skill, device = chance.triangular(0.35, 1, 0.75), entrant.device
    attempt = answering.start(round, entrant=entrant, number=1, device=device, now=at)
    answers = _answers(paper, keys, skill, chance)
    end = at + timedelta(seconds=chance.randint(120, round.minutes * 60 - 20))
    guess = chance.randint(1, 15) if round.contest.guess else None
    answering.submit(attempt, answers=answers, guess=guess, device=device, now=end)


def _answers(paper: Paper, keys: dict[int, Any], skill: float, chance: Random) -> dict[str, Any]:
    """By place on the paper, as a browser sends them."""
    found = {}
    for place, (item, order) in enumerate(zip(paper.items, paper.orders, strict=True)):
        known = chance.random() < skill
        found[str(place)] = _right(item, order, keys[item.position]) if known else _some(item, order, chance)
    return found


def _right(item: Asked, order: tuple[int, ...], key: dict[str, Any]) -> Any:
    if item.kind == SHORT:
        return key["accepted"][0]
    if item.kind == NUMBER:
        return key["value"]
    if item.kind == TRUTH:
        return key["right"]
    places = {item.options[at]["key"]: place for place, at in enumerate(order)}
    return places[key["right"]] if item.kind == ONE else [places[one] for one in key["right"]]


def _some(item: Asked, order: tuple[int, ...], chance: Random) -> Any:
    if item.kind in (SHORT, NUMBER):
        return "0"
    if item.kind == TRUTH:
        return chance.random() < 0.5
    if item.kind == ORDER:
        return chance.sample(range(len(order)), len(order))
    place = chance.randrange(len(order))
    return [place] if item.kind == MANY else place
