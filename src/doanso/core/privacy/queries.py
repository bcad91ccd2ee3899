"""Reads of viewings; who may see which stands here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextField, Value
from django.utils.translation import ngettext

from doanso.core.accounts.models import Person
from doanso.core.privacy.models import Answer, Clearing, Viewing
from doanso.core.units import queries as units
from doanso.core.units.models import Delegation, Membership, Position
from doanso.lib.dates import VN, local
from doanso.lib.modules import all_modules
from doanso.lib.personal import Holding, Retention
from doanso.lib.text import fold

OVERSEE, IDENTIFY = "privacy.oversee", "people.identify"
MANAGING = frozenset({"people.import", units.ADMIN})
"""Who keeps the list of a unit's members, or looks after its accounts."""


@dataclass(frozen=True)
class Filter:
    """Empty values narrow nothing."""

    reader: str = ""
    person: str = ""
    place: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """A viewing in words. `office`: where the reader sat on that day."""

    viewing: Viewing
    office: str
    place: str


def places() -> dict[str, Any]:
    """What can be looked at, in words, as the modules name it."""
    return {name: label for module in all_modules() for name, label in module.places.items()}


def _held(reader: Person | None, on: date) -> QuerySet[Position]:
    """The reader's seats, own or lent."""
    lent = Delegation.objects.filter(units.valid(on), delegate=reader, revoked_at=None).values("position_id")
    return Position.objects.filter(units.valid(on)).filter(Q(person=reader) | Q(pk__in=lent))


def permissions_over(reader: Person, person: Person, on: date) -> frozenset[str]:
    """What the reader's seats allow in the units where this person belongs or sits today."""
    places = {
        path
        for kind in (Membership, Position)
        for path in kind.objects.filter(units.valid(on), person=person).values_list("unit__path", flat=True)
    }
    rows = _held(reader, on).values_list("unit__path", "role__covers_below", "role__permissions")
    return frozenset(
        name
        for path, below, names in rows
        if any(place == path or (below and place.startswith(path)) for place in places)
        for name in names
    )


def with_birth(found: QuerySet[Any], reader: Person | None, on: date) -> QuerySet[Any]:
    """Rows with a `unit`, each with `born_shown`: may the reader see the date of birth there? Asks nothing more."""
    if reader is None:
        return found.annotate(born_shown=Value(False))
    path = ExpressionWrapper(OuterRef("unit__path"), output_field=TextField())
    here = _held(reader, on).filter(role__permissions__overlap=sorted(MANAGING)).annotate(there=path)
    reaching = Q(unit=OuterRef("unit")) | Q(role__covers_below=True, there__startswith=F("unit__path"))
    return found.annotate(born_shown=Exists(here.filter(reaching)))


def rules_of_retention() -> dict[str, Retention]:
    """By name, in the order of the modules."""
    return {rule.name: rule for module in all_modules() for rule in module.retention}


def clearings() -> list[tuple[Retention, str, Clearing | None]]:
    """Each rule, its time in words, and what it did last."""
    done = {one.rule: one for one in Clearing.objects.all()}
    return [(rule, how_long(rule.keeps), done.get(name)) for name, rule in rules_of_retention().items()]


def how_long(time: timedelta) -> str:
    """In the largest unit that fits without a rest."""
    if time.days and time.days % 365 == 0:
        return ngettext("%(n)d year", "%(n)d years", time.days // 365) % {"n": time.days // 365}
    if time.days:
        return ngettext("%(n)d day", "%(n)d days", time.days) % {"n": time.days}
    hours = time.seconds // 3600
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


@dataclass(frozen=True)
class Part:
    """What one module keeps about a person."""

    holding: Holding
    rows: list[dict[str, Any]]


def holdings() -> list[Holding]:
    return sorted((one for module in all_modules() for one in module.holdings), key=lambda holding: holding.order)


def held(person: Person) -> list[Part]:
    """Everything that is kept about this person."""
    return [Part(holding, holding.tell(person)) for holding in holdings()]


def answers_to(person: Person) -> QuerySet[Answer]:
    """What was done because this person asked, the latest first."""
    return Answer.objects.filter(person=person).order_by("-at", "-pk")


def open_copy(source: str, now: datetime) -> Answer | None:
    """The copy that came of this dossier, while it may be fetched."""
    return Answer.objects.filter(source=source, kind=Answer.Kind.COPY, until__gte=now).select_related("person").first()


def of_person(person: Person) -> QuerySet[Viewing]:
    """Who looked at this person, the latest first; at a record that was found to be theirs, too."""
    return (
        Viewing.objects.filter(Q(person=person) | Q(person__merged_into=person))
        .select_related("reader")
        .order_by("-at", "-pk")
    )


def overseen(by: Person | None, today: date) -> QuerySet[Viewing]:
    """By readers from, and of people in, the units whose data this person watches over; the latest first."""
    where = units.units_where(by, OVERSEE, today).values("pk")
    there = [
        Exists(kind.objects.filter(units.valid(today), unit__in=where, person=OuterRef(end)))
        for kind in (Position, Membership)
        for end in ("reader", "person")
    ]
    found = Viewing.objects.filter(there[0] | there[1] | there[2] | there[3])
    return found.select_related("reader", "person").order_by("-at", "-pk")


def narrowed(found: QuerySet[Viewing], wanted: Filter) -> QuerySet[Viewing]:
    for end in ("reader", "person"):
        for word in fold(getattr(wanted, end)).split()[:8]:
            found = found.filter(_named(end, word))
    if wanted.place:
        found = found.filter(place=wanted.place)
    if wanted.since:
        found = found.filter(at__gte=datetime.combine(wanted.since, time.min, VN))
    if wanted.until:
        found = found.filter(at__lt=datetime.combine(wanted.until + timedelta(days=1), time.min, VN))
    return found


def _named(end: str, word: str) -> Q:
    by_name = Q(**{f"{end}__search_key__contains": word})
    return by_name | Q(subject__iexact=word) if end == "person" else by_name


def lines(viewings: Iterable[Viewing]) -> list[Line]:
    """With the seats that the readers held on those days: one query, however many there are."""
    viewings, known = list(viewings), places()
    held = Position.objects.filter(person__in={one.reader_id for one in viewings}).select_related("role", "unit")
    seats: dict[int, list[Position]] = {}
    for seat in held.order_by("role__rank", "pk"):
        seats.setdefault(seat.person_id, []).append(seat)
    return [
        Line(one, _office(seats.get(one.reader_id, []), local(one.at).date()), str(known.get(one.place, one.place)))
        for one in viewings
    ]


def _office(seats: list[Position], on: date) -> str:
    there = [s for s in seats if s.valid_from <= on and (s.valid_to is None or on <= s.valid_to)]
    return "; ".join(f"{seat.title or seat.role.label}, {seat.unit.name}" for seat in there)
