"""Figures as of a day: counted from the register each time, never stored."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from doanso.core.units import queries as units
from doanso.features.staff.attributes import Attribute
from doanso.features.staff.models import Education, Post, Spell
from doanso.features.staff.queries.scopes import Scope, lines
from doanso.lib import shares
from doanso.lib.text import fold


@dataclass(frozen=True)
class Line:
    """One value of an attribute. `unknown`: what is not known, a line of its own."""

    label: str
    counts: tuple[int, ...]
    tenths: tuple[int, ...] | None
    unknown: bool = False

    @property
    def sum(self) -> int:
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[int, str | None]]:
        """Each count with its share, in words."""
        if self.tenths is None:
            return [(count, None) for count in self.counts]
        return [(count, shares.in_words(one)) for count, one in zip(self.counts, self.tenths, strict=True)]


@dataclass(frozen=True)
class Table:
    """`heads` of the columns. In a simple breakdown there is one, and the shares of a column make 100,0%; in a crossed
    one the shares of each line do, and the last line is the sum of all."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    total: int
    sums: Line | None = None


def at_work(scope: Scope, on: date) -> QuerySet[Spell]:
    return Spell.objects.filter(units.valid(on), unit_id__in=scope.ids)


def breakdown(scope: Scope, on: date, by: Attribute) -> Table:
    found = at_work(scope, on).annotate(row=by.expression(on)).values_list("row").annotate(n=Count("pk")).order_by()
    counts = Counter(dict(found))
    values = in_order(by, counts)
    tenths = shares.tenths([counts[value] for value, _label, _unknown in values])
    told = [
        Line(label, (counts[value],), (tenths[i],) if tenths else None, unknown)
        for i, (value, label, unknown) in enumerate(values)
    ]
    return Table((_("Head count"),), tuple(told), counts.total())


def crossed(scope: Scope, on: date, by: Attribute, across: Attribute) -> Table:
    marked = at_work(scope, on).annotate(row=by.expression(on), column=across.expression(on))
    found = marked.values_list("row", "column").annotate(n=Count("pk")).order_by()
    counts = Counter({(row, column): n for row, column, n in found})
    rows, columns = Counter(), Counter()
    for (row, column), n in counts.items():
        rows[row] += n
        columns[column] += n
    across_values = in_order(across, columns)
    told = [
        _line(label, [counts[value, column] for column, _label, _u in across_values], unknown)
        for value, label, unknown in in_order(by, rows)
    ]
    sums = _line(_("All"), [columns[column] for column, _label, _u in across_values], False)
    return Table(tuple(label for _value, label, _u in across_values), tuple(told), rows.total(), sums)


def _line(label: str, counts: list[int], unknown: bool) -> Line:
    found = shares.tenths(counts)
    return Line(label, tuple(counts), tuple(found) if found else None, unknown)


def in_order(by: Attribute, counts: Counter[Any]) -> list[tuple[Any, str, bool]]:
    """(value, words, unknown) of every line: the attribute's own values even where nobody has them; what the register
    itself says by number; last what is not known, when there is any."""
    own = [(value, str(label), False) for value, label in by.values]
    known = {value for value, _label, _unknown in own}
    free = [value for value in counts if value not in known and value not in ("", None)]
    own += [(value, str(value), False) for value in sorted(free, key=lambda one: (-counts[one], fold(str(one))))]
    missing = [(value, _("No data yet"), True) for value in ("", None) if counts[value]]
    return own + missing


@dataclass(frozen=True)
class Key:
    """Key figures. Each of the others is counted over `staff`; those of whom it is not known stand beside."""

    staff: int
    postgraduate: int
    education_unknown: int
    with_computer: int
    computer_unknown: int
    women: int
    in_party: int
    leading: int


def key_figures(scope: Scope, on: date) -> Key:
    wanted = {
        "staff": Q(),
        "postgraduate": Q(education=Education.POSTGRADUATE),
        "education_unknown": Q(education=""),
        "with_computer": Q(computer=True),
        "computer_unknown": Q(computer=None),
        "women": Q(employee__sex="F"),
        "in_party": Q(party=True),
        "leading": Q(post__in=[Post.HEAD, Post.DEPUTY]),
    }
    return Key(**at_work(scope, on).aggregate(**{name: Count("pk", filter=one) for name, one in wanted.items()}))


def by_agency(scope: Scope, on: date) -> Counter[int]:
    """How many work in each agency directly below, and in the scope's own; see `scopes.lines`."""
    homes, found = lines(scope), Counter()
    for unit_id, number in at_work(scope, on).values_list("unit_id").annotate(n=Count("pk")).order_by():
        found[homes[unit_id]] += number
    return found


def by_agency_and_kind(scope: Scope, on: date, homes: dict[int, int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for unit_id, kind, number in at_work(scope, on).values_list("unit_id", "kind").annotate(n=Count("pk")).order_by():
        found[homes[unit_id]][kind] += number
    return found


def trend(scope: Scope, days: list[date], by: Attribute | None = None) -> Table:
    """One column a day; the shares of a column make 100,0%. One query for any number of days."""
    per_day = {f"day_{i}": Count("pk", filter=units.valid(day)) for i, day in enumerate(days)}
    marked = Spell.objects.filter(unit_id__in=scope.ids)
    if by is None:
        found = marked.aggregate(**per_day)
        counts = {None: [found[name] for name in per_day]}
        values = [(None, _("All"), False)]
    else:
        rows = marked.annotate(row=by.expression(days[-1])).values("row").annotate(**per_day).order_by()
        counts = {row["row"]: [row[name] for name in per_day] for row in rows}
        values = in_order(by, Counter({value: sum(numbers) for value, numbers in counts.items()}))
    columns = [[counts.get(value, [0] * len(days))[i] for value, _l, _u in values] for i in range(len(days))]
    tenths = [shares.tenths(column) or [0] * len(values) for column in columns]
    told = [
        Line(label, tuple(c[i] for c in columns), tuple(t[i] for t in tenths), unknown)
        for i, (_value, label, unknown) in enumerate(values)
    ]
    heads = tuple(f"{day:%d/%m/%Y}" for day in days)
    return Table(heads, tuple(told), sum(columns[-1]) if columns else 0, _all(columns))


def _all(columns: list[list[int]]) -> Line:
    return Line(_("All"), tuple(map(sum, columns)), None)


def quarter_ends(first: int, last: int, today: date) -> list[date]:
    """The last days of the quarters of these years; the one that is not over is counted up to today."""
    ends = [date(year, month, day) for year in range(first, last + 1) for month, day in QUARTERS]
    past = [day for day in ends if day < today]
    return [*past, today] if len(past) < len(ends) and today.year <= last else past


QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))
