"""Running dossiers moved to another version of their procedure: what was previewed, what became of each."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MoveBatch(models.Model):
    """Dossiers that were chosen together, and may be moved back together. `mapping`: {old step: new step}."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("move", "Being considered")
        MOVING = "moving", pgettext_lazy("move", "Moving")
        MOVED = "moved", pgettext_lazy("move", "Moved")
        RETURNING = "returning", pgettext_lazy("move", "Moving back")
        RETURNED = "returned", pgettext_lazy("move", "Moved back")
        DROPPED = "dropped", pgettext_lazy("move", "Given up")

    procedure = models.ForeignKey("procedures.Procedure", models.CASCADE, related_name="moves")
    target = models.ForeignKey("procedures.Version", models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(null=True)
    moved_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    @property
    def working(self) -> bool:
        return self.state in {self.State.MOVING, self.State.RETURNING}


class MoveItem(models.Model):
    """One dossier of a batch. `stamp` is of the preview that was shown; `before` and `after` what the move changed."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("move", "To be moved")
        BLOCKED = "blocked", pgettext_lazy("move", "Cannot be moved")
        MOVED = "moved", pgettext_lazy("move", "Moved")
        REFUSED = "refused", pgettext_lazy("move", "Not moved")
        RETURNING = "returning", pgettext_lazy("move", "To be moved back")
        BACK = "back", pgettext_lazy("move", "Moved back")
        KEPT = "kept", pgettext_lazy("move", "Stays in the new version")

    batch = models.ForeignKey(MoveBatch, models.CASCADE, related_name="items")
    dossier = models.ForeignKey("procedures.Dossier", models.CASCADE, related_name="+")
    source = models.ForeignKey("procedures.Version", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stamp = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True, help_text="Why it was not moved, or not moved back.")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    told = models.BooleanField(default=False, help_text="The applicant was told of the move.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "dossier"], name="move_dossier_once")]
        indexes = [models.Index(fields=["batch", "state"], name="move_items_by_state")]
