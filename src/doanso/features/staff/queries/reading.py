"""Names and records: only where the reader holds the right to names, and of who is or was last in such an agency."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Tree, Unit
from doanso.features.staff.models import Employee, Entry, Spell
from doanso.lib.text import fold

FIGURES, NAMES, EDIT, QUOTA = "staff.figures", "staff.names", "staff.edit", "staff.quota"
ORDERS = {
    "name": ("employee__sort_key",),
    "-name": ("-employee__sort_key",),
    "unit": ("unit__path", "employee__sort_key"),
    "-unit": ("-unit__path", "employee__sort_key"),
    "since": ("valid_from", "employee__sort_key"),
    "-since": ("-valid_from", "employee__sort_key"),
}
CHOICES = ("kind", "rank", "education", "post", "party")
UNKNOWN = "?"


@dataclass(frozen=True)
class Filter:
    """Empty values narrow nothing, "?" finds what is not known; `unit` takes in what is below it."""

    on: date
    unit: Unit | None = None
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    order: str = "name"


def agencies(reader: Person | None, permission: str, on: date) -> QuerySet[Unit]:
    """Where the reader may, of the agencies that stand on that day, in the order of the tree."""
    found = units.units(on, Tree.AGENCY).filter(pk__in=units.units_where(reader, permission, on).values("pk"))
    return found.order_by("path")


def seen_by(reader: Person | None, on: date) -> QuerySet[Employee]:
    return Employee.objects.filter(unit__in=units.units_where(reader, NAMES, on))


def kept_by(reader: Person | None, on: date) -> QuerySet[Employee]:
    """Whose records this reader keeps."""
    return Employee.objects.filter(unit__in=units.units_where(reader, EDIT, on)).select_related("unit")


def listed(reader: Person | None, today: date, wanted: Filter) -> QuerySet[Spell]:
    """Who worked on the wanted day where the reader sees names today. `open`: the record may be opened, too."""
    where = units.units_where(reader, NAMES, today)
    found = Spell.objects.filter(units.valid(wanted.on), unit__in=where)
    if wanted.unit:
        found = found.filter(unit__path__startswith=wanted.unit.path)
    for word in fold(wanted.text).split()[:8]:
        found = found.filter(Q(employee__search_key__contains=word) | Q(employee__code__iexact=word))
    for name, value in wanted.values:
        found = found.filter(**_is(name, value))
    seen = Employee.objects.filter(pk=OuterRef("employee"), unit__in=where)
    found = found.annotate(open=Subquery(seen.values("pk")[:1])).select_related("employee", "unit__parent")
    return found.order_by(*ORDERS.get(wanted.order, ORDERS["name"]), "pk")


def _is(name: str, value: str) -> dict[str, object]:
    if name == "party":
        return {name: {"1": True, "0": False}.get(value)}
    return {name: "" if value == UNKNOWN else value}


def spells_of(employee: Employee) -> QuerySet[Spell]:
    """The latest first."""
    return employee.spells.select_related("unit").order_by("-valid_from")


def entries_of(employee: Employee) -> QuerySet[Entry]:
    """The latest day first; `undone` names the entry that undid this one."""
    found = employee.entries.select_related("unit", "by").annotate(undone=F("undone_by__pk"))
    return found.order_by("-day", "-pk")
