"""Who left, as rows of a spreadsheet: each ends the service of somebody who is in the register."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.features.staff import history
from doanso.features.staff.models import Employee, Entry, What
from doanso.features.staff.services.entering import Given, enter
from doanso.lib import intake
from doanso.lib.errors import Refused
from doanso.lib.text import fold

ENDS = tuple((one.value, one.label) for one in (What.RETIRED, What.LEFT, What.DOWNSIZED))


def judge(rows: Sequence[intake.Given], context: intake.Context) -> list[intake.Verdict]:
    """With a fixed number of queries for a thousand rows."""
    people = {one.code: one for one in Employee.objects.filter(code__in=[row.values["ma"] for row in rows])}
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(employee__in=people.values()).order_by("pk"):
        entries[entry.employee_id].append(entry)
    return [_verdict(row, people.get(row.values["ma"]), entries, context) for row in rows]


def _verdict(
    row: intake.Given, employee: Employee | None, entries: dict[int, list[Entry]], context: intake.Context
) -> intake.Verdict:
    if employee is None or employee.unit_id not in context.units.values():
        return _refused(row, "ma", _("Nobody in the agencies whose register you keep has this code."))
    if fold(row.values["ho_ten"]) != employee.search_key:
        return _refused(row, "ma", _("This number belongs to somebody of another name."))
    given = _given(row)
    known = entries[employee.pk]
    undone = {entry.undoes_id for entry in known}
    if any((one.what, one.day) == (given.what, given.day) and one.pk not in undone for one in known):
        return intake.Verdict(row.number, "same", row.values, target=employee.code)
    try:
        history.tell([*known, Entry(pk=2**62, what=given.what, day=given.day, values={})])
    except Refused as refusal:
        return _refused(row, "tu_ngay", refusal.message)
    changes = {"hinh_thuc": ("", str(What(given.what).label))}
    return intake.Verdict(row.number, "change", row.values, changes, target=employee.code)


def _refused(row: intake.Given, column: str, reason: Any) -> intake.Verdict:
    return intake.Verdict(row.number, "refuse", row.values, reasons={column: [str(reason)]})


def _given(row: intake.Given | intake.Verdict) -> Given:
    said = row.values
    note = said.get("ghi_chu", "")
    return Given(said["hinh_thuc"], said["tu_ngay"], said["ma"], decision=said["so_quyet_dinh"], note=note)


def write(verdicts: Sequence[intake.Verdict], context: intake.Context) -> None:
    by = Person.objects.get(pk=context.by_id)
    enter(given=[_given(one) for one in verdicts], source=context.source, by=by, now=context.now)
