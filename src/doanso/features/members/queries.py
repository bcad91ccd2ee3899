"""Reads of members' records; who may see which stands in `seen_by` and `may_see`."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from doanso.core.accounts import queries as accounts
from doanso.core.accounts.models import Person
from doanso.core.privacy import queries as privacy
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Position, Tree, Unit
from doanso.features.members import ages
from doanso.features.members.models import CARD, Distinct, Entry, Merge
from doanso.lib.moves import Handover
from doanso.lib.text import fold

SEE = "people.view"
MOST = 10_000
"""Of what is searched for, more are not counted: whoever finds so many narrows them down."""
ORDERS = {
    "name": ("person__sort_key",),
    "-name": ("-person__sort_key",),
    "unit": ("unit__path", "person__sort_key"),
    "-unit": ("-unit__path", "person__sort_key"),
    "admitted": ("admitted_on", "person__sort_key"),
    "-admitted": ("-admitted_on", "person__sort_key"),
}


@dataclass(frozen=True)
class Filter:
    """Empty values narrow nothing; `unit` takes in what is below it."""

    text: str = ""
    unit: Unit | None = None
    state: str = ""
    kind: str = ""
    of_age: bool = False
    order: str = "name"


@dataclass(frozen=True)
class Tally:
    """How many there are of each kind in each state. `more`: there are others, which nobody counted."""

    numbers: Mapping[tuple[str, str], int]
    more: bool = False

    @property
    def total(self) -> int:
        return MOST if self.more else sum(self.numbers.values())

    @property
    def sums(self) -> list[tuple[str, int]]:
        """How many main memberships there are in each state; they add up to all of them."""
        known = {state: n for (kind, state), n in self.numbers.items() if kind == Membership.Kind.MAIN}
        return (
            [] if self.more else [(str(one.label), known[one.value]) for one in Membership.State if one.value in known]
        )


def seen_by(reader: Person | None, today: date, on: date | None = None) -> QuerySet[Membership]:
    """Memberships that hold on a day, today when none is given, in the units where this reader may see people today."""
    found = Membership.objects.filter(units.valid(on or today), unit__in=units.units_where(reader, SEE, today))
    return found.select_related("person", "unit__parent")


def oversees(reader: Person | None, on: date) -> bool:
    return units.units_where(reader, SEE, on).exists()


def narrowed(found: QuerySet[Membership], wanted: Filter, on: date, today: date) -> QuerySet[Membership]:
    words = fold(wanted.text).split()[:8]
    numbers = [word for word in words if any(map(str.isdigit, word))]
    for number in numbers:
        found = found.filter(_numbered(number, on if on < today else None))
    if names := [word for word in words if word not in numbers]:
        found = found.filter(accounts.named(names, "person__"))
    if wanted.unit:
        found = found.filter(unit__path__startswith=wanted.unit.path)
    if wanted.of_age:
        found = of_age(found, on)
    plain: dict[str, Any] = {"state": wanted.state, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    return found.order_by(*ORDERS.get(wanted.order, ORDERS["name"]), "pk")


def page_of(found: QuerySet[Membership], reader: Person | None, today: date) -> list[Membership]:
    """The rows of one page, each with `born_shown`, which is not asked of all those before it."""
    rows = list(found)
    alone = Membership.objects.filter(pk__in=[held.pk for held in rows])
    shown = dict(privacy.with_birth(alone, reader, today).values_list("pk", "born_shown"))
    for held in rows:
        held.born_shown = shown[held.pk]
    return rows


def _numbered(word: str, then: date | None) -> Q:
    """By card or code. Names have no digits: asked apart from them, a million members are found by an index.

    `then`, an earlier day: by any card that was given until then; a membership holds only that of today.
    """
    forms = {word, word.upper()}
    coded = list(Person.objects.filter(code__in=forms).values_list("pk", flat=True))
    column, cards = "card" if then else "card_number", Q()
    for form in forms:
        cards |= Q(**{f"{column}__startswith": form})
    if then:
        given = Entry.objects.alias(card=CARD).filter(cards, day__lte=then, undone_by=None)
        cards = Q(person__in=given.values("person"))
    return cards | Q(person__in=coded) if coded else cards


def main_memberships(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(units.valid(on), kind=Membership.Kind.MAIN)


def of_age(found: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """Of these, active or deferred members who are beyond the Union's age before the month ends and do not stay on."""
    end = date(on.year, on.month, monthrange(on.year, on.month)[1])
    staying = Entry.objects.filter(kind=Entry.Kind.STAYED_ON, until__gte=on, undone_by=None, person=OuterRef("person"))
    states = [Membership.State.ACTIVE, Membership.State.DEFERRED]
    grown = found.filter(person__date_of_birth__lte=ages.born_before(end), state__in=states)
    return grown.filter(~Exists(staying))


def tally(found: QuerySet[Membership], wanted: Filter, reader: Person | None, *, today: date, on: date) -> Tally:
    """How many the list holds, without looking at all of them where they may be a million."""
    if wanted.text or wanted.of_age:
        numbers = Counter(found.order_by().values_list("kind", "state")[: MOST + 1])
        return Tally(numbers, more=numbers.total() > MOST)
    if on != today:
        rows = found.order_by().values_list("kind", "state").annotate(n=Count("pk"))
        return Tally({(kind, state): number for kind, state, number in rows})
    where = units.units_where(reader, SEE, today)
    if wanted.unit:
        where = where.filter(path__startswith=wanted.unit.path)
    kept = units.headcount(where, today).items()
    return Tally({key: n for key, n in kept if wanted.kind in ("", key[0]) and wanted.state in ("", key[1])})


