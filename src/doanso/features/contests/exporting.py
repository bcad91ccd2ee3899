"""A round, or the whole contest, as one workbook: people, units, in the order of the ranking as it stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.features.contests.models import Entrant, Round, Scope, Standing, Whole
from doanso.features.contests.queries import announcing, ranking
from doanso.features.contests.queries.admitting import Candidate
from doanso.features.contests.queries.ranking import Place
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.lib import sheets
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

CHUNK = 2000
One = TypeVar("One", Place, Candidate)


def with_entrants(places: list[One]) -> list[tuple[One, Entrant]]:
    named = Entrant.objects.select_related("unit").in_bulk([place.entrant_id for place in places])
    return [(place, named[place.entrant_id]) for place in places]


def clock(milliseconds: int) -> str:
    """9:05,3 – minutes, seconds, tenths."""
    tenths = milliseconds // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02},{tenths % 10}"


def write(scope: Scope, file: BinaryIO) -> int:
    """Row by row, so that length costs no memory; returns how many people stand in it."""
    book = openpyxl.Workbook(write_only=True)
    prizes = dict(announcing.people(scope).exclude(prize=None).values_list("entrant", "prize__name"))
    number = sheets.fill(book, pgettext("ranking", "People"), _people_heads(scope), _people(scope, prizes))
    sheets.fill(book, _("Units"), _unit_heads(), _units(scope))
    book.save(file)
    return number


def _people_heads(scope: Scope) -> list[tuple[str, int]]:
    return [
        (_("Rank"), 8),
        (_("Number of the entrant"), 12),
        (_("Full name"), 28),
        (_("Unit"), 44),
        (_("Score"), 10),
        (_("Time"), 10),
        (_("Guess"), 10),
        (_("Handed in"), 18),
        (_("Prize"), 18),
        (_("Phone"), 14),
        (_("E-mail"), 28),
        *((_("Score of %(round)s") % {"round": one.name}, 12) for one in _parts(scope)),
    ]


def _people(scope: Scope, prizes: dict[int, str]) -> Iterator[list[Any]]:
    piece: list[Place] = []
    for place in ranking.people(scope):
        piece.append(place)
        if len(piece) == CHUNK:
            yield from _rows(scope, piece, prizes)
            piece = []
    yield from _rows(scope, piece, prizes)


def _parts(scope: Scope) -> list[Round]:
    """The rounds of which the whole is made."""
    return scope.rounds if isinstance(scope, Whole) else []


def _scores(rounds: list[Round], piece: list[Place]) -> dict[tuple[int, int], float]:
    """By entrant and round."""
    if not rounds:
        return {}
    counted = Standing.objects.filter(round__in=rounds, excluded=False, entrant__in=[one.entrant_id for one in piece])
    return {
        (entrant, round): float(score) for entrant, round, score in counted.values_list("entrant", "round", "score")
    }


def _rows(scope: Scope, piece: list[Place], prizes: dict[int, str]) -> Iterator[list[Any]]:
    """Phone and e-mail of who won a prize alone: to reach the winners is what they were asked for."""
    parts = _parts(scope)
    scores = _scores(parts, piece)
    for place, entrant in with_entrants(piece):
        yield [
            place.rank,
            entrant.pk,
            str(entrant),
            entrant.place,
            float(place.score),
            clock(place.milliseconds),
            "" if place.guess is None else place.guess,
            place.ended_at,
            prizes.get(entrant.pk, ""),
            *((entrant.phone, entrant.email) if entrant.pk in prizes else ("", "")),
            *(scores.get((entrant.pk, one.pk), "") for one in parts),
        ]


def _unit_heads() -> list[tuple[str, int]]:
    counted = [_("Took part"), _("Members who took part"), _("Members"), _("Share of the members")]
    names = [_("Rank"), _("Unit"), *counted, _("Mean score"), _("Prize")]
    return list(zip(names, (8, 48, 12, 16, 12, 14, 12, 18), strict=True))


def _units(scope: Scope) -> Iterator[list[Any]]:
    prizes = {one.unit_id: one for one in scope.results.filter(entrant=None).select_related("prize")}
    for place in units_of(scope):
        won = prizes.get(place.unit.pk)
        prize = won.prize.name if won and won.prize else ""
        counted = [place.entrants, place.took, place.members, place.rate or ""]
        yield [place.rank, place.unit.name, *counted, float(place.mean), prize]
