"""Cadres: terms of committees, who was elected, appointed and released, planning, training and appraisal.

Who sits where is `units.Position`, written through the services of units alone. `Entry` says by which decision a seat
was given or taken, and with how many votes. Both ends of a term count. The audit trail has every row whole.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Position, Role, Unit
from doanso.features.cadres.bodies import Body


class Term(models.Model):
    """One committee of one unit for some years. `planned_to` is its last day as decided, `valid_to` as it came.

    `seats`: role → how many are planned. `ended_by`: what made it end early. `undone_by`: it never held.
    Terms of one body of a unit never overlap: the database refuses it (migration 0002).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    body = models.CharField(_("committee"), max_length=4, choices=Body)
    number = models.PositiveSmallIntegerField(_("number of the term"), null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    planned_to = models.DateField()
    seats = models.JSONField(default=dict)
    source = models.CharField(max_length=60)
    decision = models.CharField(max_length=60, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)
    undone_by = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cadres_term_ends_after_it_begins",
                condition=models.Q(valid_to__gte=models.F("valid_from"), planned_to__gte=models.F("valid_to")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "body", "valid_from"], name="cadres_term_of_unit")]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.valid_from.year}–{self.planned_to.year}"

    def get_absolute_url(self) -> str:
        return reverse("cadres:term", args=[self.pk])


class Entry(models.Model):
    """One line of a decision: who was elected, appointed, released, or stood and was not elected.

    `position` is the seat that this gave or took. Who was not elected and is not known here has a name alone.
    `undone_by`: the dossier after which it does not hold.
    """

    class Kind(models.TextChoices):
        ELECTED = "elected", _("Elected")
        NOT_ELECTED = "not_elected", _("Stood, not elected")
        APPOINTED = "appointed", _("Appointed")
        RELEASED = "released", _("Released")
        UNTIL_NOW = "ended", _("Not elected again")

    kind = models.CharField(max_length=12, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cadre_entries")
    full_name = models.CharField(max_length=120)
    day = models.DateField(help_text="The first day on which it holds.")
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="entries")
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="+")
    votes = models.PositiveIntegerField(null=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="Percent.")
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=60)
    decision = models.CharField(max_length=60, blank=True)
    undone_by = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "day"], name="cadres_entry_of_person"),
            models.Index(fields=["source"], name="cadres_entry_source"),
            models.Index(fields=["position"], name="cadres_entry_position"),
        ]


class Planned(models.Model):
    """Somebody is planned for a seat (quy hoạch): in which years, and how far that is."""

    class State(models.TextChoices):
        PROPOSED = "de_xuat", _("Proposed")
        APPROVED = "phe_duyet", _("Approved")
        REMOVED = "dua_ra", _("Taken out")
        DONE = "da_bo_nhiem", _("Has got the seat")

    person = models.ForeignKey(Person, models.PROTECT, related_name="planned_seats")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    decision = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cadres_planned_goes_on", condition=models.Q(last_year__gte=models.F("first_year"))
            ),
            models.CheckConstraint(
                name="cadres_planned_by_decision",
                condition=models.Q(state="de_xuat") | (~models.Q(decision="") & models.Q(decided_on__isnull=False)),
            ),
            models.UniqueConstraint(
                "person",
                "unit",
                "role",
                name="cadres_planned_once",
                condition=models.Q(state__in=["de_xuat", "phe_duyet"]),
            ),
        ]


class Training(models.Model):
    """A course that a cadre has finished or is on."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings")
    course = models.CharField(_("course"), max_length=200)
    place = models.CharField(_("where"), max_length=200, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    certificate = models.CharField(_("certificate"), max_length=120, blank=True)
    withdrawn = models.CharField(max_length=300, blank=True, help_text="Why it does not hold.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cadres_training_ends_after_it_begins",
                condition=models.Q(last_day=None) | models.Q(last_day__gte=models.F("first_day")),
            ),
        ]
        indexes = [models.Index(fields=["person", "first_day"], name="cadres_training_of_person")]


class Axis(models.TextChoices):
    RED = "hong", _("Character")
    EXPERT = "chuyen", _("Ability")


class Stage(models.TextChoices):
    SELF = "tu_danh_gia", _("Own view")
    SUPERIOR = "cap_tren", _("View of the superior")
    CONCLUSION = "ket_luan", _("Conclusion")


class Criterion(models.Model):
    """Configuration: what a year's appraisal asks, on which axis, for how many points at most."""

    year = models.PositiveSmallIntegerField()
    axis = models.CharField(max_length=6, choices=Axis)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    points = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta:
        ordering = ["year", "axis", "number"]
        constraints = [models.UniqueConstraint("year", "axis", "number", name="cadres_criterion_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Appraisal(models.Model):
    """One cadre in one unit for one year. `stage` is the one that is waited for; empty when it is concluded."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appraisals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=Stage, blank=True, default=Stage.SELF)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("person", "unit", "year", name="cadres_appraisal_once")]

    def get_absolute_url(self) -> str:
        return reverse("cadres:appraisal", args=[self.pk])


class View(models.Model):
    """What one person says at one stage: points by criterion (its key as text), and words. Never changed."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="views")
    stage = models.CharField(max_length=12, choices=Stage)
    points = models.JSONField()
    words = models.TextField(max_length=4000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("appraisal", "stage", name="cadres_view_once"),
            models.UniqueConstraint("appraisal", "by", name="cadres_view_by_another"),
        ]
