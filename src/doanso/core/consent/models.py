"""What people agreed to, in which words, when, and when they took it back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language


class Purpose(models.Model):
    """One text that somebody may agree to. Other words are another version; a published text never changes."""

    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title_vi = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    text_vi = models.TextField()
    text_en = models.TextField()
    sensitive = models.BooleanField(default=False)
    required_for_vi = models.CharField(max_length=200, blank=True, help_text="What stops without it; empty: nothing")
    required_for_en = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="consent_purpose_version_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_vi

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_vi

    @property
    def required_for(self) -> str:
        return self.required_for_en if get_language() == "en" else self.required_for_vi


class Consent(models.Model):
    """One person's yes to one version of a purpose, with its proof. Withdrawing adds a time; nothing is deleted.

    Who has no account is known by a subject key, such as a dossier's code or the hash of a phone number.
    """

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="consents")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "person", "subject"],
                name="consent_active_once",
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="consent_is_somebodys", condition=~Q(person=None) | ~Q(subject="")),
            models.CheckConstraint(
                name="consent_withdrawn_later", condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at"))
            ),
        ]
        indexes = [models.Index("subject", name="consent_subject", condition=~Q(subject=""))]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject or self.person_id}"
