"""Who takes part, what they did, and what follows from it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.models.contest import Contest, Round
from doanso.lib import text


class Entrant(models.Model):
    """One human being in one contest. `identity` says who it is, once: "person:12", "phone:09…", "email:…", "room:…".

    `key` is a fast hash of the private code of who has no account; its 60 random bits leave nothing to a slow one.
    `guardian_…`: who agreed for somebody under 16. `device` is a random number that the browser keeps; `network` the
    hash of the network of sign-up. Of who has withdrawn (`services.withdrawing`) only a unit to count for is left.
    """

    class Guardian(models.TextChoices):
        PARENT = "cha_me", _("Father or mother")
        GUARDIAN = "giam_ho", _("Guardian")
        SCHOOL = "nha_truong", _("The school, which keeps the parents' written consent")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="entrants")
    identity = models.CharField(max_length=140, editable=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=130, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    unit_words = models.CharField(_("unit in words"), max_length=160, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True)
    job = models.CharField(_("occupation"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    guardian_kind = models.CharField(max_length=10, choices=Guardian, blank=True, db_default="")
    guardian_name = models.CharField(max_length=120, blank=True, db_default="")
    guardian_contact = models.CharField(max_length=254, blank=True, db_default="")
    key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    device = models.CharField(max_length=32, blank=True, editable=False)
    network = models.CharField(max_length=32, blank=True, editable=False)
    joined_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "identity"], name="contests_entrant_once")]
        indexes = [
            models.Index(fields=["contest", "unit"], name="contests_entrant_unit"),
            models.Index(fields=["contest", "search_key"], name="contests_entrant_name"),
            models.Index(fields=["contest", "device"], name="contests_entrant_device"),
        ]

    def __str__(self) -> str:
        """As others read it: a name goes when its time is up, or when its owner wants it."""
        return self.full_name or gettext("Name withheld")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """What follows from the name."""
        self.full_name = text.clean_name(self.full_name)
        self.sort_key = text.name_sort_key(self.full_name)
        self.search_key = text.fold(self.full_name)

    @property
    def guardian(self) -> str:
        """Who agreed, in one line; empty for who is 16 or more."""
        told = (self.guardian_name, self.guardian_contact)
        return (
            ", ".join([*(one for one in told if one), self.get_guardian_kind_display()]) if self.guardian_kind else ""
        )

    @property
    def place(self) -> str:
        """The unit as others read it."""
        if self.withdrawn_at:
            return ""
        return self.unit.name if self.unit else self.unit_words


class UnitWords(models.Model):
    """What entrants write in place of a unit, and which one is meant: `words` are folded, so that the same words in
    another spelling mean the same."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="unit_words")
    words = models.CharField(max_length=200)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "words"], name="contests_words_once")]


class Former(models.Model):
    """Somebody who has withdrawn from a contest, by a keyed hash of an identity: so that nobody gets a second one."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="formers")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "digest"], name="contests_former_once")]


class Attempt(models.Model):
    """One paper of one entrant. The hot path writes the row with its start; the fold everything else.

    `started_at` is the earliest start, `last_at` when it is over at the latest. `reply` holds what counted: what was
    handed in, or, when time was over, what was saved last. `right` counts questions with all their points.
    """

    class State(models.TextChoices):
        RUNNING = "dang_lam", _("Running")
        SUBMITTED = "da_nop", _("Handed in")
        EXPIRED = "het_gio", _("Time was over")

    round = models.ForeignKey(Round, models.CASCADE, related_name="attempts_made")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING, db_default=State.RUNNING)
    ended_at = models.DateTimeField(null=True)
    reply = models.JSONField(default=dict, db_default=models.Value("{}", models.JSONField()))
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    right = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    guess = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "entrant", "number"], name="contests_attempt_once")]
        indexes = [
            models.Index(fields=["round", "last_at"], name="contests_attempt_running", condition=Q(state="dang_lam"))
        ]


class What(models.IntegerChoices):
    START = 1, _("Started")
    SAVE = 2, _("Saved")
    SUBMIT = 3, _("Handed in")


class Event(models.Model):
    """What an entrant did, as the server took it; append-only, refused otherwise by the database (migration 0002).

    The table is partitioned by round. `seq` grows with each saving of a browser; `data` is what it sent. There are no
    foreign keys: checking them is a third of what an event costs.
    """

    id = models.BigAutoField(primary_key=True)
    round_id = models.BigIntegerField()
    entrant_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    what = models.PositiveSmallIntegerField(choices=What)
    seq = models.IntegerField()
    at = models.DateTimeField()
    data = models.TextField()
    device = models.CharField(max_length=32)

    class Meta:
        managed = False  # migration 0002: Django does not know partitions
        db_table = "contests_event"


class Standing(models.Model):
    """What counts of an entrant in a round, ready to be ranked. `gap`: how far the guess was off, known at the end."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="standings")
    entrant = models.ForeignKey(Entrant, models.CASCADE, related_name="standings")
    unit_id = models.BigIntegerField(null=True)
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    score = models.DecimalField(max_digits=7, decimal_places=2)
    milliseconds = models.PositiveIntegerField()
    guess = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField()
    excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "entrant"], name="contests_standing_once")]
        indexes = [
            models.Index(
                "round", F("score").desc(), "milliseconds", name="contests_ranked", condition=Q(excluded=False)
            ),
            models.Index(fields=["round", "unit_id"], name="contests_standing_unit"),
        ]
