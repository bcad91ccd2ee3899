"""Changes of working time. Writers stand in line at the one row of Revision; every change is audited and announced."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypeVar
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.calendar import plan, queries, rules, signals
from doanso.core.calendar.announcements import NAME_LENGTH, Entry
from doanso.core.calendar.models import Day, Hours, Kind, Revision
from doanso.core.calendar.worktime import FIRST_DAY, LAST_DAY, OutOfRange, Week, clock
from doanso.core.units.models import Unit
from doanso.lib import demo
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.text import clean_name

Row = TypeVar("Row", Day, Hours)


@transaction.atomic
def set_day(
    *,
    day: date,
    kind: str,
    name: str,
    by: Person,
    now: datetime,
    unit: Unit | None = None,
    confirmed: bool = True,
    source: str = "",
    seen: int | None = None,
) -> Day:
    """Add or change a day. `seen`: the row's revision that the editor looked at, 0 for none; unset: whatever stands."""
    _require(by, unit, now)
    _check_day(day, kind, name)
    revision = _lock()
    row = _row(day, unit)
    _refuse_unseen(row, seen)
    before = _plain(row) if row else None
    row = row or Day(date=day, unit=unit)
    row.kind, row.name, row.confirmed, row.source = kind, _cut(name, NAME_LENGTH), confirmed, _cut(source, 200)
    if before == _plain(row):
        return row
    _stamp(row, _next(revision), by, now)
    row.save()
    audit.record("calendar.day_set", row, by=by, now=now, data={"before": before, "after": _plain(row)})
    _announce(day, unit, revision, now)
    return row


@transaction.atomic
def remove_day(*, day: date, by: Person, now: datetime, unit: Unit | None = None, seen: int | None = None) -> None:
    """The day is then what the superior's table or the week says."""
    _require(by, unit, now)
    revision = _lock()
    row = _row(day, unit)
    if row is None:
        raise Refused(_("This day is not in the table any more."))
    _refuse_unseen(row, seen)
    _next(revision)
    audit.record("calendar.day_removed", row, by=by, now=now, data={"before": _plain(row)})
    row.delete()
    _announce(day, unit, revision, now)


@transaction.atomic
def set_hours(
    *, unit: Unit | None, valid_from: date, week: Week, by: Person, now: datetime, seen: int | None = None
) -> None:
    """Replace the unit's hours from that day on; a week without any hour removes what began on that day."""
    _require(by, unit, now)
    _check_week(valid_from, week)
    revision = _lock()
    old = list(Hours.objects.select_related("changed_by").filter(unit=unit, valid_from=valid_from))
    if not old and not any(week):
        raise Refused(_("An office opens at least once a week."))
    _refuse_unseen(old[0] if old else None, seen)
    before = queries.week_of(old)
    if before == week:
        return
    number = _next(revision)
    Hours.objects.filter(unit=unit, valid_from=valid_from).delete()
    Hours.objects.bulk_create(_stamp(row, number, by, now) for row in _hours(unit, valid_from, week))
    data = {"unit": _code(unit), "valid_from": valid_from, "before": before, "after": week}
    audit.record("calendar.hours_set", revision, by=by, now=now, data=data)
    _announce(valid_from, unit, revision, now)


@transaction.atomic
def import_days(
    *,
    entries: Iterable[Entry],
    by: Person,
    now: datetime,
    unit: Unit | None = None,
    forecasts: str = plan.Forecasts.KEEP,
    source: str = "",
    seen: int | None = None,
) -> list[plan.Change]:
    """Take over an announcement. `seen`: the calendar's version that the preview showed."""
    _require(by, unit, now)
    revision = _lock()
    if seen is not None and seen != revision.number:
        raise Refused(_("The calendar has changed since this preview. Look at the preview again."))
    changes = plan.changes(list(queries.rows_of(unit)), entries, forecasts)
    if not changes:
        return []
    number = _next(revision)
    for change in changes:
        _apply(change, unit, number, source, by, now)
    data = {"unit": _code(unit), "source": source, "days": [_told(change) for change in changes]}
    audit.record("calendar.imported", revision, by=by, now=now, data=data)
    if moving := [change.day for change in changes if change.moves_work]:
        _announce(min(moving), unit, revision, now)
    return changes


