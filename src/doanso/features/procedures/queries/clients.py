"""The programs that an administrator looks after."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import owns_installation
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Client, Delivery
from doanso.features.procedures.permissions import API


def units_to_choose(person: Person | None, on: date) -> QuerySet[Unit]:
    """For which units this person lets programs in, in the order of the trees."""
    standing = units.units(on).order_by("path")
    return standing if owns_installation(person) else standing.filter(pk__in=_units(person, on))


def administered(person: Person | None, on: date) -> QuerySet[Client]:
    """Those in use first; `waiting` counts what their webhook has not taken yet."""
    found = Client.objects.select_related("unit").annotate(
        waiting=Count("deliveries", filter=Q(deliveries__delivered_at=None))
    )
    found = found if owns_installation(person) else found.filter(unit__in=_units(person, on))
    return found.order_by(F("revoked_at").desc(nulls_first=True), "name")


def _units(person: Person | None, on: date) -> QuerySet[Unit]:
    return units.units_where(person, API, on).values("pk")


def last_deliveries(client: Client) -> QuerySet[Delivery]:
    return client.deliveries.order_by("-created_at", "-pk")[:10]
