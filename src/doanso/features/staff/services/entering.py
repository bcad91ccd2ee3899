"""Entries, one or thousands, and what follows from them. Rights are the caller's matter: see `recording`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import services as privacy
from doanso.core.units.models import Tree, Unit
from doanso.features.staff import history
from doanso.features.staff.models import Employee, Entry, Spell, What
from doanso.lib import locks
from doanso.lib.dates import format_date, parse_date
from doanso.lib.errors import Refused

ENTERED, PREFIX = "staff.entered", "NS"
FOLLOWING = ["full_name", "sort_key", "search_key", *history.IDENTITY[1:], "unit", "last_day"]
AT_ONCE = 500  # entries in one row of the audit trail


@dataclass(frozen=True)
class Given:
    """One thing that happened. `code` is empty for who is new; `undoes` is the key of an entry."""

    what: str
    day: date
    code: str = ""
    unit: Unit | None = None
    values: dict[str, Any] = field(default_factory=dict)
    decision: str = ""
    note: str = ""
    undoes: int | None = None


@transaction.atomic
def enter(*, given: Sequence[Given], source: str, by: Person | None, now: datetime) -> list[Entry]:
    """All of them or none; refused when they contradict each other or what is there."""
    for one in given:
        check_place(one)
    employees = _employees(given)
    entries = Entry.objects.bulk_create(
        [
            Entry(
                employee=employee,
                what=one.what,
                day=one.day,
                unit=one.unit,
                values=one.values,
                decision=one.decision.strip(),
                note=one.note.strip(),
                source=source,
                undoes_id=one.undoes,
                by=by,
                at=now,
            )
            for one, employee in zip(given, employees, strict=True)
        ],
        batch_size=1000,
    )
    _follow({employee.pk: employee for employee in employees}.values())
    _write_down(entries, source, by, now)
    return entries


def check_place(one: Given) -> None:
    """An agency is named where one must be, and stands on that day."""
    if one.what in (What.APPOINTED, What.MOVED):
        if one.unit is None:
            raise Refused(_("Please say which agency."), field="unit")
        unit = one.unit
        if unit.type.tree != Tree.AGENCY:
            raise Refused(_("%(unit)s is no agency.") % {"unit": unit}, field="unit")
        if one.day < unit.valid_from or (unit.valid_to and one.day > unit.valid_to):
            told = {"unit": unit, "day": format_date(one.day)}
            raise Refused(_("%(unit)s does not exist on %(day)s.") % told, field="unit")


def _employees(given: Sequence[Given]) -> list[Employee]:
    """In the same order; who is new is made, who is known is held until the end of the transaction."""
    wanted = {one.code for one in given if one.code}
    known = {e.code: e for e in Employee.objects.select_for_update().filter(code__in=wanted).order_by("pk")}
    codes, made, found = iter(_new_codes(sum(not one.code for one in given))), [], []
    for one in given:
        if one.code not in known:
            if one.what != What.APPOINTED:
                raise Refused(_("There is no staff member %(code)s.") % {"code": one.code})
            fresh = Employee(code=one.code or next(codes), full_name=one.values.get("full_name", "?")).derive()
            made.append(fresh)
            known[fresh.code] = fresh
        found.append(known[one.code] if one.code else made[-1])
    Employee.objects.bulk_create(made, batch_size=1000)
    return found


def _new_codes(number: int) -> list[str]:
    if not number:
        return []
    locks.hold("staff.code")
    last = Employee.objects.filter(code__regex=rf"^{PREFIX}\d{{6}}$").aggregate(Max("code"))["code__max"]
    first = int(last.removeprefix(PREFIX)) + 1 if last else 1
    return [f"{PREFIX}{one:06d}" for one in range(first, first + number)]


def _follow(employees: Iterable[Employee]) -> None:
    """Write anew what follows from all entries of these people."""
    held = list(employees)
    entries = defaultdict(list)
    for entry in Entry.objects.filter(employee__in=[one.pk for one in held]).order_by("pk"):
        entries[entry.employee_id].append(entry)
    spells = []
    for employee in held:
        story = history.tell(entries[employee.pk])
        identify(employee, story)
        spells += [spell_of(employee, stay) for stay in story.stays]
    # As one upsert: Django's bulk_update costs ten times as much.
    Employee.objects.bulk_create(
        held, batch_size=1000, update_conflicts=True, unique_fields=["id"], update_fields=FOLLOWING
    )
    Spell.objects.filter(employee__in=[one.pk for one in held]).delete()
    Spell.objects.bulk_create(spells, batch_size=1000)


def identify(employee: Employee, story: history.Story) -> Employee:
    for name in history.IDENTITY:
        if name not in story.identity:
            continue
        value = story.identity[name]
        if name == "date_of_birth":
            value = parse_date(value) if value else None
        setattr(employee, "person_id" if name == "person" else name, value)
    if not story.stands:  # what names somebody for sure is free for whoever it belongs to
        employee.cccd = employee.person_id = None
    employee.unit_id = story.now.unit_id if story.now else story.last_named
    employee.last_day = story.now.last if story.now else None
    return employee.derive()


def spell_of(employee: Employee, stay: history.Stay) -> Spell:
    return Spell(employee=employee, unit_id=stay.unit_id, valid_from=stay.first, valid_to=stay.last, **stay.facts)


def content(entry: Entry) -> dict[str, Any]:
    """All that an entry says, for the audit trail."""
    return {
        "id": entry.pk,
        "employee": entry.employee.code,
        "what": str(entry.what),
        "day": entry.day.isoformat(),
        "unit": entry.unit.code if entry.unit else "",
        "values": entry.values,
        "decision": entry.decision,
        "note": entry.note,
        "undoes": entry.undoes_id,
    }


def _write_down(entries: list[Entry], source: str, by: Person | None, now: datetime) -> None:
    """One row of the trail for each few hundred entries; it hangs on the person, or of many on an agency."""
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        alone = len({entry.employee_id for entry in some}) == 1
        target = some[0].employee if alone else next((entry.unit for entry in some if entry.unit), some[0].employee)
        told = {"source": source, "entries": [content(entry) for entry in some]}
        audit.record(ENTERED, target, by=by, now=now, data=told)


@transaction.atomic
def note_export(*, unit: Unit, on: date, rows: int, narrowed: dict[str, str], by: Person | None, now: datetime) -> None:
    """Names left the system."""
    told = {"day": on, "rows": rows, "filters": narrowed}
    audit.record("staff.exported", unit, by=by, now=now, data=told)
    if by is not None:
        narrowing = {"unit": unit.name, "on": on, **narrowed}
        privacy.listed(reader=by, place="staff.list", number=rows, narrowed=narrowing, now=now)


@transaction.atomic
def note_reading(*, employee: Employee, by: Person, now: datetime) -> None:
    """Who looked at whose record; whoever has no account is known by their staff code."""
    subject = "" if employee.person_id else employee.code
    privacy.viewed(reader=by, person=employee.person, subject=subject, place="staff.record", now=now)