@transaction.atomic
def seed(*, now: datetime) -> int:
    """First start: fill the empty table with the days known when this version was made. Returns how many."""
    revision = _lock()
    if Day.objects.exists():
        return 0
    known = demo.data("holidays_vn")
    number = _next(revision)
    rows = [_seed_off(row) for row in known["days_off"]] + [_seed_makeup(row) for row in known["makeup_workdays"]]
    Day.objects.bulk_create(_stamp(row, number, None, now) for row in rows)
    audit.record("calendar.seeded", revision, by=None, now=now, label="system", data={"days": len(rows)})
    _announce(min(row.date for row in rows), None, revision, now)
    return len(rows)


def _seed_off(row: dict[str, str]) -> Day:
    sure = not row["status"].startswith("cần rà")
    day = date.fromisoformat(row["date"])
    return Day(date=day, kind=row["kind"], name=row["name"], confirmed=sure, source=row["status"])


def _seed_makeup(row: dict[str, str]) -> Day:
    name = f"Làm bù cho ngày {date.fromisoformat(row['for_date']):%d/%m/%Y}"
    return Day(date=date.fromisoformat(row["date"]), kind=Kind.MAKEUP, name=name)


def _require(by: Person, unit: Unit | None, now: datetime) -> None:
    if not rules.may_edit(by, unit, timezone.localdate(now)):
        raise Forbidden(_("You may not change this calendar."))


def _lock() -> Revision:
    return Revision.objects.select_for_update().get_or_create(pk=Revision.ONLY)[0]


def _next(revision: Revision) -> int:
    revision.number, revision.token = revision.number + 1, uuid4()
    revision.save()
    queries.forget()
    return revision.number


def _stamp(row: Row, number: int, by: Person | None, now: datetime) -> Row:
    row.revision, row.changed_by, row.changed_at = number, by, now
    return row


def _announce(earliest: date, unit: Unit | None, revision: Revision, now: datetime) -> None:
    signals.changed.send(
        sender=Revision, earliest=earliest, unit_id=unit.pk if unit else None, version=revision.number, now=now
    )


def _refuse_unseen(row: Day | Hours | None, seen: int | None) -> None:
    """Nobody's change is overwritten by an editor who has not seen it."""
    if seen is None or seen == (row.revision if row else 0):
        return
    if row is None:
        raise Refused(_("Somebody has removed this in the meantime. Look again before you save."))
    who = str(row.changed_by) if row.changed_by else _("the system")
    when = timezone.localtime(row.changed_at)
    told = {"who": who, "when": f"{when:%H:%M %d/%m/%Y}"}
    raise AlreadyDone(_("%(who)s changed this at %(when)s. Look again before you save.") % told, who=who, when=when)


def _check_day(day: date, kind: str, name: str) -> None:
    if kind not in Kind.values or not name.strip():
        raise Refused(_("A day needs a kind and a name."))
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutOfRange


def _check_week(valid_from: date, week: Week) -> None:
    if not FIRST_DAY <= valid_from <= LAST_DAY:
        raise OutOfRange
    if len(week) != 7:
        raise ValueError("a week has seven days")
    for day in week:
        if any(opens >= closes for opens, closes in day) or any(a[1] > b[0] for a, b in pairwise(day)):
            raise Refused(_("Each opening ends after it begins, and before the next one."))


def _apply(change: plan.Change, unit: Unit | None, number: int, source: str, by: Person, now: datetime) -> None:
    if change.after is None:
        change.before.delete()
        return
    row = copy(change.before) or Day(date=change.day, unit=unit)  # the change itself still tells what was
    row.kind, row.name, row.confirmed = change.after.kind, _cut(change.after.name, NAME_LENGTH), True
    row.source = _cut(source, 200) or row.source
    _stamp(row, number, by, now)
    row.save()


def _row(day: date, unit: Unit | None) -> Day | None:
    return Day.objects.select_related("changed_by").filter(date=day, unit=unit).first()


def _hours(unit: Unit | None, valid_from: date, week: Week) -> list[Hours]:
    return [
        Hours(unit=unit, valid_from=valid_from, weekday=weekday, opens=clock(opens), closes=clock(closes))
        for weekday, windows in enumerate(week)
        for opens, closes in windows
    ]


def _code(unit: Unit | None) -> str:
    return unit.code if unit else ""


def _cut(text: str, length: int) -> str:
    return clean_name(text)[:length]


def _plain(row: Day) -> dict[str, Any]:
    told = {"day": row.date, "unit": _code(row.unit), "kind": row.kind, "name": row.name}
    return told | {"confirmed": row.confirmed, "source": row.source}


def _told(change: plan.Change) -> dict[str, Any]:
    after = {"kind": change.after.kind, "name": change.after.name} if change.after else None
    return {
        "day": change.day,
        "change": change.kind,
        "before": _plain(change.before) if change.before else None,
        "after": after,
    }
