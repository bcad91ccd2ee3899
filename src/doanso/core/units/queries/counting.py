"""How many belong to units, from sums that the database keeps: a million memberships cost no more than a hundred."""

from datetime import date

from django.db.models import Case, Q, QuerySet, Sum, Value, When

from doanso.core.units.models import Headcount, Membership, Unit

Numbers = dict[tuple[str, str], int]
"""(kind, state) -> how many."""


def headcount(where: QuerySet[Unit], today: date) -> Numbers:
    """Of the memberships that hold today in these units."""
    found: Numbers = {}
    for kind, state, number in [*_open(where), *_otherwise(where, today)]:
        found[kind, state] = found.get((kind, state), 0) + number
    return {key: number for key, number in found.items() if number}


def _open(where: QuerySet[Unit]) -> QuerySet[Headcount]:
    rows = Headcount.objects.filter(unit__in=where.values("pk"))
    return rows.values_list("kind", "state").annotate(n=Sum("number"))


def _otherwise(where: QuerySet[Unit], today: date) -> QuerySet[Membership]:
    """Those that hold today and end later, less those that are open and begin later: few, found by their days."""
    ending = Q(valid_to__gte=today, valid_from__lte=today)
    rows = Membership.objects.filter(ending | Q(valid_to=None, valid_from__gt=today), unit__in=where.values("pk"))
    sign = Case(When(valid_to=None, then=Value(-1)), default=Value(1))
    return rows.values_list("kind", "state").annotate(n=Sum(sign))


def miscounted() -> list[tuple[int, str, str]]:
    """(unit, kind, state) where the kept sums are not what counting says."""
    open_now = Membership.objects.filter(valid_to=None).values_list("unit", "kind", "state")
    kept = Headcount.objects.values_list("unit", "kind", "state").annotate(n=Sum("number")).exclude(n=0)
    counted = open_now.annotate(n=Sum(Value(1)))
    return sorted({tuple(row[:3]) for row in set(kept) ^ set(counted)})
