"""Many running dossiers, real rows made quickly, and what stands in all their tables."""

from typing import Any

from django.apps import apps
from django.db import models

from doanso.blocks.workflow import queries as workflow
from doanso.core.inbox.models import Item
from doanso.features.procedures.models import Dossier

TABLES = ("procedures.Dossier", "procedures.Filing", "workflow.Case", "workflow.Activation")
STATE = (*TABLES, "workflow.Pause", "workflow.Ballot", "inbox.Item", "inbox.ItemSeat", "procedures.Paper")


def multiply(first: Dossier, count: int) -> None:
    """So many dossiers in all, alike but for their numbers, each with answers, a case, an open step and its work."""
    made = _copies(first, [{"code": f"D-{n}", "tracking": f"T-{n}"} for n in range(2, count + 1)])
    _copies(first.filings.get(), [{"dossier": dossier} for dossier in made])
    case = workflow.case_of(first)
    cases = _copies(case, [{"subject_id": dossier.pk} for dossier in made])
    step = workflow.open_steps(case).get()
    steps = _copies(step, [{"case": one} for one in cases])
    item = Item.objects.get(kind="workflow.step", key=str(step.pk))
    items = _copies(item, [{"key": str(one.pk)} for one in steps])
    for seat in item.seats.all():
        _copies(seat, [{"item": one} for one in items])


def _copies(row: models.Model, changes: list[dict[str, Any]]) -> list[Any]:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != "id"
    }
    fresh = [type(row)(**values) for _change in changes]
    for copy, change in zip(fresh, changes, strict=True):
        for name, value in change.items():
            setattr(copy, name, value)
    return type(row).objects.bulk_create(fresh)


def contents(tables: tuple[str, ...] = TABLES) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row."""
    found = {name: apps.get_model(name) for name in tables}
    return {name: list(model.objects.order_by("pk").values_list()) for name, model in found.items()}
