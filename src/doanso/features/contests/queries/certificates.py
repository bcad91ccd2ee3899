"""Certificates, for judges, their owners and whoever scans one."""

from django.db.models import QuerySet

from doanso.features.contests.models import Certificate, Entrant, Round
from doanso.lib import codes


def of_round(round: Round) -> QuerySet[Certificate]:
    return _whole().filter(result__round=round).order_by("number", "pk")


def by_code(typed: str) -> Certificate | None:
    """However it was typed."""
    try:
        return _whole().filter(code=codes.clean_tracking_code(typed)).first()
    except ValueError:
        return None


def own(round: Round, entrant: Entrant | None) -> Certificate | None:
    return of_round(round).filter(result__entrant=entrant).first() if entrant else None


def _whole() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "result__round__contest__unit__type",
        "result__round__contest__unit__parent",
        "result__entrant__unit",
        "result__unit",
        "result__prize",
    )