def units_to_choose(reader: Person | None, on: date) -> QuerySet[Unit]:
    """Where the list can be narrowed to: the Union's units that this reader oversees, in the order of the tree."""
    seen = units.units(on, Tree.UNION).filter(pk__in=units.units_where(reader, SEE, on).values("pk"))
    return seen.filter(type__office=False).order_by("path")


def may_see(reader: Person | None, person: Person, on: date) -> bool:
    return bool(opened(reader, [person.pk], on))


def opened(reader: Person | None, people: Iterable[int], on: date) -> set[int]:
    """Of these, whose records the reader may open: one's own, and that of who belongs to or sits in a unit where the
    reader may see people today, or belonged to one last and belongs nowhere any more."""
    if reader is None:
        return set()
    where = units.units_where(reader, SEE, on).values("pk")
    held = [kind.objects.filter(units.valid(on), person=OuterRef("pk")) for kind in (Membership, Position)]
    here, anywhere = [Q(Exists(rows.filter(unit__in=where))) for rows in held], [Exists(rows) for rows in held]
    before = Membership.objects.filter(person=OuterRef(OuterRef("pk")), valid_to__lt=on).order_by("-valid_to", "-pk")
    last_here = Q(Exists(Unit.objects.filter(pk__in=where, pk=Subquery(before.values("unit")[:1]))))
    found = Person.objects.filter(pk__in=list(people)).filter(
        Q(pk=reader.pk) | here[0] | here[1] | (~anywhere[0] & ~anywhere[1] & last_here)
    )
    return set(found.values_list("pk", flat=True))


def standing(people: Iterable[int]) -> dict[int, list[Entry]]:
    """The entries of each of these people that hold, in the order of their days: without those undone.

    What a record that is one with another has kept for itself holds no more.
    """
    found: dict[int, list[Entry]] = {pk: [] for pk in people}
    entries = Entry.objects.filter(person__in=list(found), undoes=None, undone_by=None, person__merged_into=None)
    for entry in entries.select_related("person").order_by("person_id", "day", "pk"):
        found[entry.person_id].append(entry)
    return found


def entries_of(person: Person) -> QuerySet[Entry]:
    """All of them, the latest first, those undone too."""
    found = person.entries.select_related("unit", "origin", "by", "undoes", "undone_by")
    return found.order_by("-day", "-pk")


def memberships_of(person: Person) -> QuerySet[Membership]:
    """All of them, the present ones first."""
    return person.memberships.select_related("unit").order_by("-valid_from", "-pk")


def positions_of(person: Person) -> QuerySet[Position]:
    return person.positions.select_related("unit", "role").order_by("-valid_from", "role__rank", "-pk")


def going_along(handover: Handover) -> QuerySet[Membership]:
    """Who belongs to the unit on the day or later: all of them, or the people chosen."""
    return _belonging(handover, handover.unit)


def in_both(handover: Handover) -> set[int]:
    """Of those memberships, whose holder belongs to the other unit in the same way already.

    Two plain reads: a join is as good as what PostgreSQL last counted of two units, and thousands may just have come.
    """
    there = set(_belonging(handover, handover.into).values_list("person_id", "kind"))
    here = going_along(handover).values_list("pk", "person_id", "kind")
    return {pk for pk, person, kind in here if (person, kind) in there}


def _belonging(handover: Handover, unit: Unit) -> QuerySet[Membership]:
    found = Membership.objects.filter(units.not_over(handover.on), unit=unit)
    return found if handover.people is None else found.filter(person__in=list(handover.people))


def entered_later(people: list[int], day: date) -> list[Person]:
    """Whose record has an entry after that day already, or begins only after it."""
    later = Entry.objects.filter(person=OuterRef("pk"), day__gt=day, undoes=None, undone_by=None)
    return list(Person.objects.filter(Exists(later), pk__in=people).order_by("sort_key"))


def homes(people: Iterable[int], on: date) -> dict[int, str]:
    """Where each of them belongs or sits today, in words."""
    found: dict[int, list[str]] = {}
    for kind in (Membership, Position):
        rows = kind.objects.filter(units.valid(on), person__in=list(people)).select_related("unit").order_by("pk")
        for row in rows:
            found.setdefault(row.person_id, []).append(str(row.unit))
    return {pk: ", ".join(dict.fromkeys(names)) for pk, names in found.items()}


def told_apart(kept: QuerySet[Person]) -> QuerySet[Distinct]:
    """Pairs of these people who are known to be two, the latest first."""
    found = Distinct.objects.filter(first__in=kept.values("pk"), second__in=kept.values("pk"))
    return found.select_related("first", "second", "by").order_by("-at", "-pk")


def merges(kept: QuerySet[Person]) -> QuerySet[Merge]:
    """Records that were merged into one of these, the latest first, those taken back too."""
    found = Merge.objects.filter(kept__in=kept.values("pk"))
    return found.select_related("kept", "gone", "by", "undone_by").order_by("-at", "-pk")
