"""Who stood at the desk, when somebody without an account asked about their own data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentityCheck(models.Model):
    """An officer has seen the paper of the person who asks. It is good for one dossier, on that day, by that officer.

    Of the number only the end is kept: enough to see the same paper again when something is handed over.
    """

    class Seen(models.TextChoices):
        CARD = "card", _("Citizen card")
        VNEID = "vneid", _("VNeID on their phone")
        PASSPORT = "passport", _("Passport")

    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    seen = models.CharField(max_length=10, choices=Seen)
    number_end = models.CharField(max_length=4)
    handed_at = models.DateTimeField(help_text="When the request was handed in: deadlines run from then.")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dossier = models.OneToOneField("procedures.Dossier", models.PROTECT, null=True, related_name="identity_check")

    def __str__(self) -> str:
        return f"{self.get_seen_display()} …{self.number_end}"
