"""Contests of the demonstration: one runs today, one comes, two are announced. All of it is invented."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from doanso.blocks.questions import queries as bank
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules
from doanso.core.units.models import Unit
from doanso.features.contests import composing, demo_finished, demo_season
from doanso.features.contests.demo_season import change
from doanso.features.contests.models import Contest, Counting, Round, Show
from doanso.features.contests.queries import organising
from doanso.features.contests.rules.preparing import Asked, Award
from doanso.features.contests.services import publishing, setting_up, starting
from doanso.lib import demo
from doanso.lib.dates import VN, local

UNIT, ROLE = "D-HL", "bi_thu"
HISTORY, CULTURE = "lich-su-doan", "van-hoa-so"
MONEY = "{} đồng và giấy chứng nhận"
PRIZES = (
    Award("Giải Nhất", 1, 1, MONEY.format("2.000.000")),
    Award("Giải Nhì", 2, 3, MONEY.format("1.000.000")),
    Award("Giải Ba", 4, 6, MONEY.format("500.000")),
    Award("Giải Khuyến khích", 7, 16, MONEY.format("200.000")),
    Award("Tập thể dẫn đầu", 1, 3, "Giấy khen của Ban Thường vụ Tỉnh đoàn", for_units=True),
)


@dataclass(frozen=True)
class Told:
    """A contest of the demonstration; `opens` and `closes` in days from the day of loading."""

    name: str
    summary: str
    bank: str
    opens: int
    closes: int
    minutes: int
    attempts: int
    count: int
    points: int
    guess: bool = False
    show: str = Show.ANNOUNCED
    tie_breaks: tuple[str, ...] = ("time", "earliest")
    prizes: tuple[Award, ...] = field(default=PRIZES)
    asked: tuple[str, ...] = ("phone",)


SAFETY = Told(
    name="An toàn trên không gian mạng",
    summary="Cuộc thi ngắn: nhận biết lừa đảo, bảo vệ tài khoản và dữ liệu của mình.",
    bank=CULTURE,
    opens=-16,
    closes=-6,
    minutes=10,
    attempts=1,
    count=10,
    points=10,
)


def _told(row: dict[str, Any], name: str, summary: str, bank_code: str, days: tuple[int, int]) -> Told:
    guess = any("dự đoán" in words for words in row.get("tiebreak", []))
    ties = ("time", "guess", "earliest") if guess else ("time", "earliest")
    return Told(
        name=name,
        summary=summary,
        bank=bank_code,
        opens=days[0],
        closes=days[1],
        minutes=row["duration_min"],
        attempts=row["attempts"],
        count=row["pick"],
        points=100 // row["pick"],
        guess=guess,
        tie_breaks=ties,
    )


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    unit, today = Unit.objects.filter(code=UNIT).first(), local(now).date()
    if unit is None or Contest.objects.exists():
        return
    by = units.holders(ROLE, unit, today).first()
    banks = {one.code: one.pk for one in bank.banks_for(by, today)}
    if not rules.may(by, organising.ORGANISE, unit, today) or not {HISTORY, CULTURE} <= set(banks):
        return  # an administrator has changed what this seat may do
    demo_season.load(unit, banks[HISTORY], by=by, now=now)
    over = _publish(SAFETY, unit, banks[SAFETY.bank], by, now)
    demo_finished.fill(over, by=by, now=now)
    for told in _asked_for():
        _publish(told, unit, banks[told.bank], by, now)


def _asked_for() -> list[Told]:
    """T02 comes, T01 runs."""
    rows = {row["code"]: row for row in demo.data("campaigns")["contests"]}
    culture = _told(
        rows["T02"],
        "Tìm hiểu văn hóa số",
        "Ứng xử văn minh và an toàn trên môi trường số: dữ liệu cá nhân, tin giả, dịch vụ công trực tuyến.",
        CULTURE,
        (12, 17),
    )
    history = _told(
        rows["T01"],
        "Tìm hiểu lịch sử Đoàn TNCS Hồ Chí Minh",
        "Cùng tìm hiểu lịch sử vẻ vang của Đoàn, các kỳ đại hội và những phong trào của tuổi trẻ.",
        HISTORY,
        (-2, 9),
    )
    return [replace(culture, asked=("phone", "birth")), history]  # pupils come, so that parents are asked


def _publish(told: Told, unit: Unit, bank_id: int, by: Person, now: datetime) -> Contest:
    """As an organiser does it, a few days before it opens."""
    opens = datetime.combine(local(now).date() + timedelta(days=told.opens), time(8), VN)
    closes = datetime.combine(local(now).date() + timedelta(days=told.closes), time(22), VN)
    now = min(now, opens - timedelta(days=3))
    who = {"by": by, "now": now}
    contest = starting.create(unit=unit, name=told.name, **who)
    change(contest, "entry", {"without_account": True, "fields": list(told.asked)}, **who)
    change(contest, "deciding", {"guess": told.guess, "tie_breaks": list(told.tie_breaks)}, **who)
    change(contest, "afterwards", {"practice": told.opens < 0, "score_at_once": True, "show": told.show}, **who)
    window = {"opens_at": opens, "closes_at": closes, "minutes": told.minutes, "attempts": told.attempts}
    usual = {"counting": Counting.BEST, "shuffle_questions": True, "shuffle_options": True}
    facts = {"name": "Đợt thi", "kind": Round.Kind.SINGLE, **window, **usual}
    made = setting_up.add_round(contest=contest, given=facts, **who)
    lines = [Asked(bank_id, None, None, told.count, told.points)]
    setting_up.set_lines(round=made, lines=lines, seen=organising.seen(organising.lines(made)), **who)
    seen = organising.seen(organising.prizes(contest))
    setting_up.set_prizes(contest=contest, prizes=list(told.prizes), seen=seen, **who)
    contest.refresh_from_db()
    rounds = organising.rounds_of(contest).prefetch_related("lines")
    text = composing.default_rules(contest, rounds, contest.prizes.select_related("round"), [])
    given = {"name": told.name, "summary": told.summary, "rules": text}
    change(contest, "intro", given, **who)
    return publishing.publish(contest=contest, **who)
