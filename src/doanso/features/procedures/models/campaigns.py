"""A superior unit asks units below it to write procedures of a field by a day."""

from django.db import models
from django.urls import reverse


class WritingCall(models.Model):
    """What is asked, by whom, by when. It ends when its unit closes it."""

    title = models.CharField(max_length=300)
    field = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", help_text="The unit that asks.")
    due = models.DateField()
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procedures:call", args=[self.pk])


class WritingShare(models.Model):
    """One unit's part of a call: the draft that answers it, a procedure that it has already, or why it has none."""

    call = models.ForeignKey(WritingCall, models.CASCADE, related_name="shares")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    draft = models.ForeignKey("procedures.ProcedureDraft", models.PROTECT, null=True, related_name="shares")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Why the unit has no procedure of this field.")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "unit"], name="procedures_share_once"),
            models.CheckConstraint(
                name="procedures_share_one_answer",
                condition=models.Q(procedure=None) | models.Q(draft=None) & models.Q(reason=""),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("procedures:share", args=[self.pk])
