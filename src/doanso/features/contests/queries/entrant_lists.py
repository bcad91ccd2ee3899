"""Entrants as who runs the contest finds them: to help one of them, and to say which unit their words mean."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Tree, Unit
from doanso.features.contests.models import Contest, Entrant, State, UnitWords
from doanso.features.contests.queries.judging import JUDGE, ORGANISE
from doanso.features.contests.queries.organising import IN_CLASS
from doanso.lib.text import fold

MOST_UNITS = 12
LONGEST_NUMBER = 10  # digits; a phone has as many


def contests(person: Person | None, on: date) -> QuerySet[Contest]:
    """Published ones that this person organises or judges."""
    where = units.units_where(person, ORGANISE, on) | units.units_where(person, JUDGE, on)
    found = Contest.objects.filter(unit__in=where).exclude(IN_CLASS).exclude(state=State.DRAFT)
    return found.select_related("unit__type")


def present(contest: Contest) -> QuerySet[Entrant]:
    """Who has not withdrawn."""
    return contest.entrants.filter(withdrawn_at=None).select_related("contest__unit", "unit", "person")


def entrants(contest: Contest, words: str) -> QuerySet[Entrant]:
    """By name, by number or by phone; nobody without words: the list serves to find one, not to read all."""
    words = words.replace("\0", "").strip()[:80]
    found = present(contest).order_by("sort_key", "pk")
    digits = "".join(words.split())
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER:
        return found.filter(Q(pk=int(digits)) | Q(phone=digits))
    return found.filter(search_key__contains=fold(words)) if fold(words) else found.none()


def why_kept(entrant: Entrant) -> str:
    """The round whose announced results name this entrant; empty when name and unit may still be corrected."""
    announced = entrant.standings.exclude(round__announced_at=None).select_related("round").first()
    return announced.round.name if announced else ""


def unit_words(contest: Contest, words: str = "") -> QuerySet[Any, dict[str, Any]]:
    """What entrants wrote in place of a unit, with how many wrote it: {"unit_words", "number"}, the most first."""
    found = contest.entrants.filter(unit=None).exclude(unit_words="")
    for word in words.replace("\0", "").split()[:8]:
        found = found.filter(unit_words__icontains=word)
    return found.values("unit_words").annotate(number=Count("pk")).order_by("-number", "unit_words")


def bound(contest: Contest, words: str = "") -> QuerySet[UnitWords]:
    """Words that mean a unit, the newest first."""
    found = contest.unit_words.select_related("unit").order_by("-at", "words")
    for word in fold(words).split()[:8]:
        found = found.filter(words__contains=word)
    return found


def spelled(contest: Contest, unit: Unit | None, wanted: Collection[str]) -> list[str]:
    """All spellings of these folded words, among entrants of this unit, or of none."""
    wrote = contest.entrants.filter(unit=unit).exclude(unit_words="").values_list("unit_words", flat=True)
    return [words for words in wrote.distinct().order_by() if fold(words) in wanted]


def units_named(words: str, on: date) -> list[Unit]:
    """Units that stand, by code or name: one that fits exactly comes alone, or with its like."""
    standing = units.units(on).exclude(type__tree=Tree.TERRITORY).select_related("parent", "type")
    exact = Q(code__iexact=words.strip()) | Q(search_key=fold(words))
    if not fold(words):
        return []
    named = Q()
    for word in fold(words).split()[:8]:
        named &= Q(search_key__contains=word)
    near = standing.filter(named).order_by("type__rank", "name")
    return list(standing.filter(exact)[:MOST_UNITS]) or list(near[:MOST_UNITS])
