"""Decided changes of the organisation: each is carried out on its day, once, or given up before."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doanso.core.units.models import Unit


class Change(models.Model):
    """What was decided, as plain values in `plan` (see `plans.Plan`); `outcome` is what each module did on the day."""

    class Kind(models.TextChoices):
        FOUND = "found", _("Founding")
        UPGRADE = "upgrade", _("Upgrade")
        MERGE = "merge", _("Merger")
        SPLIT = "split", _("Split")
        DISSOLVE = "dissolve", _("Dissolution")
        RENAME = "rename", _("Change of name")
        MOVE = "move", _("Change of superior")

    class State(models.TextChoices):
        DECIDED = "decided", pgettext_lazy("change", "Waits for its day")
        DONE = "done", pgettext_lazy("change", "Carried out")
        CANCELLED = "cancelled", pgettext_lazy("change", "Given up")

    kind = models.CharField(max_length=10, choices=Kind)
    effective = models.DateField()
    units = models.ManyToManyField(Unit, related_name="changes", help_text="Those that stand already.")
    plan = models.JSONField()
    source = models.CharField(max_length=60, help_text="The dossier's code, or change:<id>.")
    decision = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DECIDED)
    problem = models.TextField(blank=True, help_text="Why it could not be carried out the last time.")
    outcome = models.JSONField(default=dict)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["effective"], name="change_due", condition=models.Q(state="decided"))]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("organisation:change", args=[self.pk])

    @property
    def dossier(self) -> str:
        """Its code, when a dossier decided this; empty for an administrator's decision."""
        return "" if self.source.startswith("change:") else self.source

    def summary(self, **more: Any) -> dict[str, Any]:
        """As the audit trail holds it: all that is needed to do it again."""
        told = {"kind": self.kind, "effective": self.effective, "plan": self.plan, "source": self.source}
        return told | {"decision": self.decision} | more
