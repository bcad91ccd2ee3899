"""Who looked at whose data, and what became of data whose time was up."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Viewing(models.Model):
    """Somebody opened another person's record, or took a list with them. The database refuses to change a row, and to
    remove one before a year is over (migration 0002).

    `subject` is the code of a record that belongs to no person of ours. A list names nobody; `data` then says how many
    rows it had and by which filter. `why` is the reason that the reader gave, where one was asked for.
    """

    reader = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=40, help_text="What was opened, by the name in its module's `places`.")
    why = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    hour = models.DateTimeField(editable=False, help_text="`at`, cut to the hour: one row is enough for each.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "person", "subject", "hour"],
                name="privacy_viewing_once_an_hour",
                condition=Q(why="") & (Q(person__isnull=False) | ~Q(subject="")),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="privacy_viewing_of_another", condition=Q(person=None) | ~Q(person=models.F("reader"))
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="privacy_viewing_of"),
            models.Index(fields=["reader", "-at"], name="privacy_viewing_by"),
            models.Index(fields=["at"], name="privacy_viewing_at"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.place} {self.at:%d/%m/%Y}"


class Clearing(models.Model):
    """What became of one rule of retention: when it last ran, how much it removed then, and since it began."""

    rule = models.CharField(max_length=40, unique=True, help_text="By its name in its module's `retention`.")
    at = models.DateTimeField()
    removed = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.rule


class Answer(models.Model):
    """What was done because a person asked for it: once for each dossier. `told` names facts, never their values.

    A copy is made anew each time that it is fetched, by the person alone, until `until`.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("Copy of one's data")
        CORRECTED = "corrected", _("Corrected")
        ERASED = "erased", _("Erased")

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    told = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=60, help_text="The dossier's code.")
    decision = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind"], name="privacy_answer_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source}"
