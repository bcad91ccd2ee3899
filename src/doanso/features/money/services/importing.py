"""Rows of a spreadsheet of dues: what would be posted, and posting it. Every entry comes from `collecting.collect`."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Membership, Unit
from doanso.features.money import rules
from doanso.features.money.quarters import Quarter, parse
from doanso.features.money.queries import books, dues
from doanso.features.money.services import collecting
from doanso.lib.dates import format_date
from doanso.lib.intake import Context, Given, PartialDate, Verdict
from doanso.lib.text import fold
from doanso.ui.formats import vn_money

WHOLE = {"ca quy", "all", "whole quarter"}
DEPTH = {"year": 1, "month": 2, "day": 3}


class Unfit(Exception):
    """Why a row is not posted, and which column says so."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass
class Branch:
    """What is known of a branch's quarter, read once for all of its rows."""

    unit: Unit
    sheet: dues.Sheet
    cards: dict[str, int]
    closed: date | None
    may_collect: bool


@dataclass
class Known:
    """What one pass over all rows remembers. `taken`: (person, month) → the row that pays it."""

    by: Person
    quarter: Quarter | None = None
    branches: dict[tuple[int, Quarter], Branch] = field(default_factory=dict)
    taken: dict[tuple[int, date], int] = field(default_factory=dict)

    @classmethod
    def of(cls, context: Context) -> "Known":
        if "dues" not in context.memory:
            context.memory["dues"] = cls(Person.objects.get(pk=context.by_id))
        return context.memory["dues"]

    def branch(self, unit_id: int, quarter: Quarter, on: date) -> Branch:
        key = (unit_id, quarter)
        if key not in self.branches:
            unit = Unit.objects.select_related("type", "parent").get(pk=unit_id)
            sheet = dues.of_branch(unit, quarter)
            people = [row.person.pk for row in sheet.rows]
            held = Membership.objects.filter(person__in=people).exclude(card_number=None)
            cards = dict(held.values_list("card_number", "person"))
            may = rules.may_collect(self.by, unit, on)
            self.branches[key] = Branch(unit, sheet, cards, books.closed_up_to(unit), may)
        return self.branches[key]


def judge(rows: Sequence[Given], context: Context) -> list[Verdict]:
    known = Known.of(context)
    return [_verdict(row, known, context) for row in rows]


def _verdict(row: Given, known: Known, context: Context) -> Verdict:
    try:
        quarter = _quarter(row, known)
        branch = known.branch(context.units[row.values["chi_doan"]], quarter, context.on)
        _may_be_posted(row, branch, context)
        found = _member(row, branch, quarter)
        cells = _cells(row, found, quarter)
        if _stands_already(row, cells):
            return Verdict(row.number, "same", row.values)
        _check_cells(row, found, cells, known)
    except Unfit as unfit:
        return Verdict(row.number, "refuse", row.values, reasons={unfit.column: [unfit.reason]})
    known.taken |= {(found.person.pk, cell.month): row.number for cell in cells}
    months = ", ".join(format_date(cell.month, "month") for cell in cells)
    changes = {"thang": ("", months), "so_tien": ("", vn_money(sum(cell.rate for cell in cells)))}
    target = f"{found.person.pk}:{quarter}:" + ",".join(str(cell.month.month) for cell in cells)
    return Verdict(row.number, "create", row.values, changes, target=target)


def _quarter(row: Given, known: Known) -> Quarter:
    """Written 3/2026; every row of a file names the same."""
    found = re.fullmatch(r"(?:quý\s*)?([1-4])\s*[/\-]\s*([0-9]{4})", row.values["quy"].strip().lower(), re.ASCII)
    try:
        quarter = parse(f"{found[2]}-{found[1]}" if found else "")
    except ValueError:
        raise Unfit("quy", _("There is no such quarter. Write it as 3/2026.")) from None
    known.quarter = known.quarter or quarter
    if quarter != known.quarter:
        words = _("The file began with quarter %(quarter)s: one file for each quarter.")
        raise Unfit("quy", words % {"quarter": known.quarter.label})
    return quarter


def _may_be_posted(row: Given, branch: Branch, context: Context) -> None:
    day = row.values["ngay_dong"]
    if not branch.may_collect:
        raise Unfit("chi_doan", _("You do not collect the dues of %(unit)s.") % {"unit": branch.unit})
    if day > context.on:
        raise Unfit("ngay_dong", _("The day lies in the future."))
    if day < branch.unit.valid_from:
        raise Unfit("ngay_dong", _("%(unit)s did not exist yet on that day.") % {"unit": branch.unit})
    if branch.closed and day <= branch.closed:
        words = _("The books of %(unit)s are closed up to %(day)s. Please choose a later day.")
        raise Unfit("ngay_dong", words % {"unit": branch.unit, "day": format_date(branch.closed)})


