"""Rows of a spreadsheet as entries of the register: what would happen, and making it happen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.staff import history
from doanso.features.staff.models import Employee, Entry, Spell, What
from doanso.features.staff.services.entering import Given, check_place, enter
from doanso.lib import intake
from doanso.lib.dates import format_date
from doanso.lib.errors import Refused
from doanso.lib.identity import mask_cccd
from doanso.lib.text import fold

# Columns of the spreadsheet -> facts of the register.
FACTS = {"loai": "kind", "ngach": "rank", "chuc_vu": "post", "chuc_danh": "title", "trinh_do": "education",
         "nganh": "field", "quan_ly_nha_nuoc": "state_training", "ly_luan": "theory", "tin_hoc": "computing",
         "ngoai_ngu": "language", "dang_vien": "party", "may_tinh": "computer"}  # fmt: skip
WHO = {"ho_ten": "full_name", "gioi_tinh": "sex", "dan_toc": "ethnicity", "cccd": "cccd"}
NEW = "moi"  # in the column of the code: somebody else of the same name and birth


@dataclass(frozen=True)
class Known:
    """Everybody whom these rows may mean, with their entries: a fixed number of queries for a thousand rows."""

    by_code: dict[str, Employee]
    by_number: dict[str, Employee]
    namesakes: dict[tuple[str, Any], Employee]
    entries: dict[int, list[Entry]]
    facts: dict[int, Spell]
    units: dict[int, Unit]
    allowed: frozenset[int]

    @classmethod
    def of(cls, rows: Sequence[intake.Given], context: intake.Context) -> "Known":
        codes = [row.values["ma"] for row in rows if "ma" in row.values]
        numbers = [row.values["cccd"] for row in rows if "cccd" in row.values]
        names = {fold(row.values["ho_ten"]) for row in rows}
        found = set(Employee.objects.filter(Q(code__in=codes) | Q(cccd__in=numbers)).select_related("unit"))
        alike = set(Employee.objects.filter(search_key__in=names, unit__in=context.units.values()))
        entries: dict[int, list[Entry]] = defaultdict(list)
        for entry in Entry.objects.filter(employee__in=[one.pk for one in found | alike]).order_by("pk"):
            entries[entry.employee_id].append(entry)
        spells = Spell.objects.filter(employee__in=[one.pk for one in found | alike]).order_by("valid_from")
        return cls(
            {one.code: one for one in found},
            {one.cccd: one for one in found if one.cccd},
            {(one.search_key, one.date_of_birth): one for one in alike},
            entries,
            {spell.employee_id: spell for spell in spells},
            Unit.objects.select_related("type").in_bulk({context.units[row.values["co_quan"]] for row in rows}),
            frozenset(context.units.values()),
        )


def judge(rows: Sequence[intake.Given], context: intake.Context) -> list[intake.Verdict]:
    known = Known.of(rows, context)
    return [_verdict(row, known, context) for row in rows]


def _verdict(row: intake.Given, known: Known, context: intake.Context) -> intake.Verdict:
    employee, reason = _who(row, known)
    if reason:
        return intake.Verdict(row.number, "refuse", row.values, reasons={"ma": [reason]})
    if employee and employee.unit_id not in known.allowed:
        words = _("Works in an agency whose register you do not keep.")
        return intake.Verdict(row.number, "refuse", row.values, reasons={"": [words]})
    given = _given(row, employee, known, context)
    try:
        check_place(given)
        history.tell([*known.entries.get(employee.pk if employee else 0, []), _entry(given)])
    except Refused as refusal:
        column = "co_quan" if refusal.field == "unit" else "tu_ngay"
        return intake.Verdict(row.number, "refuse", row.values, reasons={column: [refusal.message]})
    target = employee.code if employee else ""
    if given.what == What.APPOINTED:
        return intake.Verdict(row.number, "create", row.values, target=target)
    changes = _changes(row, given, employee, known)
    return intake.Verdict(row.number, "change" if changes else "same", row.values, changes, target=target)


def _who(row: intake.Given, known: Known) -> tuple[Employee | None, str]:
    """By code, else by citizen number, and the name must be theirs: a digit mistyped would write in somebody else's
    record. A homonym with the same birth is asked about, never guessed."""
    code, number = row.values.get("ma", ""), row.values.get("cccd")
    if code and fold(code) != NEW:
        found = known.by_code.get(code)
        return found, _misnamed(row, found) if found else _("There is no staff member %(code)s.") % {"code": code}
    if number in known.by_number:
        return known.by_number[number], _misnamed(row, known.by_number[number])
    born = row.values.get("ngay_sinh")
    alike = known.namesakes.get((fold(row.values["ho_ten"]), born.day if born else None))
    if alike and not code and not (number and alike.cccd):
        words = _("%(code)s has the same name and birth. Write this code here, or MỚI for somebody else.")
        return None, words % {"code": alike.code}
    return None, ""


def _misnamed(row: intake.Given, employee: Employee) -> str:
    if fold(row.values["ho_ten"]) == employee.search_key:
        return ""
    return _("This number belongs to somebody of another name. A name is corrected by hand, in the record.")


def _given(row: intake.Given, employee: Employee | None, known: Known, context: intake.Context) -> Given:
    """One entry a row: taken on, moved, or changed; with those values only that differ."""
    unit = known.units[context.units[row.values["co_quan"]]]
    present = known.facts.get(employee.pk) if employee and employee.last_day is None else None
    values = _values(row, employee, present)
    what = What.APPOINTED if present is None else What.CHANGED if present.unit_id == unit.pk else What.MOVED
    day, decision = row.values.get("tu_ngay", context.on), row.values["so_quyet_dinh"]
    code = employee.code if employee else ""
    return Given(what, day, code, None if what == What.CHANGED else unit, values, decision)


def _values(row: intake.Given, employee: Employee | None, present: Spell | None) -> dict[str, Any]:
    said = {FACTS[key]: value for key, value in row.values.items() if key in FACTS}
    values = {name: value for name, value in said.items() if present is None or getattr(present, name) != value}
    who = {WHO[key]: value for key, value in row.values.items() if key in WHO}
    if employee and who["full_name"].casefold() in (employee.full_name.casefold(), employee.search_key):
        del who["full_name"]  # a name that only lost its marks or capitals corrects nothing
    values |= {name: value for name, value in who.items() if employee is None or getattr(employee, name) != value}
    born = row.values.get("ngay_sinh")
    if born and (employee is None or (employee.date_of_birth, employee.birth_precision) != tuple(born)):
        values |= {"date_of_birth": born.day.isoformat(), "birth_precision": born.precision}
    return values


def _entry(given: Given) -> Entry:
    """As if it were the last one written."""
    unit_id = given.unit.pk if given.unit else None
    return Entry(pk=2**62, what=given.what, day=given.day, unit_id=unit_id, values=given.values)


def _changes(
    row: intake.Given, given: Given, employee: Employee, known: Known
) -> dict[str, tuple[str, str]]:  # column -> (old, new) in words
    present, after = known.facts[employee.pk], Spell(**{n: v for n, v in given.values.items() if n in history.FACTS})
    changes = {}
    if given.unit:
        changes["co_quan"] = (employee.unit.name, given.unit.name)
    for key, name in FACTS.items():
        if name in given.values:
            changes[key] = (_words(present, name), _words(after, name))
    for key, name in WHO.items():
        if name in given.values:
            changes[key] = (_identity(name, getattr(employee, name)), _identity(name, given.values[name]))
    if "date_of_birth" in given.values:
        born = row.values["ngay_sinh"]
        changes["ngay_sinh"] = (employee.birth_words, format_date(born.day, born.precision))
    return changes


def _words(spell: Spell, name: str) -> str:
    value = getattr(spell, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    display = getattr(spell, f"get_{name}_display", None)
    return str((display() if display else value) or "")


def _identity(name: str, value: Any) -> str:
    if name == "sex":
        return str(Employee(sex=value).get_sex_display())
    return mask_cccd(value or "") if name == "cccd" else str(value or "")


def write(verdicts: Sequence[intake.Verdict], context: intake.Context) -> None:
    rows = [intake.Given(one.number, one.values) for one in verdicts]
    known = Known.of(rows, context)
    given = [
        _given(row, known.by_code.get(one.target), known, context) for row, one in zip(rows, verdicts, strict=True)
    ]
    enter(given=given, source=context.source, by=_by(context), now=context.now)


def _by(context: intake.Context) -> Person:
    return Person.objects.get(pk=context.by_id)
