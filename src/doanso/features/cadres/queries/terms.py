"""Terms that run, that end soon, and who was elected for them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.cadres.bodies import ORDER
from doanso.features.cadres.models import Entry, Term

SOON = timedelta(days=180)


def running(unit_ids: Iterable[int], on: date) -> QuerySet[Term]:
    return Term.objects.filter(units.valid(on), unit__in=list(unit_ids), undone_by="")


def ending_soon(found: QuerySet[Term], on: date) -> QuerySet[Term]:
    """Of those that run: whose last day comes within 180 days, the nearest first, and nothing follows yet."""
    followed = Term.objects.filter(undone_by="", valid_from__gt=on).values_list("unit", "body")
    later = set(followed.filter(unit__in=found.values("unit")))
    soon = found.filter(valid_to__lte=on + SOON).select_related("unit").order_by("valid_to", "unit__path", "pk")
    return soon.exclude(pk__in=[term.pk for term in soon if (term.unit_id, term.body) in later])


def planned_seats(terms: Iterable[Term]) -> dict[tuple[int, str], int]:
    """(unit, role) → how many are planned, each role once: by the first body in order that names it."""
    found: dict[tuple[int, str], int] = {}
    for term in sorted(terms, key=lambda one: ORDER.index(one.body)):
        for role, number in term.seats.items():
            found.setdefault((term.unit_id, role), number)
    return found


def of_unit(unit: Unit) -> QuerySet[Term]:
    """The latest first; those that never held are left out."""
    return Term.objects.filter(unit=unit, undone_by="").order_by("-valid_from", "body")


def stands(code: str) -> bool:
    """Has this dossier begun a term or entered a line that was not undone?"""
    return any(kind.objects.filter(source=code, undone_by="").exists() for kind in (Term, Entry))


def results(term: Term) -> QuerySet[Entry]:
    """Who was elected, by seat, then who was not, each in the order of votes."""
    kinds = [Entry.Kind.ELECTED, Entry.Kind.NOT_ELECTED]
    found = term.entries.filter(kind__in=kinds).select_related("role", "person")
    return found.order_by("kind", "role__rank", "-votes", "full_name")
