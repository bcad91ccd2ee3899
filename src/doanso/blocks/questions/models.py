"""The question bank: one for contests, courses and surveys of knowledge.

A question is two JSON values: `body`, which everybody who is asked may see, and `answer`, the key, which nobody sees
who need not. What they hold for each kind stands in `kinds.py`.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ONE = "mot", _("One choice")
    MANY = "nhieu", _("Several choices")
    TRUTH = "dung_sai", _("True or false")
    ORDER = "sap_xep", _("Put in order")
    SHORT = "ngan", _("Short answer")
    NUMBER = "so", _("A number")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("Recognition")
    MEDIUM = 2, _("Understanding")
    HARD = 3, _("Application")


class State(models.TextChoices):
    DRAFT = "nhap", _("Draft")
    REVIEW = "cho_duyet", _("Waiting for review")
    ACCEPTED = "da_duyet", _("Accepted")
    RETIRED = "thoi_dung", _("No longer used")


class Bank(models.Model):
    """Questions that one unit looks after."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    about = models.TextField(_("about"), blank=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("questions:bank", args=[self.code])


class Topic(models.Model):
    bank = models.ForeignKey(Bank, models.CASCADE, related_name="topics")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("topic"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["bank", "code"], name="questions_topic_once")]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """`version` grows with every change of body or answer; `fingerprint` is the folded text, to find the same again."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="questions")
    code = models.CharField(_("code"), max_length=40)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    kind = models.CharField(_("kind of question"), max_length=10, choices=Kind)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=Difficulty, default=Difficulty.MEDIUM)
    body = models.JSONField()
    answer = models.JSONField()
    explanation = models.TextField(_("explanation"), blank=True)
    source = models.TextField(_("source"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=400, editable=False, db_index=True)
    author = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    reviewer = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("reviewer's note"), blank=True)

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "code"], name="questions_code_once"),
            models.CheckConstraint(name="questions_difficulty_known", condition=Q(difficulty__in=[1, 2, 3])),
        ]
        indexes = [models.Index(fields=["bank", "state", "topic", "difficulty"], name="questions_to_pick")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("questions:question", args=[self.bank.code, self.code])


class Media(models.Model):
    """A picture or a sound of a question; `body` names it by `key`."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="media")
    key = models.SlugField(max_length=20)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")
    words = models.CharField(_("what it shows, in words"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="questions_media_once")]

    @property
    def is_sound(self) -> bool:
        return self.file.blob.media_type.startswith("audio/")


class Lock(models.Model):
    """Until then the question is being asked somewhere: its key is read only by who may, with a reason, audited."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="locks")
    place = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "place"], name="questions_lock_once")]
        indexes = [models.Index(fields=["until"], name="questions_lock_until")]


class Trial(models.Model):
    """How a version of a question did where it was asked, told by who asked it.

    `facility`: mean share of its points, 0 to 1. `discrimination`: correlation of its points with those of the rest of
    the paper, −1 to 1, or nothing where all answered alike. `choices`: how often each answer was given.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="trials")
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    facility = models.FloatField()
    discrimination = models.FloatField(null=True)
    choices = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["question", "version", "place"], name="questions_trial_once")]


class Batch(models.Model):
    """A file of questions that somebody brought: read, shown, then taken or left. `rows`: what was read and why."""

    class State(models.TextChoices):
        READ = "da_doc", _("Read")
        TAKEN = "da_nhap", _("Taken over")
        LEFT = "bo_qua", _("Not taken over")

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="batches")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=10)
    rows = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
