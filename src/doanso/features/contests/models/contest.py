"""What is asked, when and of whom."""

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "nhap", _("Being prepared")
    PUBLISHED = "cong_bo", _("Published")
    CANCELLED = "huy", _("Called off")


class Show(models.TextChoices):
    """When an entrant sees what was right, and why."""

    NEVER = "khong", _("Never")
    ROUND = "het_dot", _("When the round is over")
    ANNOUNCED = "cong_bo_kq", _("When the results are announced")


class Counting(models.TextChoices):
    BEST = "cao_nhat", _("The best attempt")
    FIRST = "dau_tien", _("The first attempt")
    LAST = "cuoi_cung", _("The last attempt")


class Together(models.TextChoices):
    """What of several rounds counts for the whole contest."""

    NOTHING = "tung_dot", _("Nothing: each round stands by itself")
    SUM = "tong", _("The scores of all rounds, added up")
    BEST = "tot_nhat", _("The scores of each entrant's best rounds, added up")
    FINAL = "chung_ket", _("The final alone")


class Contest(models.Model):
    """`audience`: {"units": [code, ...], "from_age": int?, "to_age": int?, "jobs": [str, ...]}, empty: everybody.

    `tie_breaks`: what decides between equal scores, in order, of `rules.TIE_BREAKS`. `fields`: what an entrant without
    an account must tell beside name and unit, of "phone", "email", "birth", "job". `together` and `best_rounds` say how
    several rounds become one ranking (`Whole`); `announced_at`: of that ranking.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("organiser"))
    summary = models.TextField(_("in short"), blank=True)
    rules = models.TextField(_("rules"), blank=True)
    audience = models.JSONField(default=dict, blank=True)
    without_account = models.BooleanField(_("also without an account"), default=True)
    fields = models.JSONField(default=list, blank=True)
    guess = models.BooleanField(_("asks how many will have everything right"), default=False)
    tie_breaks = models.JSONField(default=list, blank=True)
    together = models.CharField(_("what of the rounds counts"), max_length=10, choices=Together, default=Together.SUM)
    best_rounds = models.PositiveSmallIntegerField(_("how many of the best rounds"), default=2)
    practice = models.BooleanField(_("may be practised"), default=False)
    score_at_once = models.BooleanField(_("points are shown at once"), default=True, db_default=True)
    show = models.CharField(_("answers are shown"), max_length=10, choices=Show, default=Show.ANNOUNCED)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    announced_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contests:contest", args=[self.code])


@dataclass(frozen=True)
class Gate:
    """Lets in the `best` of each of these rounds, or of each unit in each of them; `together`: of the rounds added up
    by the contest's rule."""

    rounds: tuple[int, ...]
    best: int
    by_unit: bool
    together: bool = False


class Round(models.Model):
    """A window in which a paper is asked. `secret`: what its papers follow from; `frozen_at`: its questions are fixed.

    `admits`: {"rounds": [number, ...], "best": int, "by_unit": bool, "together": bool?}, who is let in by the ranking
    of earlier rounds, empty: everybody; `listed_at`: the list of them (`Admitted`) is fixed.

    A room in class is a round too, opened by a teacher: kind ROOM, without place in the contest's ranking.
    """

    class Kind(models.TextChoices):
        WEEKLY = "tuan", _("Weekly")
        MONTHLY = "thang", _("Monthly")
        FINAL = "chung_ket", _("Final")
        SINGLE = "mot_dot", _("The only one")
        ROOM = "lop_hoc", _("In class")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SINGLE)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    counting = models.CharField(_("which counts"), max_length=10, choices=Counting, default=Counting.BEST)
    shuffle_questions = models.BooleanField(_("questions in another order for each"), default=True)
    shuffle_options = models.BooleanField(_("answers in another order for each"), default=True)
    secret = models.BinaryField(max_length=32, editable=False)
    frozen_at = models.DateTimeField(null=True)
    admits = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    listed_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    announced_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["contest", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="contests_round_once"),
            models.CheckConstraint(name="contests_round_lasts", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="contests_round_within_reason",
                condition=Q(minutes__gte=1, minutes__lte=300, attempts__gte=1, attempts__lte=20),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def gate(self) -> Gate | None:
        """None: everybody may take part."""
        if not self.admits:
            return None
        by_unit, together = (bool(self.admits.get(name)) for name in ("by_unit", "together"))
        return Gate(tuple(self.admits["rounds"]), self.admits["best"], by_unit, together)

    @property
    def rounds(self) -> list["Round"]:
        """As `Whole` has them."""
        return [self]

    @property
    def target(self) -> "Round":
        return self


class Line(models.Model):
    """A line of the blueprint: so many questions of this bank, topic and difficulty, each worth so many points."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)
    bank = models.ForeignKey("questions.Bank", models.PROTECT, related_name="+", verbose_name=_("bank"))
    topic = models.ForeignKey(
        "questions.Topic", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("questions"))
    points = models.PositiveSmallIntegerField(_("points each"), default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(name="contests_line_asks", condition=Q(count__gte=1, points__gte=1))]


class Item(models.Model):
    """A question as it is asked in a round: fixed when the round is frozen. `answer` is sealed (`sealing`)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="items")
    line = models.ForeignKey(Line, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey("questions.Question", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    body = models.TextField()
    answer = models.TextField()
    dropped = models.CharField(_("does not count because"), max_length=300, blank=True)

    class Meta:
        ordering = ["round", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="contests_item_once")]


class Prize(models.Model):
    """For the ranks from `first` to `last`, of people or of units, in one round or in the whole contest."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="prizes")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="prizes")
    for_units = models.BooleanField(_("for units"), default=False)
    name = models.CharField(_("prize"), max_length=120)
    first = models.PositiveSmallIntegerField(_("from rank"))
    last = models.PositiveSmallIntegerField(_("to rank"))
    value = models.CharField(_("worth"), max_length=160, blank=True)

    class Meta:
        ordering = ["for_units", "first", "pk"]
        constraints = [
            models.CheckConstraint(name="contests_prize_ranks", condition=Q(first__gte=1, last__gte=F("first")))
        ]
