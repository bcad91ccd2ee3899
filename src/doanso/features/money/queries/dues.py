"""Who paid which month in a branch; what each unit below collected, passed up and what arrived."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from doanso.core.accounts import queries as accounts
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.money.models import DUES_UP, MONEY, Dues, DuesTerms, Earning, Entry, Line
from doanso.features.money.owing import OVER, PAYING, Stay, owes
from doanso.features.money.quarters import Quarter
from doanso.features.money.queries.books import NET, scope, terms_on

MAIN = Membership.Kind.MAIN


@dataclass(frozen=True)
class Cell:
    """One month of one member. `fact` is what is known; without one the month is open and costs `rate`."""

    month: date
    owed: bool
    rate: int
    fact: Dues | None = None

    @property
    def open(self) -> bool:
        return self.owed and self.fact is None

    @property
    def paid(self) -> bool:
        return self.fact is not None and self.fact.kind == Dues.Kind.PAID


@dataclass(frozen=True)
class Row:
    person: Person
    earns: bool
    cells: list[Cell]

    @property
    def missing(self) -> int:
        return sum(cell.rate for cell in self.cells if cell.open)


@dataclass
class Sheet:
    """A branch's quarter."""

    unit: Unit
    quarter: Quarter
    rows: list[Row] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def collected(self) -> int:
        return sum(cell.fact.amount for cell in self.cells if cell.fact and cell.fact.unit_id == self.unit.pk)

    @property
    def missing(self) -> int:
        return sum(cell.rate for cell in self.cells if cell.open)

    @property
    def owed(self) -> int:
        """Paid elsewhere is not owed here; exempt months are not owed at all."""
        return self.collected + self.missing


def known(people: Iterable[int], months: Iterable[date]) -> QuerySet[Dues]:
    """What holds for these months: taken back is as if it had never been."""
    found = Dues.objects.filter(person__in=list(people), month__in=list(months), undone_by=None)
    return found.exclude(kind=Dues.Kind.UNDONE)


def turns(people: Iterable[int], months: Iterable[date]) -> dict[tuple[int, date], int]:
    """How often each month was taken back."""
    undone = Dues.objects.filter(person__in=list(people), month__in=list(months), kind=Dues.Kind.UNDONE)
    return {(person, month): turn + 1 for person, month, turn in undone.order_by("turn").values_list(
        "person", "month", "turn")}  # fmt: skip


def stays(unit: Unit, quarter: Quarter) -> QuerySet[Membership]:
    found = Membership.objects.filter(unit=unit, kind=MAIN, valid_from__lte=quarter.months[2])
    return found.filter(Q(valid_to=None) | Q(valid_to__gte=quarter.first_day)).select_related("person")


def earnings(people: Iterable[int], month: date) -> dict[int, list[tuple[date, bool]]]:
    """For each person when it became so, up to this month, the newest last. No row: no income of their own."""
    found: dict[int, list[tuple[date, bool]]] = {}
    kept = Earning.objects.filter(person__in=list(people), since__lte=month).order_by("since", "pk")
    for person, since, earns in kept.values_list("person", "since", "earns"):
        found.setdefault(person, []).append((since, earns))
    return found


def rate(terms: DuesTerms, told: list[tuple[date, bool]], month: date) -> int:
    earns = next((earns for since, earns in reversed(told) if since <= month), False)
    return terms.with_income if earns else terms.without_income


def of_branch(unit: Unit, quarter: Quarter) -> Sheet:
    """Everybody who owes a month of the quarter here, or paid one here, by name."""
    months = quarter.months
    here: dict[int, list[Stay]] = {}
    people: dict[int, Person] = {}
    for held in stays(unit, quarter):
        people[held.person_id] = held.person
        stay = Stay(held.valid_from, held.valid_to, held.state, held.admitted_on)
        here.setdefault(held.person_id, []).append(stay)
    for paid in Dues.objects.filter(unit=unit, month__in=months, undone_by=None).exclude(kind=Dues.Kind.UNDONE):
        if paid.person_id not in people:
            people[paid.person_id] = None
    missing = [pk for pk, person in people.items() if person is None]
    people |= Person.objects.in_bulk(missing) if missing else {}
    facts = {(one.person_id, one.month): one for one in known(people, months).select_related("unit", "entry")}
    told, terms = earnings(people, months[2]), [terms_on(month) for month in months]
    rows = [
        _row(person, here.get(pk, []), list(zip(months, terms, strict=True)), facts, told.get(pk, []))
        for pk, person in sorted(people.items(), key=lambda item: (item[1].sort_key, item[0]))
    ]
    return Sheet(unit, quarter, [row for row in rows if any(cell.owed or cell.fact for cell in row.cells)])


