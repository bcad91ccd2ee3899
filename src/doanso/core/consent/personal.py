"""What somebody agreed to: told on their page. The proof stays, also of what was withdrawn."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.consent import queries
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "purpose": one.purpose.title,
            "version": one.purpose.version,
            "given": one.given_at,
            "withdrawn": one.withdrawn_at or "",
        }
        for one in queries.of_person(person)
    ]


HOLDINGS = (
    Holding(
        "consent.consents",
        _("Consents"),
        {"purpose": _("Purpose"), "version": _("Version"), "given": _("Given"), "withdrawn": _("Withdrawn on")},
        _tell,
        ground=_("The proof that consent was given, and when it was withdrawn."),
        order=70,
    ),
)
