"""The list as a spreadsheet."""

from collections.abc import Iterable
from typing import BinaryIO

from django.utils.translation import gettext as _

from doanso.core.inbox import queries
from doanso.core.inbox.models import Item
from doanso.lib import sheets


def write(items: Iterable[Item], file: BinaryIO) -> None:
    labels, states = queries.kinds(), {"late": _("Overdue"), "today": _("Due today"), "soon": _("Due soon"), "": ""}
    columns = [
        (_("Work"), 46),
        (_("Details"), 46),
        (_("Kind of work"), 24),
        (_("Unit"), 32),
        (_("Waiting since"), 18),
        (_("Deadline"), 18),
        (_("State"), 16),
        (_("Taken by"), 26),
    ]
    rows = (
        [
            *(item.title, item.detail, labels.get(item.kind, item.kind), item.unit),
            *(item.started_at, item.due_at, states[item.urgency], item.claimed_by),
        ]
        for item in items
    )
    sheets.write(_("My work"), columns, rows, file)