def _row(
    person: Person,
    here: list[Stay],
    months: list[tuple[date, DuesTerms]],
    facts: dict[tuple[int, date], Dues],
    told: list[tuple[date, bool]],
) -> Row:
    cells = [
        Cell(month, any(owes(stay, month) for stay in here), rate(terms, told, month), facts.get((person.pk, month)))
        for month, terms in months
    ]
    return Row(person, bool(told and told[-1][1]), cells)


OWED = """
    SELECT stay.unit_id,
        sum(CASE WHEN fact.id IS NULL THEN (CASE WHEN earning.earns THEN month.high ELSE month.low END) ELSE 0 END)
    FROM unnest(%(months)s::date[], %(low)s::bigint[], %(high)s::bigint[]) AS month(day, low, high)
    JOIN units_membership AS stay ON stay.unit_id = ANY(%(units)s) AND stay.kind = %(main)s
        AND stay.valid_from <= month.day AND (stay.valid_to IS NULL OR stay.valid_to >= month.day)
        AND (stay.admitted_on IS NULL OR stay.admitted_on < month.day)
        AND (stay.state = ANY(%(paying)s) OR (stay.valid_to IS NOT NULL AND stay.state = ANY(%(over)s)))
    LEFT JOIN money_dues AS fact ON fact.person_id = stay.person_id AND fact.month = month.day
        AND fact.kind <> 'undone' AND NOT EXISTS (SELECT FROM money_dues AS back WHERE back.undoes_id = fact.id)
    LEFT JOIN LATERAL (
        SELECT earns FROM money_earning WHERE person_id = stay.person_id AND since <= month.day
        ORDER BY since DESC, id DESC LIMIT 1
    ) AS earning ON true
    GROUP BY stay.unit_id
"""


def missing_by_branch(ids: list[int], quarter: Quarter) -> dict[int, int]:
    """What members still owe, by branch: the same rule as `owing.owes`, in one statement for any number of members."""
    terms = [terms_on(month) for month in quarter.months]
    values = {
        "months": list(quarter.months),
        "low": [one.without_income for one in terms],
        "high": [one.with_income for one in terms],
        "units": ids,
        "main": MAIN.value,
        "paying": [state.value for state in PAYING],
        "over": [state.value for state in OVER],
    }
    with connection.cursor() as cursor:
        cursor.execute(OWED, values)
        return {unit: int(missing) for unit, missing in cursor.fetchall()}


@dataclass
class Below:
    """One unit below and all under it, in one quarter. `due` is what it owes up by its own books."""

    unit: Unit
    collected: int = 0
    missing: int = 0
    due: int = 0
    passed: int = 0
    received: int = 0

    @property
    def owed(self) -> int:
        return self.collected + self.missing

    @property
    def difference(self) -> int:
        return self.passed - self.received

    @property
    def to_pass(self) -> int:
        return self.due - self.passed


def below(unit: Unit, quarter: Quarter, on: date) -> list[Below]:
    """Every unit directly below that takes part, ended ones of the quarter too; the same number of queries for any."""
    found = Unit.objects.filter(parent=unit, type__tree="doan", type__office=False).exclude(type__code="CLB")
    found = found.filter(valid_from__lte=quarter.last_day).filter(Q(valid_to=None) | Q(valid_to__gte=quarter.first_day))
    children = [Below(one) for one in found.select_related("type").order_by("type__rank", "name", "code")]
    ids = scope(unit, on)
    paths = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "path"))
    heirs = units.heirs_of_ended(on)
    paths |= {pk: paths.get(heir, path) for pk, path in paths.items() if (heir := heirs.get(pk))}
    missing, collected = missing_by_branch(ids, quarter), collected_by_branch(ids, quarter)
    for child in children:
        mine = [pk for pk, path in paths.items() if path.startswith(child.unit.path)]
        child.missing = sum(missing.get(pk, 0) for pk in mine)
        child.collected = sum(collected.get(pk, 0) for pk in mine)
    _add_books(unit, children, quarter)
    return children


