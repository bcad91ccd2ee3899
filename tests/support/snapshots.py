"""Rows that many tests begin with: made once by the product's own services, then put back as they were.

The same keys are used again, which the sequences have long passed.
"""

from collections.abc import Callable
from copy import deepcopy
from functools import cache, wraps
from types import SimpleNamespace

from django.apps import apps
from django.db import connection, models

from doanso.core.audit.models import Lane
from doanso.core.units.models import Headcount, Role, Unit, UnitType

Rows = dict[type[models.Model], list[models.Model]]


def rows_put_back(build: Callable[[], SimpleNamespace]) -> Callable[[], SimpleNamespace]:
    """For a `build` that writes always the same. It does its work anew where somebody was before it in its tables, and
    for tests whose data is committed: a server beside them remembers by key what was there."""
    kept: list[tuple[SimpleNamespace, Rows]] = []

    @wraps(build)
    def again() -> SimpleNamespace:
        if (
            not connection.in_atomic_block
            or Role.objects.exists()
            or UnitType.objects.exists()
            or Unit.objects.exists()
        ):
            return build()
        if kept:
            made, rows = kept[0]
            for model, its in rows.items():
                model._base_manager.bulk_create(deepcopy(its))
            return deepcopy(made)
        before = {model: set(_keys(model)) for model in _tables()}
        made = build()
        rows = {model: _new(model, before[model]) for model in before}
        kept.append((deepcopy(made), {model: its for model, its in rows.items() if its}))
        return made

    return again


@cache
def _tables() -> tuple[type[models.Model], ...]:
    """But for the heads of the audit trail's chains and the sums of members, which the database writes by itself."""
    return tuple(model for model in apps.get_models() if model._meta.managed and model not in (Lane, Headcount))


def _keys(model: type[models.Model]) -> list[object]:
    return list(model._base_manager.values_list("pk", flat=True))


def _new(model: type[models.Model], known: set[object]) -> list[models.Model]:
    return list(model._base_manager.exclude(pk__in=known).order_by("pk"))
