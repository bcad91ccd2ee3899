"""The poster of a contest: what, when, how to take part, prizes, and the QR code that leads to its page."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings

from doanso.features.contests.models import Contest, Prize, Round
from doanso.features.contests.queries import organising, published
from doanso.features.contests.rules.joining import audience_words
from doanso.lib import printing
from doanso.lib.dates import local

TEMPLATE = "features/contests/print/poster.typ"
PNG_PPI = 150


@dataclass(frozen=True, kw_only=True)
class PosterData:
    """In words for people. `rounds`: name and window; `facts`: what one attempt is."""

    name: str
    organiser: str
    summary: str
    rounds: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    audience: tuple[str, ...]
    entry: str
    prizes: tuple[tuple[str, str], ...]
    url: str
    short_url: str
    demo: bool = False


def data_of(contest: Contest) -> PosterData | None:
    """None before it is published: its link does not exist yet."""
    url = published.link(contest)
    if not url:
        return None
    rounds = list(organising.rounds_of(contest).prefetch_related("lines"))
    return PosterData(
        name=contest.name,
        organiser=contest.unit.name,
        summary=contest.summary,
        rounds=tuple((one.name, _window(one)) for one in rounds),
        facts=_facts(rounds),
        audience=tuple(audience_words(contest)),
        entry="Khai họ tên, đơn vị hoặc đăng nhập" if contest.without_account else "Đăng nhập bằng tài khoản của bạn",
        prizes=tuple(_prize(one) for one in contest.prizes.select_related("round")),
        url=url,
        short_url=url.split("://", 1)[-1],
        demo=settings.DEMO,
    )


def poster(
    data: PosterData, *, size: Literal["a4", "a3"] = "a4", format: Literal["pdf", "png", "svg"] = "pdf"
) -> bytes:
    """One sheet for the notice board, or a picture of it."""
    values = {**asdict(data), "qr": printing.qr_svg(data.url), "size": size}
    if format == "pdf":
        return printing.render(TEMPLATE, values)
    sheet = printing.render(TEMPLATE, values, format=format, ppi=PNG_PPI)[0]
    return printing.slim(sheet) if format == "svg" else sheet


def _window(one: Round) -> str:
    """As short as it can be: the day once when it is the same, the year once."""
    opens, closes = local(one.opens_at), local(one.closes_at)
    last = f"{closes.day}/{closes.month}/{closes.year}"
    if opens.date() == closes.date():
        return f"{_hour(opens)} – {_hour(closes)} ngày {last}"
    year = "" if opens.year == closes.year else f"/{opens.year}"
    return f"{_hour(opens)} {opens.day}/{opens.month}{year} – {_hour(closes)} {last}"


def _hour(at: datetime) -> str:
    return f"{at.hour}h{at:%M}" if at.minute else f"{at.hour}h"


def _facts(rounds: list[Round]) -> tuple[str, ...]:
    """Of the first round, as most rounds are alike; the contest's page says it for each."""
    if not rounds:
        return ()
    first = rounds[0]
    questions = sum(line.count for line in first.lines.all())
    tries = "1 lượt thi" if first.attempts == 1 else f"tối đa {first.attempts} lượt"
    return (f"{questions} câu hỏi", f"{first.minutes} phút", tries)


def _prize(one: Prize) -> tuple[str, str]:
    number = one.last - one.first + 1
    where = f" ({one.round.name})" if one.round else ""
    whom = " (tập thể)" if one.for_units else ""
    return f"{number} {one.name}{where}{whom}" if number > 1 else f"{one.name}{where}{whom}", one.value