def collected_by_branch(ids: list[int], quarter: Quarter) -> dict[int, int]:
    """From members, as the books have it."""
    lines = Line.objects.filter(entry__unit__in=ids, entry__kind=Entry.Kind.DUES, quarter=str(quarter))
    lines = lines.filter(account__in=MONEY)
    return dict(lines.values_list("entry__unit").annotate(net=NET))


def _add_books(unit: Unit, children: list[Below], quarter: Quarter) -> None:
    ids, kinds = [child.unit.pk for child in children], Entry.Kind
    lines = Line.objects.filter(quarter=str(quarter))
    ups = lines.filter(entry__unit__in=ids, account=DUES_UP).values_list("entry__unit")
    due = dict(ups.exclude(entry__kind=kinds.PASSED).annotate(net=NET))
    passed = dict(ups.filter(entry__kind=kinds.PASSED).annotate(net=NET))
    came = lines.filter(entry__unit=unit, entry__kind=kinds.RECEIVED, account__in=MONEY, counterpart__in=ids)
    received = dict(came.values_list("counterpart").annotate(net=NET))
    for child in children:
        child.due = -due.get(child.unit.pk, 0)
        child.passed = passed.get(child.unit.pk, 0)
        child.received = received.get(child.unit.pk, 0)


def own_share(unit: Unit, quarter: Quarter) -> Below:
    """What the unit itself collected and owes up, in its own books."""
    own = Below(unit)
    own.collected = collected_by_branch([unit.pk], quarter).get(unit.pk, 0)
    lines = Line.objects.filter(entry__unit=unit, account=DUES_UP, quarter=str(quarter))
    net = lines.values("entry__kind").annotate(net=NET)
    for row in net:
        if row["entry__kind"] == Entry.Kind.PASSED:
            own.passed += row["net"]
        else:
            own.due -= row["net"]
    return own


def came_in(unit: Unit, quarter: str, kind: str) -> tuple[int, int]:
    """Dues of a quarter so far, from members or from below: (all that came in, what of it the books owe upwards)."""
    lines = Line.objects.filter(entry__unit=unit, entry__kind=kind, quarter=quarter)
    money = lines.filter(account__in=MONEY).aggregate(net=NET)["net"] or 0
    return money, -(lines.filter(account=DUES_UP).aggregate(net=NET)["net"] or 0)


def paid_twice(unit: Unit) -> list[Dues]:
    """Payments taken here under a record that has become one with another, under which the month was settled, too."""
    found = Dues.objects.filter(unit=unit, kind=Dues.Kind.PAID, undone_by=None, person__merged_into__isnull=False)
    rows = list(found.select_related("person", "entry").order_by("person__sort_key", "month"))
    goes_on = accounts.goes_on_as() if rows else {}
    settled = known([goes_on[row.person_id] for row in rows], [row.month for row in rows])
    pairs = set(settled.values_list("person", "month"))
    return [row for row in rows if (goes_on[row.person_id], row.month) in pairs]


def taken_from(quarter: Quarter) -> bool:
    """Have dues of this quarter or a later one been taken anywhere?"""
    shared = Line.objects.filter(entry__kind__in=(Entry.Kind.DUES, Entry.Kind.RECEIVED), quarter__gte=str(quarter))
    return shared.exists()


def passes_up_to(unit: Unit, on: date) -> Unit | None:
    """Where the unit's share goes: its superior, unless it stands at the top."""
    if unit.type.rank <= terms_on(on).top_rank:
        return None
    return units.superior(unit, on)
