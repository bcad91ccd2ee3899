"""Contests to begin with: what offices ask for most often. The words are those of the contest, so Vietnamese."""

from dataclasses import dataclass, field

from doanso.features.contests.models import Counting, Round
from doanso.features.contests.rules.preparing import Award

RANKS = (("Giải Nhất", 1, 1), ("Giải Nhì", 2, 3), ("Giải Ba", 4, 6), ("Giải Khuyến khích", 7, 16))


@dataclass(frozen=True)
class Leg:
    """A round: so many days after the first one, for so many days."""

    name: str
    kind: str
    after: int
    days: int
    minutes: int = 15
    attempts: int = 2
    counting: str = Counting.BEST


@dataclass(frozen=True)
class Preset:
    name: str
    summary: str
    rounds: tuple[Leg, ...]
    prizes: tuple[Award, ...] = field(default_factory=lambda: awards())
    guess: bool = True
    tie_breaks: tuple[str, ...] = ("time", "guess", "earliest")


def awards(*, weekly: int = 0) -> tuple[Award, ...]:
    """Of the whole contest for people and units, and the best of each of the first `weekly` rounds."""
    rounds = tuple(Award("Giải tuần", 1, 3, round_number=number) for number in range(1, weekly + 1))
    people = tuple(Award(name, first, last) for name, first, last in RANKS)
    return (*rounds, *people, Award("Tập thể dẫn đầu", 1, 3, for_units=True))


def weeks(count: int) -> tuple[Leg, ...]:
    return tuple(Leg(f"Tuần {number + 1}", Round.Kind.WEEKLY, 7 * number, 6) for number in range(count))


PRESETS = {
    "lich-su": Preset(
        name="Tìm hiểu lịch sử Đoàn",
        summary="Tìm hiểu lịch sử, truyền thống của Đoàn TNCS Hồ Chí Minh và của tuổi trẻ địa phương.",
        rounds=(*weeks(3), Leg("Chung kết", Round.Kind.FINAL, 23, 1, minutes=20, attempts=1)),
        prizes=awards(weekly=3),
    ),
    "ma-tuy": Preset(
        name="Tìm hiểu kiến thức phòng, chống ma túy",
        summary="Nhận biết các loại ma túy, tác hại, quy định của pháp luật và kỹ năng từ chối, giúp bạn tránh xa.",
        rounds=(Leg("Đợt thi", Round.Kind.SINGLE, 0, 13),),
    ),
    "van-hoa-so": Preset(
        name="Tìm hiểu văn hóa số",
        summary="Ứng xử văn minh và an toàn trên môi trường số: dữ liệu cá nhân, tin giả, lừa đảo trực tuyến.",
        rounds=(Leg("Đợt thi", Round.Kind.SINGLE, 0, 6, minutes=10, attempts=1),),
        guess=False,
        tie_breaks=("time", "earliest"),
    ),
}
FIRST_HOUR, LAST_HOUR = 8, 22
