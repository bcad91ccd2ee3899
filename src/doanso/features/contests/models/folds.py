"""How far the log of a round has become attempts and standings."""

from django.db import models

from doanso.features.contests.models.contest import Round


class Fold(models.Model):
    """`through`: transactions before this one are in. `finished`: the round is over, and nothing is missing."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="fold")
    through = models.BigIntegerField(default=0)
    finished = models.BooleanField(default=False)
