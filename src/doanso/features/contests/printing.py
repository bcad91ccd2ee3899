"""Certificates and the report on a round, in Vietnamese, whoever prints."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from doanso.blocks.papers.offices import office_of, place_of
from doanso.blocks.papers.render import plain
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.features.contests.exporting import clock, unit_words, with_entrants
from doanso.features.contests.models import Certificate, Contest, Exclusion, Result, Round
from doanso.features.contests.queries import announcing, ranking
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.lib import printing
from doanso.lib.dates import local, long_date
from doanso.ui.formats import vn_number

TEMPLATES = "features/contests/print"
LISTED = 30


def certificates(found: Sequence[Certificate]) -> bytes:
    """A page each, A4 across."""
    with translation.override("vi"):
        pages = [page(one) for one in found]
        title = pages[0]["contest"] if pages else ""
        return printing.render(f"{TEMPLATES}/certificate.typ", {"title": title, "pages": pages, "demo": settings.DEMO})


def page(certificate: Certificate) -> dict[str, Any]:
    result, url = certificate.result, address(certificate)
    contest = result.round.contest
    return {
        "issuer": contest.unit.name,
        "superior": contest.unit.parent.name if contest.unit.parent else "",
        "name": result.entrant.full_name if result.entrant else result.unit.name,
        "of": unit_words(result.entrant) if result.entrant else "",
        "prize": result.prize.name if result.prize else "",
        "rank": vn_number(result.rank),
        "did": _did(result),
        "contest": contest.name,
        "round": result.round.name,
        "number": certificate.number,
        "place": place_of(units.with_superiors(contest.unit)),
        "on": long_date(local(certificate.issued_at).date()),
        "qr": printing.qr_svg(url),
        "url": url,
        "code": certificate.code,
    }


def _did(result: Result) -> str:
    if result.unit:
        return f"{vn_number(result.figures['entrants'])} người dự thi"
    return f"{vn_number(result.figures['score'])} điểm"


def address(certificate: Certificate) -> str:
    return f"{settings.ADDRESS}{reverse('contests:certificate', args=[certificate.code])}"


def report(round: Round, *, writer: Person | None, on: date) -> bytes:
    """Báo cáo kết quả cuộc thi, in the layout of the unit that organises."""
    with translation.override("vi"):
        contest = round.contest
        people = with_entrants(ranking.page(round, limit=LISTED))
        data = {
            "office": plain(office_of(units.with_superiors(contest.unit))),
            "on": plain(on),
            "demo": settings.DEMO,
            "contest": contest.name,
            "round": round.name if _many_rounds(contest) else "",
            "opens": plain(round.opens_at),
            "closes": plain(round.closes_at),
            "figures": _figures(round),
            "people": [_person_row(place, entrant) for place, entrant in people],
            "units": [_unit_row(place) for place in units_of(round)[:LISTED]],
            "prizes": _prizes(round),
            "writer": writer.full_name if writer else "",
        }
        return printing.render(f"{TEMPLATES}/report.typ", data)


def _many_rounds(contest: Contest) -> bool:
    return contest.rounds.exclude(kind=Round.Kind.ROOM).count() > 1


def _figures(round: Round) -> list[list[str]]:
    standings = round.standings.filter(excluded=False)
    excluded = round.exclusions.exclude(appeal=Exclusion.Appeal.GRANTED).count()
    return [
        ["Số người đăng ký dự thi", vn_number(round.contest.entrants.count())],
        ["Số người có bài được tính kết quả", vn_number(standings.count())],
        ["Số lượt làm bài", vn_number(round.attempts_made.count())],
        ["Số người trả lời đúng tất cả các câu", vn_number(ranking.all_right(round))],
        ["Số người bị loại", vn_number(excluded)],
    ]


def _person_row(place: ranking.Place, entrant: Any) -> list[str]:
    score, took = vn_number(place.score.normalize()), clock(place.milliseconds)
    return [vn_number(place.rank), entrant.full_name, unit_words(entrant), score, took]


def _unit_row(place: Any) -> list[str]:
    members = vn_number(place.members) if place.members else "–"
    return [vn_number(place.rank), place.unit.name, vn_number(place.entrants), members, place.rate or "–",
            vn_number(place.mean)]  # fmt: skip


def _prizes(round: Round) -> list[list[str]]:
    won = [*announcing.winners(round), *announcing.winning_units(round)]
    return [[one.prize.name, _winner(one), one.prize.value] for one in won]


def _winner(result: Result) -> str:
    if result.unit:
        return result.unit.name
    of = unit_words(result.entrant)
    return f"{result.entrant.full_name} ({of})" if of else result.entrant.full_name
