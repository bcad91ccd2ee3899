"""What a personnel officer enters by hand from a decision on paper."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.staff import rules
from doanso.features.staff.models import Employee, Entry, What
from doanso.features.staff.services.entering import Given, enter
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

BY_HAND = "quyet-dinh"


@transaction.atomic
def recruit(*, given: Given, by: Person | None, now: datetime) -> Employee:
    """Somebody who is not in the register yet; an account with the same citizen number is theirs."""
    _needs_a_decision(given)
    _may(by, given.unit, now)
    number = given.values.get("cccd")
    if number and (there := Employee.objects.filter(cccd=number).first()):
        told = {"person": there.full_name, "code": there.code}
        raise Refused(_("%(person)s (%(code)s) has this citizen number already.") % told, field="cccd")
    given = replace(given, what=What.APPOINTED, code="", values=given.values | _account(number))
    return enter(given=[given], source=BY_HAND, by=by, now=now)[0].employee


def _account(number: str | None) -> dict[str, Any]:
    found = Person.objects.filter(cccd=number, employee=None).first() if number else None
    return {"person": found.pk} if found else {}


@transaction.atomic
def record(*, employee: Employee, given: Given, by: Person | None, now: datetime) -> Entry:
    """A further entry for somebody who is in the register."""
    _needs_a_decision(given)
    _may(by, Employee.objects.select_for_update().get(pk=employee.pk).unit, now)
    if given.unit:
        _may(by, given.unit, now)
    return enter(given=[replace(given, code=employee.code)], source=BY_HAND, by=by, now=now)[0]


@transaction.atomic
def undo(*, entry: Entry, note: str, by: Person | None, now: datetime) -> Entry:
    """The entry stays and says that it does not hold; refused when later entries stand on it."""
    return enter(given=[_taking_back(entry, note, by, now)], source=BY_HAND, by=by, now=now)[0]


@transaction.atomic
def correct(*, entry: Entry, given: Given, by: Person | None, now: datetime) -> Entry:
    """The wrong entry is undone and the right one made, as one."""
    _needs_a_decision(given)
    if given.unit:
        _may(by, given.unit, now)
    back = _taking_back(entry, given.note, by, now)
    right = replace(given, code=entry.employee.code, what=entry.what)
    return enter(given=[back, right], source=BY_HAND, by=by, now=now)[1]


def _taking_back(entry: Entry, note: str, by: Person | None, now: datetime) -> Given:
    employee = Employee.objects.select_for_update().get(pk=entry.employee_id)
    _may(by, employee.unit or entry.unit, now)
    if entry.what == What.UNDONE:
        raise Refused(_("What undid an entry is not undone: enter anew what is right."))
    if gone := Entry.objects.filter(undoes=entry).select_related("by").first():
        who = gone.by.full_name if gone.by else ""
        raise AlreadyDone(_("This entry has been undone already."), who=who, when=gone.at)
    if not note.strip():
        raise Refused(_("Please say why."), field="note")
    return Given(What.UNDONE, entry.day, employee.code, note=note, undoes=entry.pk)


def _may(by: Person | None, unit: Unit | None, now: datetime) -> None:
    if unit is None or not rules.may_edit(by, unit, local(now).date()):
        raise Forbidden(_("You do not keep the staff register of this agency."))


def _needs_a_decision(given: Given) -> None:
    if not given.decision.strip():
        raise Refused(_("Please give the number of the decision."), field="decision")
