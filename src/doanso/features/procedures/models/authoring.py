"""Drafts of procedures: what is written, changed, reviewed and then published as a version."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DraftState(models.TextChoices):
    WRITING = "writing", _("Being written")
    REVIEW = "review", pgettext_lazy("draft", "In review")
    READY = "ready", _("Approved, waits for its day")
    PUBLISHED = "published", pgettext_lazy("draft", "Published")
    DROPPED = "dropped", _("Given up")


OPEN = (DraftState.WRITING, DraftState.REVIEW, DraftState.READY)


class ProcedureDraft(models.Model):
    """The next version of a procedure while people write it; `content` has the shape of `services.authoring.content`.

    Each change makes the revision one greater; `edits` can take every one of them back.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=600, help_text="Copied from the content, for lists.")
    kind = models.CharField(max_length=4)
    owner = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    base = models.ForeignKey("procedures.Version", models.PROTECT, null=True, related_name="+")
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.WRITING)
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True, help_text="To the reviewer: what is new and why.")
    reviewed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    opinion = models.TextField(blank=True)
    publish_on = models.DateField(null=True)
    version = models.ForeignKey("procedures.Version", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "state"], name="procedure_draft_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="procedure_one_open_draft", condition=models.Q(state__in=OPEN)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("procedures:draft", args=[self.pk])


class DraftEdit(models.Model):
    """One change of a draft, made, taken back or made again; `changes` as in `lib.changes`."""

    class Kind(models.TextChoices):
        EDIT = "edit", pgettext_lazy("draft", "Changed")
        UNDO = "undo", _("Taken back")
        REDO = "redo", _("Made again")

    draft = models.ForeignKey(ProcedureDraft, models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField(help_text="The draft's revision after it.")
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.EDIT)
    label = models.CharField(max_length=300)
    changes = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    undone = models.PositiveIntegerField(
        null=True, help_text="The revision that took it back; 0 when it cannot be made again."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="procedure_draft_edit_once")]
