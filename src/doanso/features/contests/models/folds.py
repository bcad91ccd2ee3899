"""How far the log of a round has become attempts and standings, and what they add up to meanwhile."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.models.contest import Round


class Fold(models.Model):
    """`through`: transactions before this one are in. `finished`: the round is over, and nothing is missing.

    `counted` standings count, and have so many `points` together.
    """

    ANEW = 2**63 - 1  # in place of a transaction: all is to be folded anew

    round = models.OneToOneField(Round, models.CASCADE, related_name="fold")
    through = models.BigIntegerField(default=0)
    finished = models.BooleanField(default=False)
    counted = models.PositiveIntegerField(default=0, db_default=0)
    points = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)


class Tally(models.Model):
    """Attempts that began in one minute, or those of one unit; kept by the fold, so that the board adds up few rows.

    Without minute and unit: those whose entrant has no unit. `people` began their first paper.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="tallies")
    minute = models.DateTimeField(null=True)
    unit_id = models.BigIntegerField(null=True)
    people = models.IntegerField()
    people_done = models.IntegerField()
    papers = models.IntegerField()
    papers_done = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "minute", "unit_id"], name="contests_tally_once", nulls_distinct=False
            )
        ]


class Work(models.Model):
    """What the worker makes for judges out of all papers of a round, how far it is, and what came of it.

    `figures` of `ITEMS`: position → sums (`statistics`); of `DOUBTS`: kind → how many are new. Made again, they are
    replaced; until then the earlier ones stay.
    """

    class What(models.TextChoices):
        ITEMS = "cau_hoi", _("How questions did")
        DOUBTS = "nghi_van", _("Doubts")

    round = models.ForeignKey(Round, models.CASCADE, related_name="works")
    what = models.CharField(max_length=10, choices=What)
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "what"], name="contests_work_once")]
