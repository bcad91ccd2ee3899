"""A small contest for tests: a bank with twelve questions, two of each kind, and one round that runs at `org.NOON`."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.support.org import NOON, build

from doanso.blocks.questions.models import Bank, Difficulty, Kind, Question, Topic
from doanso.blocks.questions.models import State as QuestionState
from doanso.features.contests.models import Contest, Entrant, Line, Prize, Round, Show, State
from doanso.lib.text import fold

SECRET = bytes(range(32))


def _options(*texts: str) -> list[dict[str, str]]:
    return [{"key": key, "text": text} for key, text in zip("abcdef", texts, strict=False)]


YEARS = _options("1930", "1931", "1941", "1945")
QUESTIONS: list[tuple[Kind, dict[str, Any], dict[str, Any]]] = [
    (Kind.ONE, {"text": "Đoàn được thành lập năm nào?", "options": YEARS}, {"right": "b"}),
    (Kind.ONE, {"text": "Tháng Thanh niên là tháng mấy?", "options": _options("1", "3", "9")}, {"right": "b"}),
    (
        Kind.MANY,
        {"text": "Những việc nào là của Đoàn?", "options": _options("Tình nguyện", "Thu thuế", "Trồng cây")},
        {"right": ["a", "c"], "partial": True},
    ),
    (
        Kind.MANY,
        {"text": "Chọn các số chẵn.", "options": _options("1", "2", "4", "7")},
        {"right": ["b", "c"], "partial": False},
    ),
    (Kind.TRUTH, {"text": "Ngày 26 tháng 3 là ngày thành lập Đoàn."}, {"right": True}),
    (Kind.TRUTH, {"text": "Mật khẩu nên cho bạn bè biết."}, {"right": False}),
    (
        Kind.ORDER,
        {"text": "Xếp theo thời gian.", "options": _options("1931", "1945", "1975")},
        {"right": ["a", "b", "c"], "partial": True},
    ),
    (
        Kind.ORDER,
        {"text": "Xếp từ nhỏ đến lớn.", "options": _options("Chi đoàn", "Đoàn cơ sở", "Tỉnh đoàn", "Trung ương Đoàn")},
        {"right": ["a", "b", "c", "d"], "partial": False},
    ),
    (Kind.SHORT, {"text": "Thủ đô của Việt Nam?"}, {"accepted": ["Hà Nội"], "exact": False}),
    (Kind.SHORT, {"text": "Bài hát của Đoàn là “… ta đi lên”?"}, {"accepted": ["Cùng nhau"], "exact": False}),
    (Kind.NUMBER, {"text": "Một tuần có mấy ngày?"}, {"value": "7", "tolerance": "0"}),
    (Kind.NUMBER, {"text": "Số pi gần bằng bao nhiêu?"}, {"value": "3.14", "tolerance": "0.01"}),
]


def bank(unit: Any, *, code: str = "T-NH", copies: int = 1) -> Bank:
    """`copies` times the twelve questions, accepted, all of one topic."""
    made = Bank.objects.create(code=code, name="Ngân hàng thử", unit=unit, created_at=NOON)
    topic = Topic.objects.create(bank=made, code="chung", name="Kiến thức chung")
    Question.objects.bulk_create(
        Question(
            bank=made,
            code=f"C{copy * len(QUESTIONS) + number:03}",
            topic=topic,
            kind=kind,
            difficulty=Difficulty.MEDIUM,
            body=body if not copy else {**body, "text": f"{body['text']} ({copy + 1})"},
            answer=answer,
            explanation=f"Giải thích của câu {number}.",
            state=QuestionState.ACCEPTED,
            fingerprint=fold(body["text"]),
            changed_at=NOON,
        )
        for copy in range(copies)
        for number, (kind, body, answer) in enumerate(QUESTIONS, 1)
    )
    return made


def contest(unit: Any, questions: Bank, *, code: str = "thi-thu", **more: Any) -> Contest:
    """Published, open to everybody, with one round from an hour before NOON to an hour after it, not yet frozen."""
    values = {"name": "Cuộc thi thử", "summary": "Tìm hiểu lịch sử Đoàn.", "rules": "Mỗi người thi một lượt.",
              "show": Show.ROUND, "state": State.PUBLISHED, "published_at": NOON}  # fmt: skip
    made = Contest.objects.create(code=code, unit=unit, created_at=NOON, **{**values, **more})
    Prize.objects.create(contest=made, name="Giải Nhất", first=1, last=1, value="500.000 đồng")
    round_of(made, questions)
    return made


def round_of(contest: Contest, questions: Bank, *, number: int = 1, **more: Any) -> Round:
    values = {"name": f"Đợt {number}", "opens_at": NOON - timedelta(hours=1), "closes_at": NOON + timedelta(hours=1),
              "minutes": 15, "secret": SECRET}  # fmt: skip
    made = Round.objects.create(contest=contest, number=number, **{**values, **more})
    Line.objects.create(round=made, bank=questions, count=12, points=1)
    return made


def entrant(contest: Contest, name: str = "Nguyễn Văn Thi", **more: Any) -> Entrant:
    number = contest.entrants.count() + 1
    values = {"identity": f"phone:09000000{number:02}", "joined_at": NOON}
    return Entrant.objects.create(contest=contest, full_name=name, **{**values, **more})


def frozen(round: Round) -> Round:
    from doanso.features.contests.services import freezing

    freezing.freeze(round, by=None, now=NOON)
    round.refresh_from_db()
    return round


def running(org: SimpleNamespace | None = None) -> SimpleNamespace:
    """The whole: `.org`, `.bank`, `.contest`, `.round` (frozen, running), `.entrant`."""
    org = org or build()
    questions = bank(org.province)
    made = contest(org.province, questions)
    return SimpleNamespace(
        org=org, bank=questions, contest=made, round=frozen(made.rounds.get()), entrant=entrant(made)
    )
