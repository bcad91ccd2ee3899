"""Who is let into a round by the ranking of earlier ones."""

from django.db import models
from django.utils.translation import gettext as _

from doanso.features.contests.models.contest import Round
from doanso.features.contests.models.entrants import Entrant


class Admitted(models.Model):
    """One line of the list: the place in `source`, or without it in the rounds added up, that let somebody in, among
    the people of `unit` where each unit has its own. `called_at`: moved up for somebody who has withdrawn."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="admitted")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="admissions")
    source = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    rank = models.PositiveIntegerField()
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "entrant"], name="contests_admitted_once")]

    @property
    def ranking(self) -> str:
        return ranking_name(self.source)


def ranking_name(source: Round | None) -> str:
    """In which ranking somebody stood high enough; None: in that of the rounds added up."""
    return source.name if source else _("the rounds added up")