def _member(row: Given, branch: Branch, quarter: Quarter) -> dues.Row:
    """By the card, else by name, and birth where it is given."""
    name, card, born = fold(row.values["ho_ten"]), row.values.get("so_the"), row.values.get("ngay_sinh")
    named = [one for one in branch.sheet.rows if one.person.search_key == name]
    if card in branch.cards:
        found = [one for one in named if one.person.pk == branch.cards[card]]
        if not found:
            raise Unfit("so_the", _("This card belongs to somebody with another name."))
        return found[0]
    found = [one for one in named if not born or _is_born(one.person, born)]
    if not found:
        words = _("Owes no dues in %(unit)s in quarter %(quarter)s, or is not known there.")
        raise Unfit("ho_ten", words % {"unit": branch.unit, "quarter": quarter.label})
    if len(found) > 1:
        raise Unfit("ho_ten", _("Several members have this name: add the date of birth or the card number."))
    return found[0]


def _is_born(person: Person, born: PartialDate) -> bool:
    """As far as both are known."""
    known = person.date_of_birth
    if known is None:
        return True
    depth = min(DEPTH[born.precision], DEPTH[person.birth_precision])
    return (known.year, known.month, known.day)[:depth] == (born.day.year, born.day.month, born.day.day)[:depth]


def _cells(row: Given, found: dues.Row, quarter: Quarter) -> list[dues.Cell]:
    """The months that the row names; of the whole quarter those that are owed here."""
    text = row.values["thang"]
    if fold(text) in WHOLE:
        cells = [cell for cell in found.cells if cell.open or cell.paid]
    else:
        numbers = {int(part) for part in re.findall(r"[0-9]{1,2}", text)}
        cells = [cell for cell in found.cells if cell.month.month in numbers]
        if len(cells) != len(numbers) or not re.fullmatch(r"[0-9]{1,2}(?:[\s,;.+và\-]+[0-9]{1,2})*", text.strip()):
            cells = []
    if not cells:
        months = ", ".join(str(month.month) for month in quarter.months)
        raise Unfit("thang", _("Write months of this quarter: %(months)s.") % {"months": months})
    return cells


def _stands_already(row: Given, cells: list[dues.Cell]) -> bool:
    """The very payment, on the same day: the file was sent before."""
    day = row.values["ngay_dong"]
    return all(cell.fact and cell.paid and cell.fact.entry and cell.fact.entry.day == day for cell in cells)


def _check_cells(row: Given, found: dues.Row, cells: list[dues.Cell], known: Known) -> None:
    for cell in cells:
        said = {"month": format_date(cell.month, "month")}
        if cell.fact and cell.paid:
            day = format_date(cell.fact.entry.day) if cell.fact.entry else "–"
            raise Unfit("thang", _("%(month)s was paid on %(day)s already.") % (said | {"day": day}))
        if cell.fact:
            raise Unfit("thang", _("%(month)s is exempt.") % said)
        if not cell.owed:
            raise Unfit("thang", _("%(month)s is not owed in this branch.") % said)
        if before := known.taken.get((found.person.pk, cell.month)):
            raise Unfit("thang", _("%(month)s is paid by row %(row)d of this file.") % (said | {"row": before}))
    due = sum(cell.rate for cell in cells)
    if row.values.get("so_tien", due) != due:
        raise Unfit("so_tien", _("These months cost %(amount)s.") % {"amount": vn_money(due)})


def write(verdicts: Sequence[Verdict], context: Context) -> None:
    """One entry for each branch and day; the receipts are numbered by member."""
    groups: dict[tuple[int, date], list[Verdict]] = defaultdict(list)
    for one in verdicts:
        groups[context.units[one.values["chi_doan"]], one.values["ngay_dong"]].append(one)
    units = Unit.objects.select_related("type", "parent").in_bulk({unit for unit, _day in groups})
    by = Person.objects.get(pk=context.by_id)
    for (unit, day), some in sorted(groups.items(), key=lambda item: item[0]):
        months: list[collecting.Month] = []
        quarter: Any = None
        for one in some:
            person, named, numbers = one.target.split(":")
            quarter = parse(named)
            months += [(int(person), date(quarter.year, int(number), 1)) for number in numbers.split(",")]
        collecting.collect(
            unit=units[unit],
            quarter=quarter,
            months=months,
            day=day,
            token=f"{context.source}:{day}:{some[0].number}",
            by=by,
            now=context.now,
            source=context.source,
        )
