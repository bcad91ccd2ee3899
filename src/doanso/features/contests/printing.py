"""Certificates and the report on a round, in Vietnamese, whoever prints."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from doanso.blocks.papers.offices import office_of, place_of
from doanso.blocks.papers.render import plain
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.features.contests.exporting import clock, with_entrants
from doanso.features.contests.models import (
    Attempt,
    Certificate,
    Contest,
    Exclusion,
    Result,
    Round,
    Scope,
    Standing,
)
from doanso.features.contests.queries import announcing, ranking
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.lib import printing
from doanso.lib.dates import local, long_date
from doanso.ui.formats import vn_number

TEMPLATES = "features/contests/print"
LISTED = 30


def certificates(found: Sequence[Certificate]) -> bytes:
    """Of one contest, a page each, A4 across."""
    with translation.override("vi"):
        place = place_of(units.with_superiors(found[0].result.scope.contest.unit)) if found else ""
        pages = [page(one, place) for one in found]
        title = pages[0]["contest"] if pages else ""
        return printing.render(f"{TEMPLATES}/certificate.typ", {"title": title, "pages": pages, "demo": settings.DEMO})


def page(certificate: Certificate, place: str) -> dict[str, Any]:
    result, url = certificate.result, address(certificate)
    scope, contest = result.scope, result.scope.contest
    return {
        "issuer": contest.unit.name,
        "superior": contest.unit.parent.name if contest.unit.parent else "",
        "name": str(result.entrant) if result.entrant else result.unit.name,
        "of": result.entrant.place if result.entrant else "",
        "prize": result.prize.name if result.prize else "",
        "rank": vn_number(result.rank),
        "did": _did(result),
        "contest": contest.name,
        "round": scope.name,
        "number": certificate.number,
        "place": place,
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


def report(scope: Scope, *, writer: Person | None, on: date) -> bytes:
    """Báo cáo kết quả, of a round or of the whole contest, in the layout of the unit that organises."""
    with translation.override("vi"):
        contest = scope.contest
        people = with_entrants(ranking.first(scope, LISTED))
        data = {
            "office": plain(office_of(units.with_superiors(contest.unit))),
            "on": plain(on),
            "demo": settings.DEMO,
            "contest": contest.name,
            "round": scope.name if isinstance(scope, Round) and _many_rounds(contest) else "",
            "opens": plain(scope.opens_at),
            "closes": plain(scope.closes_at),
            "figures": _figures(scope),
            "people": [_person_row(place, entrant) for place, entrant in people],
            "units": [_unit_row(place) for place in units_of(scope)[:LISTED]],
            "prizes": _prizes(scope),
            "writer": writer.full_name if writer else "",
        }
        return printing.render(f"{TEMPLATES}/report.typ", data)


def _many_rounds(contest: Contest) -> bool:
    return contest.rounds.exclude(kind=Round.Kind.ROOM).count() > 1


def _figures(scope: Scope) -> list[list[str]]:
    attempts = Attempt.objects.filter(round__in=scope.rounds)
    standings = Standing.objects.filter(round__in=scope.rounds, excluded=False)
    excluded = Exclusion.objects.filter(round__in=scope.rounds).exclude(appeal=Exclusion.Appeal.GRANTED)
    found = [
        ["Số người đăng ký dự thi", vn_number(scope.contest.entrants.count())],
        ["Số người có bài được tính kết quả", vn_number(_people(standings))],
        ["Số lượt làm bài", vn_number(attempts.count())],
    ]
    if isinstance(scope, Round):
        found.append(["Số người trả lời đúng tất cả các câu", vn_number(ranking.all_right(scope))])
    found.append(["Số người bị loại", vn_number(_people(excluded))])
    left = scope.contest.entrants.exclude(withdrawn_at=None).count()
    return [*found, ["Số người đã rút khỏi cuộc thi", vn_number(left)]] if left else found


def _people(rows: QuerySet[Any]) -> int:
    """However many rounds each of them took part in."""
    return rows.values("entrant").distinct().count()


def _person_row(place: ranking.Place, entrant: Any) -> list[str]:
    score, took = vn_number(place.score.normalize()), clock(place.milliseconds)
    return [vn_number(place.rank), str(entrant), entrant.place, score, took]


def _unit_row(place: Any) -> list[str]:
    members = f"{vn_number(place.took)}/{vn_number(place.members)}" if place.members else "–"
    return [vn_number(place.rank), place.unit.name, vn_number(place.entrants), members, place.rate or "–",
            vn_number(place.mean)]  # fmt: skip


def _prizes(scope: Scope) -> list[list[str]]:
    won = [*announcing.winners(scope), *announcing.winning_units(scope)]
    return [[one.prize.name, _winner(one), one.prize.value] for one in won]


def _winner(result: Result) -> str:
    if result.unit:
        return result.unit.name
    of = result.entrant.place
    return f"{result.entrant} ({of})" if of else str(result.entrant)
