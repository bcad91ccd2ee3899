"""Whose phone number it is: somebody says that another joined with theirs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.models.contest import Contest
from doanso.features.contests.models.entrants import Entrant


class Claim(models.Model):
    """By who has an account, or has proven the e-mail address. `holder`: who took part with the number then; none when
    they had withdrawn."""

    class State(models.TextChoices):
        OPEN = "cho_xet", _("Waits for a decision")
        GRANTED = "chap_nhan", _("The number is free again")
        REFUSED = "khong", _("Not accepted")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="claims")
    holder = models.ForeignKey(Entrant, models.SET_NULL, null=True, related_name="+")
    phone = models.CharField(_("phone"), max_length=10)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    words = models.TextField(_("what they say"))
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "phone", "person", "email"], name="contests_claimed_once", nulls_distinct=False,
                condition=Q(state="cho_xet"),
            )
        ]  # fmt: skip
