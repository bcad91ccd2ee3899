"""Numbers of official documents, and the offices' own Word templates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from doanso.core.units.models import Unit


class Family(models.TextChoices):
    """Which rules a document follows: Decree 30/2020, or the Union's own."""

    STATE = "nha_nuoc", _("State document")
    UNION = "doan", _("Union document")


class Reset(models.TextChoices):
    """When numbering begins again at 1."""

    YEAR = "year", _("Every year")
    TERM = "term", _("Every term")


class NumberRule(models.Model):
    """Configuration: how a kind of document is numbered. Without a row the packaged patterns hold.

    A pattern may name {so}, {co_quan} or {cap} (the issuing unit) and {don_vi_soan} or {ban} (the drafting one).
    """

    family = models.CharField(_("family"), max_length=10, choices=Family)
    kind = models.CharField(_("kind"), max_length=40)
    pattern = models.CharField(_("pattern"), max_length=60)
    reset = models.CharField(_("begins again"), max_length=5, choices=Reset, default=Reset.YEAR)
    term_start = models.DateField(_("first day of the term"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("family", "kind", name="number_rule_once"),
            models.CheckConstraint(
                name="number_rule_term_has_start",
                condition=~models.Q(reset=Reset.TERM) | models.Q(term_start__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.pattern


class Counter(models.Model):
    """The last number that a unit gave to a kind of document in a period. Its row is the lock."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    family = models.CharField(max_length=10, choices=Family)
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=12, help_text="2026, or from 2022-12-14 for a term.")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("unit", "family", "kind", "period", name="counter_once")]


class WordTemplate(models.Model):
    """An office's own .docx for a kind of document; it holds for the units below unless they have their own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file name"), max_length=160)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("unit", "kind", name="word_template_once")]

    def __str__(self) -> str:
        return self.name
