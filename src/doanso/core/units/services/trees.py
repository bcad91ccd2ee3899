"""Units, and the configuration that they start with."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.units.models import Role, Unit, UnitType
from doanso.core.units.seed import ROLES
from doanso.core.units.services.announcing import announce
from doanso.lib.text import clean_name, fold


@transaction.atomic
def seed_roles() -> None:
    """Add the standard seats that are missing; what an administrator changed stays."""
    for code, name, name_en, rank, covers_below, permissions, fallback in ROLES:
        Role.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "rank": rank,
                "covers_below": covers_below,
                "permissions": permissions,
                "fallback": fallback,
            },
        )


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    type: UnitType,
    parent: Unit | None,
    valid_from: date,
    by: Person | None,
    now: datetime,
    **more: Any,
) -> Unit:
    clean = clean_name(name)
    path = f"{parent.path if parent else '/'}{code}/"
    unit = Unit(code=code, name=clean, type=type, parent=parent, path=path, valid_from=valid_from, **more)
    unit.search_key = fold(clean)
    unit.save()
    announce("units.created", unit, by, now, code=code, name=clean)
    return unit
