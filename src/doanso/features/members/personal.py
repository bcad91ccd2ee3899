"""Lines of the register about somebody: told on their page, and kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.members import timeline
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "day": line.day,
            "what": line.title,
            "details": "; ".join(line.details),
            "decision": line.decision,
            "source": line.source,
            "undone": line.undone,
        }
        for line in reversed(timeline.lines(person))
    ]


HOLDINGS = (
    Holding(
        "members.entries",
        _("Entries of the register"),
        {
            "day": _("Day"), "what": _("What was decided"), "details": _("Details"), "decision": _("Decision"),
            "source": _("Source"), "undone": _("Undone by"),
        },
        _tell,
        ground=_("The Union's register is never rewritten: what was decided about a member stays provable."),
        order=25,
    ),
)  # fmt: skip
