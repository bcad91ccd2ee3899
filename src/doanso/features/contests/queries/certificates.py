"""Certificates, for judges, their owners and whoever scans one."""

from django.db.models import Q, QuerySet

from doanso.features.contests.models import Certificate, Contest, Entrant, Scope
from doanso.lib import codes


def of_round(round: Scope) -> QuerySet[Certificate]:
    """Of the whole contest, too; in the order of their numbers, in which they were written."""
    return _whole().filter(result__in=round.results.order_by()).order_by("pk")


def of_contest(contest: Contest) -> QuerySet[Certificate]:
    """Of all its rounds, and as a whole."""
    return Certificate.objects.filter(Q(result__round__contest=contest) | Q(result__whole=contest))


def by_code(typed: str) -> Certificate | None:
    """However it was typed."""
    try:
        return _whole().filter(code=codes.clean_tracking_code(typed)).first()
    except ValueError:
        return None


def own(round: Scope, entrant: Entrant | None) -> Certificate | None:
    return of_round(round).filter(result__entrant=entrant).first() if entrant else None


def _whole() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "result__round__contest__unit__type",
        "result__round__contest__unit__parent",
        "result__whole__unit__type",
        "result__whole__unit__parent",
        "result__entrant__unit",
        "result__unit",
        "result__prize",
    )
