"""What was said to whom, and how each person wants to be told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EmailState(models.TextChoices):
    """`SENDING` is written before the mail server is asked: after a crash there, the e-mail is not sent again."""

    NONE = "none", _("No e-mail")
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    DIGEST = "digest", _("In the daily summary")
    SUPPRESSED = "suppressed", _("Held back: an invented address")


class Notification(models.Model):
    """One message to a person, or to the e-mail address of somebody without an account."""

    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="notifications")
    address = models.EmailField(blank=True, help_text="Where the e-mail goes, as it was when the message was written.")
    title = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=150)
    in_app = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    email_state = models.CharField(max_length=10, choices=EmailState, default=EmailState.NONE)
    sent_at = models.DateTimeField(null=True, help_text="When the mail server was last asked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "recipient", "once"],
                name="notification_person_once",
                condition=Q(recipient__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "address", "once"], name="notification_address_once", condition=Q(recipient=None)
            ),
            models.CheckConstraint(
                name="notification_has_recipient", condition=Q(recipient__isnull=False) | ~Q(address="")
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notification_list", condition=Q(in_app=True)),
            models.Index(fields=["recipient"], name="notification_unread", condition=Q(in_app=True, read_at=None)),
            models.Index(fields=["recipient"], name="notification_digest", condition=Q(email_state="digest")),
            models.Index(fields=["sent_at"], name="notification_sending", condition=Q(email_state="sending")),
        ]

    def __str__(self) -> str:
        return self.title


class EmailChoice(models.TextChoices):
    NOW = "now", _("At once")
    DIGEST = "digest", _("In one e-mail a day")
    OFF = "off", _("No e-mail")


class Preference(models.Model):
    """How one person wants to hear of one kind; without a row the kind's default holds."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField(default=True)
    email = models.CharField(max_length=6, choices=EmailChoice, default=EmailChoice.NOW)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="preference_once")]
