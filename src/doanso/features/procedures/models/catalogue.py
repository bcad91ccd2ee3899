"""Procedures and their published versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    STATE = "TTHC", _("Administrative procedure")
    UNION = "DOAN", _("Youth Union procedure")


class Procedure(models.Model):
    """One procedure for ever; what it asks for stands in its versions. The code is part of its public address."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=4, choices=Kind)
    owner = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", help_text="The unit that handles dossiers."
    )
    current = models.ForeignKey("procedures.Version", models.PROTECT, null=True, related_name="+")
    guide_only = models.BooleanField(default=False, help_text="Another agency handles it: we only guide.")
    source = models.CharField(max_length=60, blank=True, help_text="Where the text came from: demo, import, here.")
    reviewed_at = models.DateTimeField(null=True, help_text="When somebody last said that it is still right.")
    reviewed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    keep_years = models.PositiveSmallIntegerField(
        null=True, help_text="Whole years after the year in which a dossier ended; none: for ever."
    )
    review_by = models.DateField(null=True, help_text="What that set; a version published later has a date of its own.")

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("procedures:guide", args=[self.code])


class Version(models.Model):
    """What a procedure asks, promises and does. Immutable once published; dossiers keep theirs.

    JSON shapes: `documents` [{name, original, copy, form, required, case, key}], `channels` [{mode, time, fee}],
    `effects` [{name, params, at}] (`at`: the key of a step, "stopped" when refused or withdrawn, else at the end),
    `legal` and `conditions` lists of texts.
    """

    class Limit(models.TextChoices):
        HOURS = "hours", _("working hours")
        DAYS = "days", _("working days")
        CALENDAR = "calendar", _("days")
        NONE = "none", _("no limit")

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=600)
    search_key = models.TextField(editable=False)
    field = models.CharField(_("field"), max_length=200, db_index=True)
    level = models.CharField(_("level"), max_length=200, blank=True)
    audience = ArrayField(models.CharField(max_length=120), default=list)
    online_level = models.CharField(max_length=40, blank=True)
    limit = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    limit_unit = models.CharField(max_length=8, choices=Limit, default=Limit.DAYS)
    limit_text = models.TextField(blank=True, help_text="As the source words it, when it is more than a number.")
    cutoff = models.BooleanField(default=False, help_text="Received after 15:00 counts from the next working day.")
    documents = models.JSONField(default=list)
    sets = models.PositiveSmallIntegerField(default=1)
    channels = models.JSONField(default=list)
    fee = models.TextField(blank=True)
    legal = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    result = models.TextField(blank=True)
    description = models.TextField(blank=True)
    sequence = models.TextField(blank=True, help_text="The source's own words on how it goes, kept verbatim.")
    effects = models.JSONField(default=list)
    flow = models.ForeignKey("workflow.FlowVersion", models.PROTECT, related_name="+")
    form = models.ForeignKey("eforms.FormVersion", models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    extra = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    review_by = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once")]

    def __str__(self) -> str:
        return self.name
