"""Spreadsheets on their way in: the batch, its rows as they were read and judged, and how foreign headings are read."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Batch(models.Model):
    """One file that somebody sent for one unit. Nothing of it counts before `APPLIED`, and then all that was confirmed.

    `headings` are those of the file, `columns` the key of the importer's column under each, or "". `values`: column →
    folded text → what it means. `counts`: fate → rows, as of the last look at them.
    """

    class State(models.TextChoices):
        READING = "reading", pgettext_lazy("import", "Reading the file")
        MAPPING = "mapping", pgettext_lazy("import", "Columns to be matched")
        JUDGING = "judging", pgettext_lazy("import", "Checking the rows")
        READY = "ready", pgettext_lazy("import", "Waiting for your confirmation")
        APPLYING = "applying", pgettext_lazy("import", "Writing")
        APPLIED = "applied", pgettext_lazy("import", "Imported")
        FAILED = "failed", pgettext_lazy("import", "Did not work out")
        CANCELLED = "cancelled", pgettext_lazy("import", "Given up")

    importer = models.CharField(max_length=60)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.File", models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    note = models.TextField(blank=True, help_text="Why it failed, or stopped.")
    language = models.CharField(max_length=10, help_text="In which its sender is told what is wrong.")
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    without_refused = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, help_text="Applied, failed or given up.")
    erased_at = models.DateTimeField(null=True, help_text="File and rows are gone; what they did stays.")

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-created_at"], name="intake_of_unit"),
            models.Index("created_at", name="intake_kept", condition=models.Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("intake:batch", args=[self.pk])

    @property
    def working(self) -> bool:
        return self.state in {self.State.READING, self.State.JUDGING, self.State.APPLYING}

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.APPLIED, self.State.FAILED, self.State.CANCELLED}

    @property
    def source(self) -> str:
        return f"import:{self.pk}"


class Progress(models.Model):
    """How far the work is. A table of its own: it is written beside the transaction that holds the batch."""

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="0: nobody knows yet.")


class Row(models.Model):
    """One row of the file. `faults`: place of a cell → why it could not be read."""

    class Fate(models.TextChoices):
        CREATE = "create", pgettext_lazy("row", "New")
        CHANGE = "change", pgettext_lazy("row", "Changes")
        SAME = "same", pgettext_lazy("row", "As it is")
        REFUSE = "refuse", pgettext_lazy("row", "Refused")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="In the spreadsheet.")
    cells = models.JSONField(default=list)
    faults = models.JSONField(default=dict)
    fate = models.CharField(max_length=6, choices=Fate, blank=True)
    changes = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    target = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="intake_row_once")]
        indexes = [models.Index(fields=["batch", "fate", "number"], name="intake_rows_by_fate")]


class Mapping(models.Model):
    """How a unit reads the headings and words of files that others made; the last one confirmed is remembered.

    Without a unit it is proposed to all of them; what a unit remembers itself counts more.
    """

    importer = models.CharField(max_length=60)
    unit = models.ForeignKey("units.Unit", models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    headings = models.JSONField(default=dict, help_text="Folded heading → as it was written.")
    columns = models.JSONField(_("columns"), default=dict, help_text="Folded heading → column, or nothing.")
    values = models.JSONField(_("words"), default=dict, help_text="Column → folded text → value.")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["importer", "unit"], name="intake_mapping_once"),
            models.UniqueConstraint("importer", name="intake_mapping_for_all", condition=models.Q(unit=None)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("intake:mapping", args=[self.pk])
