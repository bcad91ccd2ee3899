"""What waits for whom. Visibility lives here: an item is seen by who may act on one of its seats on that day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.inbox.models import Item, ItemSeat
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.core.units.seats import Seat, Seats
from doanso.lib.modules import all_modules
from doanso.lib.moves import Handover, Line
from doanso.lib.text import fold

SOON = timedelta(days=3)
TABS = ("all", "late", "today", "soon")


@dataclass(frozen=True)
class Filters:
    """`tab` is one of TABS; the rest is empty when it does not narrow."""

    tab: str = "all"
    kind: str = ""
    unit_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Counts:
    total: int = 0
    overdue: int = 0
    due_today: int = 0
    due_soon: int = 0
    unclaimed: int = 0


def kinds() -> dict[str, Any]:
    """Every kind of work that a module declares, with its label."""
    return {kind: label for module in all_modules() for kind, label in module.inbox_kinds.items()}


def open_keys(kind: str) -> set[str]:
    """What of this kind still waits, for the module that put it there."""
    return set(Item.objects.filter(kind=kind, done_at=None).values_list("key", flat=True))


def mine(person: Person | None, on: date, *, now: datetime, filters: Filters | None = None) -> QuerySet[Item]:
    """The open items that this person may act on that day: late first, then by deadline, then the oldest."""
    if person is None:
        return Item.objects.none()
    return _listed(units.seats_of(person, on), on, now, filters or Filters())


def counts(person: Person | None, on: date, now: datetime) -> Counts:
    """One query beside those that find the person's seats."""
    return Counts() if person is None else _counted(units.seats_of(person, on), on, now)


# On every page, and the same as `_open_for`: the ORM would spend several times as long on it as the database.
WAITING = """
    SELECT count(*) FROM inbox_item WHERE done_at IS NULL AND id IN (
        SELECT item_id FROM inbox_itemseat WHERE person_id = %(person)s
        UNION ALL
        SELECT seat.item_id FROM inbox_itemseat AS seat
        JOIN unnest(%(roles)s::text[], %(units)s::bigint[]) AS held(role, unit)
            ON seat.unit_id = held.unit AND seat.role = held.role
        WHERE seat.person_id IS NULL
    )
"""


def badge(person: Person | None) -> int:
    """How much waits for this person now: the figure in the menu."""
    if person is None:
        return 0
    seats = units.seats_of(person, timezone.localdate())
    held = sorted({*seats.pairs, *seats.delegated})
    values = {"person": person.pk, "roles": [role for role, _u in held], "units": [unit for _r, unit in held]}
    with connection.cursor() as cursor:
        cursor.execute(WAITING, values)
        return cursor.fetchone()[0]


def may_act(person: Person, item: Item, on: date) -> bool:
    return _open_for(units.seats_of(person, on)).filter(pk=item.pk).exists()


@dataclass(frozen=True)
class Desk:
    """One person's work on a day, with their seats looked up once for everything that the page shows."""

    seats: Seats | None
    on: date
    now: datetime

    def items(self, filters: Filters) -> QuerySet[Item]:
        return _listed(self.seats, self.on, self.now, filters) if self.seats else Item.objects.none()

    def counts(self) -> Counts:
        return _counted(self.seats, self.on, self.now) if self.seats else Counts()

    def choices(self) -> tuple[list[str], list[Unit]]:
        """The kinds and the units that occur among all open items: what the filters offer."""
        if not self.seats:
            return [], []
        found = set(_open_for(self.seats).values_list("kind", "unit_id").distinct())
        where = Unit.objects.filter(pk__in={unit_id for _kind, unit_id in found if unit_id})
        return sorted({kind for kind, _unit_id in found}), list(where.order_by("search_key"))

    def on_behalf(self, items: Iterable[Item]) -> dict[int, str]:
        """For the items that reach this person only by delegation: in whose place they act."""
        return {item.pk: name for item in items if (name := self._through(item))}

    def _through(self, item: Item) -> str:
        held = [Seat(row.role, row.unit_id, row.person_id) for row in item.seats.all()]
        held = [seat for seat in held if self.seats and self.seats.holds(seat)]
        lent = [self.seats.through(seat) for seat in held if seat.role]
        own = len(lent) < len(held) or None in lent
        return "" if own or not lent else lent[0].position.person.full_name


def desk(person: Person | None, on: date, now: datetime) -> Desk:
    return Desk(units.seats_of(person, on) if person else None, on, now)


def to_hand_over(handover: Handover) -> list[Line]:
    number = Item.objects.filter(done_at=None, seats__unit=handover.unit).distinct().count()
    return [Line(_("Open work in the lists of its people"), number)] if number else []


def _open_for(seats: Seats) -> QuerySet[Item]:
    by_role: dict[str, list[int]] = defaultdict(list)
    for role, unit_id in sorted({*seats.pairs, *seats.delegated}):
        by_role[role].append(unit_id)
    reach = Q(person_id=seats.person_id)
    for role, unit_ids in by_role.items():
        reach |= Q(person=None, role=role, unit_id__in=unit_ids)
    return Item.objects.filter(done_at=None, pk__in=ItemSeat.objects.filter(reach).values("item_id"))


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _when(on: date, now: datetime) -> dict[str, Q]:
    tonight = max(_midnight_after(on), now)
    return {
        "late": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=tonight),
        "soon": Q(due_at__gte=tonight, due_at__lt=tonight + SOON),
    }


def _counted(seats: Seats, on: date, now: datetime) -> Counts:
    when = _when(on, now)
    return Counts(
        **_open_for(seats).aggregate(
            total=Count("pk"),
            overdue=Count("pk", filter=when["late"]),
            due_today=Count("pk", filter=when["today"]),
            due_soon=Count("pk", filter=when["soon"]),
            unclaimed=Count("pk", filter=Q(claimed_by=None)),
        )
    )


def _listed(seats: Seats, on: date, now: datetime, filters: Filters) -> QuerySet[Item]:
    when = _when(on, now)
    found = _open_for(seats)
    if filters.tab in when:
        found = found.filter(when[filters.tab])
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.unit_id:
        found = found.filter(unit_id=filters.unit_id)
    for word in fold(filters.text[:200].replace("\x00", " ")).split()[:10]:
        found = found.filter(search_key__contains=word)
    urgency = Case(*[When(is_so, then=Value(name)) for name, is_so in when.items()], default=Value(""))
    return (
        found.annotate(urgency=Coalesce(urgency, Value(""), output_field=CharField()))
        .select_related("unit", "claimed_by")
        .prefetch_related("seats")
        .order_by(F("due_at").asc(nulls_last=True), "started_at", "pk")
    )
