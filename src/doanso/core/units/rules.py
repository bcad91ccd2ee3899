from datetime import date

from django.db.models import Count

from doanso.core.accounts.models import Person
from doanso.core.units import queries
from doanso.core.units.models import Role, Tree, Unit


def may(person: Person | None, permission: str, unit: Unit | None, on: date) -> bool:
    """May this person do that in this unit (anywhere, when `unit` is None) on that day?"""
    where = queries.units_where(person, permission, on)
    return where.exists() if unit is None else where.filter(pk=unit.pk).exists()


def public_seats(unit: Unit, on: date) -> list[Role]:
    """What everybody may know of who works in an agency: the seats and how many sit there (`taken`), nobody's name."""
    if unit.type.tree != Tree.AGENCY:
        return []
    held = queries.valid(on, "positions__")
    return list(
        Role.objects.filter(held, positions__unit=unit)
        .annotate(taken=Count("positions", filter=queries.valid(on, "positions__")))
        .order_by("rank", "name")
    )
