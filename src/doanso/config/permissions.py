"""Joins the menu, which knows no units, to the rights that seats give."""

from django.utils import timezone

from doanso.core.accounts.models import User
from doanso.core.units import queries


def holds(user: User, permission: str) -> bool:
    """Has this account the permission, or one of several with spaces between, in any unit today?

    One query a request, however many are asked.
    """
    if not hasattr(user, "permissions_today"):
        person = user.person
        user.permissions_today = queries.permissions_of(person, timezone.localdate()) if person else frozenset()
    return user.is_superuser or not user.permissions_today.isdisjoint(permission.split())
