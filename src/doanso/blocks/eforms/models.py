"""Forms, their versions, and the drafts that people have begun."""

from django.db import models

from doanso.blocks.eforms.tokens import TOKEN_HASH_LENGTH


class Form(models.Model):
    """A form under one code through all its versions."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """One text of a form. Never changed: dossiers and drafts point at it."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical JSON.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("form", "number", name="form_version_number_once"),
            models.CheckConstraint(name="form_version_counts_from_1", condition=models.Q(number__gte=1)),
        ]
        indexes = [models.Index("form", "digest", name="form_version_digest")]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"


class Draft(models.Model):
    """What somebody has typed so far. Found by a token of which only the hash is kept."""

    token_hash = models.CharField(max_length=TOKEN_HASH_LENGTH, unique=True)
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="drafts")
    subject = models.CharField(max_length=80, blank=True, help_text="What it is for: a procedure's code.")
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    raw = models.JSONField(default=dict)
    page = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draft_ends_after_it_begins", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
        ]
        indexes = [models.Index("person", "subject", name="draft_of_person")]
