"""The log of who looked at somebody is about them, too."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.privacy import queries
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "at": line.viewing.at,
            "reader": line.viewing.reader.full_name,
            "office": line.office,
            "place": line.place,
            "why": line.viewing.why,
        }
        for line in queries.lines(queries.of_person(person))
    ]


HOLDINGS = (
    Holding(
        "privacy.viewings",
        _("Who looked at my data"),
        {
            "at": _("When"), "reader": _("Who looked"), "office": _("Office"), "place": _("What was opened"),
            "why": _("Reason"),
        },
        _tell,
        ground=_("So that looking leaves a trace; each line goes when its time is up."),
        order=80,
    ),
)  # fmt: skip
