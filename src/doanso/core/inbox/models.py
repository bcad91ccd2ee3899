"""One list of everybody's work. An item belongs to seats, so that it outlives whoever sits there."""

from django.db import models
from django.db.models import Q


class Item(models.Model):
    """One piece of work that some module waits for. It is open until `done_at`."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)
    search_key = models.CharField(max_length=520, editable=False)
    url = models.CharField(max_length=300)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="inbox_item_once"),
            models.CheckConstraint(
                name="inbox_claim_has_time",
                condition=Q(claimed_by=None, claimed_at=None) | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ItemSeat(models.Model):
    """Who may do an open item: whoever holds a role in a unit, or one person. Finished items keep no seats."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="seats", db_index=False)
    role = models.CharField(max_length=30, null=True)  # noqa: DJ001 null and "" would be two ways to say no role
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inbox_seat_is_role_or_person",
                condition=Q(role__isnull=False, unit__isnull=False, person=None)
                | Q(role=None, unit=None, person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["item", "role", "unit", "person"], name="inbox_seat_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role", "item"], name="inbox_seat_role", condition=Q(person=None)),
            models.Index(fields=["person", "item"], name="inbox_seat_person", condition=Q(person__isnull=False)),
        ]
