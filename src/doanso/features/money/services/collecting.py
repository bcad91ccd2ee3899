"""Dues: taken from members, exempted, passed up, confirmed above."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.core.privacy import services as privacy
from doanso.core.units.models import Unit
from doanso.features.money import owing, rules
from doanso.features.money.models import DUES_UP, MONEY, Dues, Earning, Entry
from doanso.features.money.quarters import Quarter, of
from doanso.features.money.queries import books, dues, rights
from doanso.features.money.services.posting import Side, check_not_below_zero, hold, post, record_dues, shares
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused

Month = tuple[int, date]


@transaction.atomic
def collect(
    *,
    unit: Unit,
    quarter: Quarter,
    months: Sequence[Month],
    day: date,
    token: str,
    by: Person | None,
    now: datetime,
    source: str = "",
) -> Entry:
    """Take these months from these members, (person id, first day), each once. One entry, a receipt for each person."""
    _may_collect(unit, by, now)
    open_cells = _open(unit, quarter, months)
    amount = sum(cell.rate for cell in open_cells.values())
    entry = post(
        unit=unit,
        kind=Entry.Kind.DUES,
        day=day,
        words=lambda: (
            _("Dues of quarter %(quarter)s, %(count)d members")
            % {"quarter": quarter.label, "count": len({person for person, _month in months})}
        ),
        sides=[Side(MONEY[0], amount, quarter=str(quarter)), *_shares(unit, quarter, amount, day)],
        once=f"dues:{unit.pk}:{token}",
        by=by,
        now=now,
        source=source,
    )
    _keep(entry, open_cells, by, now)
    return entry


def _shares(unit: Unit, quarter: Quarter, amount: int, day: date) -> list[Side]:
    return shares(unit, Entry.Kind.DUES, str(quarter), amount, day)


def _may_collect(unit: Unit, by: Person | None, now: datetime) -> None:
    if not rules.may_collect(by, unit, local(now).date()):
        raise Forbidden(_("You do not collect the dues of %(unit)s.") % {"unit": unit})


def _open(unit: Unit, quarter: Quarter, months: Sequence[Month]) -> dict[Month, dues.Cell]:
    """The cells that were asked for, all of them open; whoever changes one of these people's dues waits for us."""
    hold(unit)
    wanted = dict.fromkeys(months)
    if not wanted:
        raise Refused(_("Please tick at least one month."))
    people = {person for person, _month in wanted}
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    rows = {row.person.pk: row for row in dues.of_branch(unit, quarter).rows}
    found = {}
    for person, month in wanted:
        row = rows.get(person)
        cell = next((cell for cell in row.cells if cell.month == month), None) if row else None
        if row is None or cell is None or not cell.owed:
            raise Refused(_("One of these months is not owed in %(unit)s.") % {"unit": unit})
        if not cell.open:
            told = {"person": row.person, "month": format_date(month, "month")}
            raise Refused(_("%(person)s: %(month)s is settled already. Please open the page again.") % told)
        found[person, month] = cell
    return found


def _keep(entry: Entry, cells: dict[Month, dues.Cell], by: Person | None, now: datetime) -> None:
    turns = dues.turns({person for person, _month in cells}, {month for _person, month in cells})
    same = Dues.objects.filter(unit=entry.unit, entry__year=entry.year)
    last = same.aggregate(last=Max("receipt"))["last"] or 0
    numbers = {person: last + place for place, person in enumerate(dict.fromkeys(p for p, _m in cells), 1)}
    for (person, month), cell in cells.items():
        record_dues(
            Dues(
                unit=entry.unit, person_id=person, month=month, turn=turns.get((person, month), 0), by=by, at=now,
                kind=Dues.Kind.PAID, amount=cell.rate, receipt=numbers[person], entry=entry, source=entry.source,
            ),
            now=now,
        )  # fmt: skip


@transaction.atomic
def exempt(
    *, unit: Unit, quarter: Quarter, months: Sequence[Month], reason: str, by: Person | None, now: datetime
) -> list[Dues]:
    """Nothing is owed for these months, for a reason that is kept; no more months a year than the terms allow."""
    _may_collect(unit, by, now)
    if not reason.strip():
        raise Refused(_("Please say why."), field="reason")
    cells = _open(unit, quarter, months)
    _not_too_many(cells, quarter)
    turns = dues.turns({person for person, _month in cells}, {month for _person, month in cells})
    made = []
    for person, month in cells:
        row = Dues(unit=unit, person_id=person, month=month, turn=turns.get((person, month), 0), by=by, at=now,
                   kind=Dues.Kind.EXEMPT, reason=reason.strip()[:200])  # fmt: skip
        record_dues(row, now=now)
        made.append(row)
    return made


def _not_too_many(cells: dict[Month, dues.Cell], quarter: Quarter) -> None:
    most = books.terms_on(quarter.first_day).most_exempt
    for person in {person for person, _month in cells}:
        year = [date(quarter.year, month, 1) for month in range(1, 13)]
        had = dues.known([person], year).filter(kind=Dues.Kind.EXEMPT).count()
        if not owing.may_exempt(had, sum(one == person for one, _month in cells), most):
            raise Refused(_("At most %(most)d months a year can be exempted.") % {"most": most}, field="reason")


@transaction.atomic
def end_exemption(*, fact: Dues, reason: str, by: Person | None, now: datetime) -> Dues:
    """The month is owed again."""
    _may_collect(fact.unit, by, now)
    hold(fact.unit)
    list(Person.objects.select_for_update(no_key=True).filter(pk=fact.person_id))
    if fact.kind != Dues.Kind.EXEMPT or Dues.objects.filter(undoes=fact).exists():
        raise Refused(_("This month is not exempt. Please open the page again."))
    row = Dues(unit=fact.unit, person_id=fact.person_id, month=fact.month, turn=fact.turn, kind=Dues.Kind.UNDONE,
               undoes=fact, reason=reason.strip()[:200], by=by, at=now)  # fmt: skip
    record_dues(row, now=now)
    return row


