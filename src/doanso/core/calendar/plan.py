"""What an announcement would change in the table: the same for the preview and for the import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from doanso.core.calendar.announcements import Entry
from doanso.core.calendar.models import Day, Kind


class Forecasts(TextChoices):
    """What to do with days of the same year that the table only forecasts and the announcement does not name."""

    KEEP = "keep", _("Keep them as forecasts")
    CONFIRM = "confirm", _("They are right: mark them as announced")
    DROP = "drop", _("Remove them: the announcement is complete")


@dataclass(frozen=True)
class Change:
    """`before` None: a new day; `after` None: the day is removed."""

    day: date
    before: Day | None
    after: Entry | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        same = (self.before.kind, self.before.name) == (self.after.kind, self.after.name)
        return "confirmed" if same else "changed"

    @property
    def moves_work(self) -> bool:
        """Whether deadlines may differ: a new name alone moves none."""
        works_before = self.before.works if self.before else None
        works_after = self.after.kind == Kind.MAKEUP if self.after else None
        return works_before != works_after


def changes(rows: Sequence[Day], entries: Iterable[Entry], forecasts: str) -> list[Change]:
    """In the order of days; days that already stand as announced are left out."""
    table = {row.date: row for row in rows}
    wanted = {entry.day: entry for entry in entries}
    years = {day.year for day in wanted}
    found = [Change(day, table.get(day), entry) for day, entry in wanted.items() if not _stands(table.get(day), entry)]
    rest = [row for row in rows if row.date.year in years and not row.confirmed and row.date not in wanted]
    if forecasts == Forecasts.CONFIRM:
        found += [Change(row.date, row, Entry(row.date, row.kind, row.name)) for row in rest]
    elif forecasts == Forecasts.DROP:
        found += [Change(row.date, row, None) for row in rest]
    return sorted(found, key=lambda change: change.day)


def _stands(row: Day | None, entry: Entry) -> bool:
    return row is not None and row.confirmed and (row.kind, row.name) == (entry.kind, entry.name)
