"""The editable table behind the working calendar. A row without a unit holds for everybody."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    HOLIDAY = "holiday", _("Public holiday")
    SWAP_OFF = "swap_off", _("Day off, swapped")
    COMP_OFF = "comp_off", _("Day off in lieu")
    MAKEUP = "makeup", _("Makeup working day")


class Day(models.Model):
    """A day on which an office works although the week says no, or the reverse; the nearest unit's row wins."""

    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed = models.BooleanField(_("officially announced"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    revision = models.BigIntegerField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint("date", "unit", name="calendar_day_once", nulls_distinct=False),
            models.CheckConstraint(name="calendar_day_kind", condition=Q(kind__in=Kind.values)),
        ]

    @property
    def works(self) -> bool:
        return self.kind == Kind.MAKEUP


class Hours(models.Model):
    """One window in an office's week from `valid_from` on. The rows of a unit and a day replace what holds above it.

    The migration adds what Django cannot say: windows of the same day never overlap.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("holds from"))
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    revision = models.BigIntegerField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["valid_from", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="calendar_hours_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="calendar_hours_open_before_close", condition=Q(opens__lt=F("closes"))),
        ]


class Revision(models.Model):
    """One row: counts the changes, and is the lock that puts writers in line.

    `token` is new with every change, so that a number given again after a rollback never finds an old cached calendar.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.BigIntegerField(default=0)
    token = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="calendar_revision_single", condition=Q(id=1))]
