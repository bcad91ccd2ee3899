"""The register of members: what was decided about whom. Rows are only added; memberships are what they amount to.

And which records are of one human being, or are not."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from doanso.core.units.models import Membership

CARD = Collate(KeyTextTransform("card", "data"), "C")
"""The card of an entry, by its bytes: an index finds it by its beginning, whatever the database's language."""


class Entry(models.Model):
    """One line of the register, true from `day` on. A mistake is undone by another entry, which names it."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Taken over into the register")
        ADMITTED = "admitted", _("Admitted")
        ARRIVED = "arrived", _("Arrived from elsewhere")
        SENT = "sent", _("Introduced to another branch")
        RECEIVED = "received", _("Received by the branch")
        KEPT = "kept", _("Stays after all")
        DEPARTED = "departed", _("Left for elsewhere")
        DEFERRED = "deferred", _("Activity deferred")
        RESUMED = "resumed", _("Activity resumed")
        LOST = "lost", _("Out of touch")
        FOUND = "found", _("In touch again")
        STAYED_ON = "stayed_on", _("Stays beyond the age")
        CAME_OF_AGE = "came_of_age", _("Came of age")
        LEFT = "left", _("Left at own wish")
        REMOVED = "removed", _("Name removed")
        EXPELLED = "expelled", _("Expelled")
        DIED = "died", _("Died")
        DISCIPLINED = "disciplined", _("Disciplined")
        CLEARED = "cleared", _("Discipline ended")
        GRADED = "graded", _("Graded for the year")
        CARDED = "carded", _("Card issued")
        NOTED = "noted", _("Skill or mark noted")
        REGROUPED = "regrouped", _("Moved with the unit")
        UNDONE = "undone", _("Undone")

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    place = models.CharField(max_length=12, choices=Membership.Kind, default=Membership.Kind.MAIN)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+", help_text="Where from then on.")
    origin = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+", help_text="Where until then.")
    day = models.DateField()
    until = models.DateField(null=True, help_text="The last day of what has an end: deferral, staying on, discipline.")
    data = models.JSONField(default=dict, help_text="card, admitted_on, state, reason, year, grade, ... by kind.")
    source = models.CharField(max_length=60, help_text="The dossier's code, or import:<batch>.")
    decision = models.CharField(max_length=60, blank=True, help_text="Number of the decision.")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "day", "id"], name="entry_of_person"),
            models.Index(fields=["unit", "kind", "day"], name="entry_of_unit"),
            models.Index(fields=["source"], name="entry_source"),
            models.Index(CARD, name="entry_card"),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_undoes_or_not",
                condition=models.Q(kind="undone", undoes__isnull=False)
                | (~models.Q(kind="undone") & models.Q(undoes=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d/%m/%Y}"


class Merge(models.Model):
    """Two records became one. `log` holds all that is needed to take it back: see services.merging."""

    kept = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    gone = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    log = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("gone", name="merge_gone_once", condition=models.Q(undone_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class Distinct(models.Model):
    """Two records that look alike are of two human beings: somebody made sure, and is not asked again."""

    first = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    second = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="distinct_pair_once"),
            models.CheckConstraint(name="distinct_pair_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
