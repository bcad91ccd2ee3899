"""Who stood at the desk, when somebody without an account asked about their own data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentityCheck(models.Model):
    """An officer has seen the paper of the person who asks. It is good for one dossier, on that day, by that officer.

    Of the number only a digest is kept, made with the installation's secret: nobody reads the number there, and the
    whole of it tells the same paper again when something is handed over.
    """

    class Seen(models.TextChoices):
        CARD = "card", _("Citizen card")
        VNEID = "vneid", _("VNeID on their phone")
        PASSPORT = "passport", _("Passport")

    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    seen = models.CharField(max_length=10, choices=Seen)
    number_digest = models.CharField(max_length=64, help_text="Empty: no number can be compared with it any more.")
    handed_at = models.DateTimeField(help_text="When the request was handed in: deadlines run from then.")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dossier = models.OneToOneField("procedures.Dossier", models.PROTECT, null=True, related_name="identity_check")

    def __str__(self) -> str:
        return str(self.get_seen_display())
