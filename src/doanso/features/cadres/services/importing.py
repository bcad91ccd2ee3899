"""Rows of a spreadsheet as seats of committees: what would happen, and making it happen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import services as seats
from doanso.core.units.models import Membership, Position, Role, Tree, Unit
from doanso.features.cadres.services import seating
from doanso.features.cadres.services.naming import Named
from doanso.features.cadres.services.seating import Kind, Source
from doanso.lib.dates import format_date
from doanso.lib.intake import Context, Given, Verdict
from doanso.lib.text import fold

Seat = tuple[int, int, str]  # person, unit, role
Reasons = dict[str, list[str]]


@dataclass(frozen=True)
class Known:
    """Everybody whom these rows may mean, with their seats: a fixed number of queries for a thousand rows."""

    by_number: dict[str, Person]
    by_name: dict[str, list[Person]]
    seats: dict[Seat, list[Position]]
    units: dict[int, Unit]
    roles: dict[str, Role]
    reach: list[tuple[str, bool, list[str]]]  # of the sender: path, covers below, permissions

    @classmethod
    def of(cls, rows: Sequence[Given | Verdict], context: Context) -> "Known":
        numbers = {row.values["cccd"] for row in rows if "cccd" in row.values}
        names = {fold(row.values["ho_ten"]) for row in rows}
        here = list(context.units.values())
        ours = [Exists(model.objects.filter(person=OuterRef("pk"), unit__in=here)) for model in (Membership, Position)]
        people = list(Person.objects.filter(ours[0] | ours[1]).filter(Q(cccd__in=numbers) | Q(search_key__in=names)))
        by_name, held = defaultdict(list), defaultdict(list)
        for person in people:
            by_name[person.search_key].append(person)
        for seat in Position.objects.filter(person__in=people).order_by("valid_from"):
            held[seat.person_id, seat.unit_id, seat.role_id].append(seat)
        sender = Position.objects.filter(units.valid(context.on), person=context.by_id)
        return cls(
            {person.cccd: person for person in people if person.cccd},
            by_name,
            held,
            Unit.objects.select_related("type").in_bulk({context.units[row.values["don_vi"]] for row in rows}),
            Role.objects.in_bulk(),
            list(sender.values_list("unit__path", "role__covers_below", "role__permissions")),
        )

    def may_give(self, role: Role, unit: Unit) -> bool:
        """Nobody gives a seat that may do more there than they may."""
        held = (names for path, below, names in self.reach if path == unit.path or (below and _in(unit, path)))
        return set(role.permissions) <= {name for names in held for name in names}


def _in(unit: Unit, path: str) -> bool:
    return unit.path.startswith(path)


def judge(rows: Sequence[Given], context: Context) -> list[Verdict]:
    known = Known.of(rows, context)
    return [_verdict(row, known, context) for row in rows]


def _verdict(row: Given, known: Known, context: Context) -> Verdict:
    person, reasons = _who(row, known)
    if person is not None:
        reasons = _against(row, person, known, context)
    if person is None or reasons:
        return Verdict(row.number, "refuse", row.values, reasons=reasons)
    target, last = str(person.pk), row.values.get("den_ngay")
    held = _same(row, person, known, context)
    if held is None:
        return Verdict(row.number, "create", row.values, target=target)
    if last and held.valid_to is None:
        changes = {"den_ngay": ("", format_date(last))}
        return Verdict(row.number, "change", row.values, changes, target=target)
    return Verdict(row.number, "same", row.values, target=target)


def _who(row: Given, known: Known) -> tuple[Person | None, Reasons]:
    """By number, else by name and birth; a homonym is asked about, never guessed."""
    if (number := row.values.get("cccd")) in known.by_number:
        person = known.by_number[number]
        if person.search_key == fold(row.values["ho_ten"]):
            return person, {}
        return None, {"cccd": [_("Belongs to somebody of another name in the register.")]}
    alike = [one for one in known.by_name.get(fold(row.values["ho_ten"]), []) if not (number and one.cccd)]
    if born := row.values.get("ngay_sinh"):
        alike = [one for one in alike if (one.date_of_birth, one.birth_precision) == tuple(born)]
    if len(alike) == 1:
        return alike[0], {}
    nobody = _("Nobody of this name belongs to your units. New people come in by the list of members.")
    several = _("Several people have this name: give the day of birth or the citizen number.")
    return None, {"ho_ten": [several if alike else nobody]}


def _against(row: Given, person: Person, known: Known, context: Context) -> Reasons:
    unit, role = known.units[context.units[row.values["don_vi"]]], known.roles[row.values["chuc_vu"]]
    first, last = row.values["tu_ngay"], row.values.get("den_ngay")
    if person.pk == context.by_id:
        return {"": [_("Nobody enters a seat of their own.")]}
    if unit.type.tree != Tree.UNION or unit.type.office:
        return {"don_vi": [_("%(unit)s has no committee.") % {"unit": unit}]}
    if not known.may_give(role, unit):
        return {"chuc_vu": [_("This seat may do more there than you may. Please ask above.")]}
    if first > context.on or (last and last > context.on):
        return {"tu_ngay" if first > context.on else "den_ngay": [_("Lies in the future.")]}
    if last and last < first:
        return {"den_ngay": [_("The last day lies before the first.")]}
    if first < unit.valid_from or (unit.valid_to and first > unit.valid_to):
        told = {"unit": unit, "day": format_date(first)}
        return {"tu_ngay": [_("%(unit)s does not stand on %(day)s.") % told]}
    return _crossing(row, person, known, context)


def _crossing(row: Given, person: Person, known: Known, context: Context) -> Reasons:
    """What is there already, or stands in another row of the file."""
    key, first, last = _key(row, person, context), row.values["tu_ngay"], row.values.get("den_ngay")
    same = _same(row, person, known, context)
    if same and last and same.valid_to and same.valid_to != last:
        return {"den_ngay": [_("The register says %(day)s.") % {"day": format_date(same.valid_to)}]}
    later = [one for one in known.seats.get(key, []) if one is not same and (not one.valid_to or one.valid_to >= first)]
    if later:
        words = _("Holds this seat since %(day)s already.")
        return {"tu_ngay": [words % {"day": format_date(later[0].valid_from)}]}
    row_of = context.memory.setdefault(key, row.number)
    if row_of != row.number:
        return {"": [_("The same person and seat stand in row %(row)d.") % {"row": row_of}]}
    return {}


def _key(row: Given | Verdict, person: Person, context: Context) -> Seat:
    return person.pk, context.units[row.values["don_vi"]], row.values["chuc_vu"]


def _same(row: Given | Verdict, person: Person, known: Known, context: Context) -> Position | None:
    held = known.seats.get(_key(row, person, context), [])
    return next((one for one in held if one.valid_from == row.values["tu_ngay"]), None)


@transaction.atomic
def write(rows: Sequence[Verdict], context: Context) -> None:
    known = Known.of(rows, context)
    people = Person.objects.in_bulk({int(row.target) for row in rows})
    by = Person.objects.get(pk=context.by_id)
    for row in rows:
        person = people[int(row.target)]
        source = Source(context.source, row.values["so_quyet_dinh"], by, context.now)
        _write_one(row, person, _same(row, person, known, context), known, context, source)


def _write_one(
    row: Verdict, person: Person, held: Position | None, known: Known, context: Context, source: Source
) -> None:
    unit, role = known.units[context.units[row.values["don_vi"]]], known.roles[row.values["chuc_vu"]]
    named = Named(person, person.full_name, role, None, None)
    first: date = row.values["tu_ngay"]
    if held is None:
        told: dict[str, Any] = {"person": person, "unit": unit, "role": role.pk, "since": first}
        held = seats.appoint(**told, by=source.by, now=source.now, source=source.code)
        seating.write(Kind.APPOINTED, unit, first, source, named=named, position=held)
    if (last := row.values.get("den_ngay")) and held.valid_to is None:
        seats.end_position(position=held, last_day=last, by=source.by, now=source.now)
        seating.write(Kind.RELEASED, unit, last + timedelta(days=1), source, named=named, position=held)
