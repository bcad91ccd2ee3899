"""Short links that stand behind QR codes."""

from django.conf import settings
from django.db import models


class Link(models.Model):
    """A short address for one purpose. What has a key (a poster, a dossier) keeps its link over all its versions."""

    token = models.CharField(max_length=16, unique=True)
    purpose = models.CharField(max_length=30)
    path = models.CharField(max_length=300, help_text="Local path; the purpose says where it may lead")
    key = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "key"],
                name="link_live_key_once",
                condition=~models.Q(key="") & models.Q(revoked_at=None),
            ),
            models.CheckConstraint(
                name="link_path_is_local",
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
            ),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def url(self) -> str:
        """The absolute address that goes into the QR code."""
        return f"{settings.ADDRESS}/q/{self.token}"


class Use(models.Model):
    """Scans of a link on one day. Several shards, so that a hall scanning one code does not queue for one row."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="uses_by_day")
    day = models.DateField()
    shard = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "day", "shard"], name="link_use_once")]
