"""What is stored (Blob, once per content) and under which name somebody gave it (File)."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scan(models.TextChoices):
    PENDING = "pending", _("Waiting for the virus scan")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Contains a virus")
    OFF = "off", _("Not scanned")


def new_token() -> str:
    return secrets.token_urlsafe(16)


class Blob(models.Model):
    """One content, stored once. The row is written only after the bytes are durable."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="Bytes")
    media_type = models.CharField(max_length=100)
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.OFF)
    threat = models.CharField(max_length=120, blank=True, help_text="What the scanner called it")
    scanned_at = models.DateTimeField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="blob_is_not_empty", condition=models.Q(size__gt=0))]
        indexes = [models.Index("id", name="blob_unscanned", condition=models.Q(scan__in=["pending", "off"]))]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where the bytes lie in the default storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class File(models.Model):
    """A content as somebody handed it in. Whoever refers to it decides who may read it."""

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="files")
    name = models.CharField(_("file name"), max_length=120)
    purpose = models.CharField(max_length=60, blank=True)
    uploaded_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)

    class Meta:
        indexes = [models.Index(fields=["purpose", "created_at"], name="file_purpose")]

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> int:
        return self.blob.size

    @property
    def media_type(self) -> str:
        return self.blob.media_type

    @property
    def is_servable(self) -> bool:
        return self.blob.scan in {Scan.CLEAN, Scan.OFF}
