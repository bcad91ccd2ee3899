"""What people decide about a round: doubts, exclusions, the announced ranking, certificates; and rooms in class."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.models.contest import Contest, Prize, Round
from doanso.features.contests.models.entrants import Entrant
from doanso.features.contests.models.whole import Scope, Whole


class Flag(models.Model):
    """Two entrants, or one, about whom a person should think. A flag changes nothing by itself."""

    class Kind(models.TextChoices):
        DEVICE = "thiet_bi", _("Same device")
        NETWORK = "mang", _("Same network, one after the other")
        ANSWERS = "dap_an", _("The same answers, the wrong ones too")
        NAME = "ho_ten", _("Same name and year of birth")
        SPEED = "toc_do", _("Faster than one can read")
        CONTACT = "lien_he", _("Same phone number or e-mail address")
        PHONE = "may_thi", _("Answered from the same phone")
        PARTY = "can_bo", _("Has a hand in the contest")
        AUDIENCE = "doi_tuong", _("Not of the audience")

    class State(models.TextChoices):
        OPEN = "moi", _("To be looked at")
        CLEARED = "bo_qua", _("Nothing wrong")
        EXCLUDED = "loai", _("Excluded")

    round = models.ForeignKey(Round, models.CASCADE, related_name="flags")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="+")
    other = models.ForeignKey(Entrant, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entrant", "other", "kind"], name="contests_flag_once", nulls_distinct=False
            )
        ]


class Exclusion(models.Model):
    """Somebody does not count in a round, for a reason that they are told; they may appeal once."""

    class Appeal(models.TextChoices):
        NONE = "khong", _("No appeal")
        OPEN = "dang_xet", _("Appealed")
        GRANTED = "chap_nhan", _("Appeal granted")
        REFUSED = "bac", _("Appeal refused")

    round = models.ForeignKey(Round, models.CASCADE, related_name="exclusions")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="exclusions")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appeal = models.CharField(max_length=10, choices=Appeal, default=Appeal.NONE)
    appeal_text = models.TextField(_("appeal"), blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer to the appeal"), blank=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entrant"], name="contests_excluded_once", condition=~Q(appeal="chap_nhan")
            )
        ]


class Result(models.Model):
    """The ranking as it was announced: it stays as it is, whatever happens to standings later.

    Of an entrant or of a unit, in a round or in a contest as a whole. `figures`: {"score", "milliseconds", "guess"} or
    {"entrants", "members", "rate", "mean"}.
    """

    round = models.ForeignKey(Round, models.CASCADE, null=True, related_name="results")
    whole = models.ForeignKey(Contest, models.CASCADE, null=True, related_name="results")
    entrant = models.ForeignKey(Entrant, models.PROTECT, null=True, related_name="results")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    rank = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    prize = models.ForeignKey(Prize, models.PROTECT, null=True, related_name="results")

    class Meta:
        ordering = ["rank", "pk"]
        indexes = [
            models.Index(fields=["round", "rank"], name="contests_result_ranked"),
            models.Index(fields=["whole", "rank"], name="contests_result_whole", condition=~Q(whole=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entrant"], name="contests_result_of_person", condition=~Q(entrant=None)
            ),
            models.UniqueConstraint(fields=["round", "unit"], name="contests_result_of_unit", condition=~Q(unit=None)),
            models.UniqueConstraint(
                fields=["whole", "entrant"],
                name="contests_whole_of_person",
                condition=~Q(whole=None) & ~Q(entrant=None),
            ),
            models.UniqueConstraint(
                fields=["whole", "unit"], name="contests_whole_of_unit", condition=~Q(whole=None) & ~Q(unit=None)
            ),
            models.CheckConstraint(
                name="contests_result_in_one",
                condition=Q(round=None, whole__isnull=False) | Q(whole=None, round__isnull=False),
            ),
            models.CheckConstraint(
                name="contests_result_of_one",
                condition=Q(entrant=None, unit__isnull=False) | Q(unit=None, entrant__isnull=False),
            ),
        ]

    @property
    def scope(self) -> Scope:
        return self.round or Whole(self.whole)

    def is_of(self, scope: Scope) -> bool:
        return (self.whole_id if isinstance(scope, Whole) else self.round_id) == scope.target.pk


class Certificate(models.Model):
    """A paper that somebody took part or won, verified by its code at /cuoc-thi/chung-nhan/<code>/."""

    code = models.CharField(max_length=16, unique=True)
    result = models.OneToOneField(Result, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)


class Room(models.Model):
    """A class does the paper together: the teacher starts it, the board stands on the projector."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="room")
    code = models.CharField(max_length=8, unique=True)
    teacher = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    title = models.CharField(_("class"), max_length=120)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
