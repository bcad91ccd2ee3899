"""A contest of several rounds in the demonstration: two weeks, a final for the best of them, the whole announced."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.contests import composing, demo_finished
from doanso.features.contests.models import Contest, Counting, Gate, Round, Show, Together, Whole
from doanso.features.contests.queries import organising
from doanso.features.contests.rules.preparing import Asked, Award
from doanso.features.contests.services import admitting, announcing, publishing, setting_up, starting
from doanso.lib.dates import VN, local

NAME = "Hành trình truyền thống Đoàn"
SUMMARY = "Hai tuần tìm hiểu truyền thống của Đoàn; năm người dẫn đầu mỗi tuần vào chung kết. Dữ liệu minh họa."
LEGS = (("Tuần 1", Round.Kind.WEEKLY, -46, -42), ("Tuần 2", Round.Kind.WEEKLY, -39, -35))
FINAL = ("Chung kết", Round.Kind.FINAL, -30, -30)
BEST, FIRST_WEEK, ONLY_SECOND = 5, 20, 6
PRIZES = [
    Award("Giải Nhất", 1, 1, "2.000.000 đồng và giấy chứng nhận"),
    Award("Giải Nhì", 2, 3, "1.000.000 đồng và giấy chứng nhận"),
    Award("Tập thể dẫn đầu", 1, 1, "Giấy khen của Ban Thường vụ Tỉnh đoàn", for_units=True),
]


def load(unit: Unit, bank_id: int, *, by: Person, now: datetime) -> None:
    """As people do it: prepared, published, taken part in, announced round by round."""
    today = local(now).date()
    contest = _publish(unit, bank_id, today, by=by)
    first, second, final = organising.rounds_of(contest)
    chance = Random(contest.code)  # noqa: S311 the same demonstration everywhere
    places = demo_finished.places(contest, chance, now)
    people = [_joined(contest, first, n, place, chance) for n, place in enumerate(places[:FIRST_WEEK])]
    demo_finished.answer_all(first, people, chance)
    late = places[FIRST_WEEK : FIRST_WEEK + ONLY_SECOND]
    new = [_joined(contest, second, FIRST_WEEK + n, place, chance) for n, place in enumerate(late)]
    again = [(who, demo_finished.moment(second, chance)) for who, _at in people[::2]]
    demo_finished.answer_all(second, [*again, *new], chance)
    for round in (first, second):
        announcing.announce(round=round, by=by, now=round.closes_at + timedelta(hours=12))
    fixed = second.closes_at + timedelta(hours=13)
    final = admitting.fix(round=final, seen=admitting.mark(final), by=by, now=fixed)
    admitted = [line.entrant for line in final.admitted.select_related("entrant").order_by("pk")]
    demo_finished.answer_all(final, [(who, demo_finished.moment(final, chance)) for who in admitted], chance)
    announcing.announce(round=final, by=by, now=final.closes_at + timedelta(hours=12))
    contest.refresh_from_db()
    announcing.announce(round=Whole(contest), by=by, now=final.closes_at + timedelta(hours=13))


def _publish(unit: Unit, bank_id: int, today: date, *, by: Person) -> Contest:
    who = {"by": by, "now": _at(today, LEGS[0][2] - 4, 9)}
    contest = starting.create(unit=unit, name=NAME, **who)
    change(contest, "afterwards", {"practice": False, "score_at_once": True, "show": Show.ANNOUNCED}, **who)
    for name, kind, opens, closes in (*LEGS, FINAL):
        window = {"opens_at": _at(today, opens, 8), "closes_at": _at(today, closes, 20), "minutes": 10, "attempts": 1}
        usual = {"counting": Counting.BEST, "shuffle_questions": True, "shuffle_options": True}
        made = setting_up.add_round(contest=contest, given={"name": name, "kind": kind, **window, **usual}, **who)
        lines = [Asked(bank_id, None, None, 8, 5)]
        setting_up.set_lines(round=made, lines=lines, seen=organising.seen(organising.lines(made)), **who)
    seen = organising.seen(organising.admits(made))
    admitting.set_gate(round=made, gate=Gate((1, 2), BEST, by_unit=False), seen=seen, **who)
    change(contest, "together", {"together": Together.SUM, "best_rounds": 2}, **who)
    setting_up.set_prizes(contest=contest, prizes=PRIZES, seen=organising.seen(organising.prizes(contest)), **who)
    contest.refresh_from_db()
    rounds = organising.rounds_of(contest).prefetch_related("lines")
    rules = composing.default_rules(contest, rounds, contest.prizes.select_related("round"), [])
    change(contest, "intro", {"name": NAME, "summary": SUMMARY, "rules": rules}, **who)
    return publishing.publish(contest=contest, **who)


def _joined(contest: Contest, round: Round, number: int, place: Unit | None, chance: Random) -> tuple[Any, datetime]:
    at = demo_finished.moment(round, chance)
    return demo_finished.join(contest, number, place, chance, at), at + timedelta(minutes=1)


def _at(today: date, days: int, hour: int) -> datetime:
    return datetime.combine(today + timedelta(days=days), time(hour), VN)


def change(contest: Contest, part: str, given: dict[str, Any], *, by: Person, now: datetime) -> None:
    contest.refresh_from_db()
    seen = organising.seen(organising.STATES[part](contest))
    setting_up.change(contest=contest, part=part, given=given, seen=seen, by=by, now=now)
