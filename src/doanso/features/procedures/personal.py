"""Dossiers that somebody handed in: told on their page, and kept as dossiers are."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.services import identity
from doanso.lib.personal import Holding, Retention


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Dossier.objects.filter(applicant=person).select_related("version", "unit", "identity_check")
    return [
        {
            "code": one.code,
            "procedure": one.version.name,
            "unit": one.unit.name,
            "submitted": one.submitted_at,
            "status": one.get_status_display(),
            "name": one.applicant_name,
            "phone": one.applicant_phone,
            "email": one.applicant_email,
            "paper": str(getattr(one, "identity_check", "")),
        }
        for one in found.order_by("submitted_at")
    ]


HOLDINGS = (
    Holding(
        "procedures.dossiers",
        _("Dossiers"),
        {
            "code": _("Code"), "procedure": _("Procedure"), "unit": _("Handled by"), "submitted": _("Submitted"),
            "status": _("Status"), "name": _("Applicant"), "phone": _("Telephone number"), "email": _("E-mail"),
            "paper": _("Paper shown"),
        },
        _tell,
        ground=_("Dossiers are archived as the rules on archives ask; the answers stand in each dossier."),
        order=40,
    ),
)  # fmt: skip
RETENTION = (
    Retention(
        "procedures.identity",
        _("Papers seen at the desk"),
        identity.LATEST,
        _("the hour at which the paper was seen"),
        _("Only where no request came of it; else it stays with the dossier, as the proof of who asked."),
        lambda now: identity.remove_unused(now=now),
    ),
)
