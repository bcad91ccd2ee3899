"""Dossiers whose archives' time is up: listed by one person, decided on by another, then destroyed one by one."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy


class Destruction(models.Model):
    """A list that was drawn up for one body, and what was decided on it. `digest` is of its lines, and fixes them."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("destruction", "Waits for the decision")
        RUNNING = "running", pgettext_lazy("destruction", "Being destroyed")
        DONE = "done", pgettext_lazy("destruction", "Destroyed")
        DROPPED = "dropped", pgettext_lazy("destruction", "Given up")

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", help_text="Whose archives these are.")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True, help_text="Of the decision, as it stands on paper.")
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="destruction_has_decision",
                condition=Q(state__in=["proposed", "dropped"])
                | ~Q(number="") & Q(decided_on__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("procedures:destruction", args=[self.pk])


class DestructionItem(models.Model):
    """One line of a list. `note` says why a dossier was left out."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("destruction", "On the list")
        DESTROYED = "destroyed", pgettext_lazy("destruction", "Destroyed")
        KEPT = "kept", pgettext_lazy("destruction", "Left out")

    batch = models.ForeignKey(Destruction, models.CASCADE, related_name="items")
    dossier = models.ForeignKey("procedures.Dossier", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "dossier"], name="destruction_dossier_once"),
            models.UniqueConstraint(fields=["dossier"], name="destruction_one_list", condition=~Q(state="kept")),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="destruction_items_by_state")]
