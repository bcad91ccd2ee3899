"""Lists of dossiers as workbooks."""

from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries.dossiers import TIMINGS
from doanso.lib import sheets


def dossiers(found: QuerySet[Dossier]) -> bytes:
    """One row a dossier, written as it is read: 100,000 rows need no more memory than a hundred."""
    out = BytesIO()
    sheets.write(_("Dossiers"), _columns(), (_cells(row) for row in found.iterator(chunk_size=2000)), out)
    return out.getvalue()


def _columns() -> list[tuple[str, int]]:
    return [
        (_("Dossier code"), 24),
        (_("Procedure"), 50),
        (_("Applicant"), 28),
        (_("Phone"), 16),
        (_("Unit"), 34),
        (_("Channel"), 22),
        (_("Status"), 22),
        (_("Open step"), 40),
        (_("Submitted"), 18),
        (_("Promised"), 18),
        (_("Due"), 18),
        (_("Finished"), 18),
        (_("Timing"), 18),
    ]


def _cells(row: Any) -> list[Any]:
    return [
        *(row.code, row.version.name, row.applicant_name, row.applicant_phone, row.unit.name),
        *(row.get_channel_display(), row.get_status_display(), row.step_name),
        *(row.submitted_at, row.promised_at, row.due_at, row.finished_at),
        TIMINGS.get(row.timing, ""),
    ]
