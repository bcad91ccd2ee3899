"""Programs that use the API, and what is sent to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """Another program, known by its token. `scopes`: read (its own and its unit's dossiers), submit."""

    class Scope(models.TextChoices):
        SUBMIT = "submit", _("Submit dossiers")
        READ = "read", _("Read the dossiers of its unit")

    name = models.CharField(max_length=120, unique=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    webhook_url = models.URLField(max_length=300, blank=True)
    webhook_secret = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="To ten minutes: not each call is worth a write.")

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event for one client's webhook: written with the change that it tells of, sent until it is taken."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="delivery_waiting", condition=models.Q(delivered_at=None))]
