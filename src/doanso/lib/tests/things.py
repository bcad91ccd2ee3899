"""A table with every common kind of field, for what reads and writes rows."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.apps.registry import Apps
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

HANOI_NOON = datetime(2026, 3, 4, 5, 0, 0, 123456, tzinfo=UTC)


class Thing(models.Model):
    """Lives in a registry of its own, so that nobody migrates it; its table exists for one test."""

    class State(models.IntegerChoices):
        NEW = 1
        DONE = 2

    name = models.CharField(max_length=200, unique=True)
    note = models.TextField(default="chưa ghi", db_column="the note")  # a column that only quotes can name
    state = models.PositiveSmallIntegerField(choices=State, default=State.NEW)
    amount = models.DecimalField(max_digits=7, decimal_places=2, default=Decimal("1.50"))
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    days = ArrayField(models.DateField(), default=list)
    day = models.DateField(null=True)
    hour = models.TimeField(null=True)
    lasts = models.DurationField(null=True)
    key = models.UUIDField(default=uuid.uuid4)
    raw = models.BinaryField(null=True)
    address = models.GenericIPAddressField(null=True)
    ratio = models.FloatField(null=True)
    is_open = models.BooleanField(default=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    twin = models.OneToOneField("self", models.PROTECT, null=True, related_name="elder")
    at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        apps = Apps()
        app_label = "rows"
        constraints = [models.CheckConstraint(name="thing_positive", condition=models.Q(amount__gte=0))]


def full(**more) -> Thing:
    values = {
        "name": "Nguyễn Thị Ánh",
        "state": Thing.State.DONE,
        "amount": Decimal("99999.99"),
        "facts": {"tên": "Đỗ", "sâu": [1, None, {"x": 1.5}], "ngày": HANOI_NOON},
        "days": [date(2026, 2, 28), date(2028, 2, 29)],
        "day": date(2026, 3, 4),
        "hour": time(15, 0, 1),
        "lasts": timedelta(days=-1, microseconds=7),
        "raw": b"\x00\xff'",
        "address": "2001:db8::1",
        "ratio": 0.1,
        "is_open": False,
        "at": HANOI_NOON,
    }
    return Thing(**values | more)


def contents(thing: Thing) -> dict[str, tuple[type, object]]:
    """Values with their types; a memoryview by what it holds."""
    found = {field.attname: getattr(thing, field.attname) for field in Thing._meta.concrete_fields}
    found["raw"] = found["raw"] and bytes(found["raw"])
    return {name: (type(value), value) for name, value in found.items()}