@transaction.atomic
def set_earning(
    *, unit: Unit, person: Person, earns: bool, since: date, by: Person | None, now: datetime, source: str = ""
) -> Earning:
    """From this month on the member pays as somebody with an income, or without one; months paid stay as they were."""
    _may_collect(unit, by, now)
    if not dues.stays(unit, of(since)).filter(person=person).exists():
        raise Refused(_("%(person)s does not belong to %(unit)s.") % {"person": person, "unit": unit})
    row = Earning.objects.create(person=person, since=since.replace(day=1), earns=earns, by=by, at=now, source=source)
    data = {"person": person.pk, "since": row.since.isoformat(), "earns": earns, "source": source}
    audit.record("money.earning", row, by=by, now=now, label="system", data=data)
    return row


@transaction.atomic
def pass_up(
    *,
    unit: Unit,
    quarter: Quarter,
    amount: int,
    day: date,
    token: str,
    by: Person | None,
    now: datetime,
    via: str = MONEY[0],
    source: str = "",
) -> Entry:
    """Hand the superior what is owed for the quarter, or a part of it, never more."""
    _may_collect(unit, by, now)
    above = dues.passes_up_to(unit, local(now).date())
    if above is None:
        raise Refused(_("%(unit)s passes nothing up.") % {"unit": unit})
    _check_amount(amount)
    entry = post(
        unit=unit,
        kind=Entry.Kind.PASSED,
        day=day,
        words=lambda: _("Dues of quarter %(quarter)s to %(unit)s") % {"quarter": quarter.label, "unit": above},
        sides=[Side(DUES_UP, amount, counterpart_id=above.pk, quarter=str(quarter)),
               Side(via, -amount, counterpart_id=above.pk, quarter=str(quarter))],
        once=f"pass:{unit.pk}:{token}",
        by=by,
        now=now,
        source=source,
    )  # fmt: skip
    check_not_below_zero(unit, DUES_UP, day, str(quarter))
    check_not_below_zero(unit, via, day)
    _tell_above(entry, above, quarter, amount, now)
    return entry


def _check_amount(amount: int) -> None:
    if amount <= 0:
        raise Refused(_("Please give an amount above zero."), field="amount")


def _tell_above(entry: Entry, above: Unit, quarter: Quarter, amount: int, now: datetime) -> None:
    told = {"unit": entry.unit.name, "quarter": quarter.label, "amount": amount}
    address = f"{reverse('money:dues', args=[above.code])}?quy={quarter}"
    for keeper in rights.keepers(above, local(now).date()):
        notify.send("money.passed", to=keeper, context=told, once=f"entry:{entry.pk}", now=now, url=address)


@transaction.atomic
def receive(
    *,
    unit: Unit,
    child: Unit,
    quarter: Quarter,
    amount: int,
    day: date,
    token: str,
    by: Person | None,
    now: datetime,
    via: str = MONEY[0],
    source: str = "",
) -> Entry:
    """What came from a unit directly below, as it was counted here. That it differs from what they say is shown."""
    if not rules.may_keep(by, unit, local(now).date()):
        raise Forbidden(_("You do not keep the books of %(unit)s.") % {"unit": unit})
    above = dues.passes_up_to(child, local(now).date())
    if above is None or above.pk != unit.pk:
        raise Refused(_("%(child)s does not pass its dues to %(unit)s.") % {"child": child, "unit": unit})
    _check_amount(amount)
    hold(unit)
    return post(
        unit=unit,
        kind=Entry.Kind.RECEIVED,
        day=day,
        words=lambda: _("Dues of quarter %(quarter)s from %(unit)s") % {"quarter": quarter.label, "unit": child},
        sides=[Side(via, amount, counterpart_id=child.pk, quarter=str(quarter)),
               *shares(unit, Entry.Kind.RECEIVED, str(quarter), amount, day)],
        once=f"receive:{unit.pk}:{token}",
        by=by,
        now=now,
        source=source,
    )  # fmt: skip


@transaction.atomic
def remind(*, unit: Unit, child: Unit, quarter: Quarter, by: Person | None, now: datetime) -> int:
    """Ask those who collect below for what is missing, once a day. Gives how many people were told."""
    on = local(now).date()
    if not rules.may_keep(by, unit, on):
        raise Forbidden(_("You do not keep the books of %(unit)s.") % {"unit": unit})
    if child.parent_id != unit.pk:
        raise Refused(_("%(child)s does not pass its dues to %(unit)s.") % {"child": child, "unit": unit})
    told = {"unit": child.name, "above": unit.name, "quarter": quarter.label}
    once, address = f"remind:{child.pk}:{quarter}:{on}", f"{reverse('money:dues', args=[child.code])}?quy={quarter}"
    people = rights.keepers(child, on)
    for person in people:
        notify.send("money.reminded", to=person, context=told, once=once, now=now, url=address)
    data = {"quarter": str(quarter), "people": [person.pk for person in people]}
    audit.record("money.reminded", child, by=by, now=now, data=data)
    return len(people)


@transaction.atomic
def note_export(*, unit: Unit, quarter: Quarter, rows: int, by: Person | None, now: datetime) -> None:
    """Names left the system: who took how many, of what."""
    audit.record("money.exported", unit, by=by, now=now, data={"quarter": str(quarter), "rows": rows})
    if by is not None:
        narrowed = {"unit": unit.name, "quarter": quarter}
        privacy.listed(reader=by, place="money.dues", number=rows, narrowed=narrowed, now=now)
