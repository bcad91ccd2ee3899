"""Writing the register. Nothing else changes a membership: an entry is added, and the rows follow from all entries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import canonical
from doanso.core.audit import services as audit
from doanso.core.units import services as units
from doanso.core.units.models import Membership, Unit
from doanso.features.members import queries
from doanso.features.members.history import Stay, stays
from doanso.features.members.models import Entry
from doanso.lib import rows
from doanso.lib.dates import format_date
from doanso.lib.errors import Refused

KEPT = ("person_id", "kind", "place", "unit_id", "origin_id", "day", "until", "data", "source", "decision", "undoes_id")
"""What the audit trail holds of an entry, beside its id: enough to write the register anew."""
AT_ONCE = 10_000  # people in one statement: PostgreSQL takes 65,535 values


@dataclass(frozen=True)
class Source:
    """Why the register changes: a dossier or an import, its decision, who made it and when."""

    code: str
    by: Person | None
    now: datetime
    decision: str = ""


@dataclass(frozen=True)
class Wanted:
    """An entry to be made; see `Entry` for what each value means."""

    kind: str
    day: date
    place: str = Membership.Kind.MAIN
    unit: Unit | None = None
    origin: Unit | None = None
    until: date | None = None
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def enter(person: Person, wanted: Wanted, source: Source) -> Entry:
    """One line in the record of one person. Refused when it cannot follow the lines before it."""
    return enter_all([(person, wanted)], source)[0]


@transaction.atomic
def enter_all(wanted: Iterable[tuple[Person, Wanted]], source: Source) -> list[Entry]:
    """Several lines of one source, for one person or many: all of them, or none."""
    pairs = list(wanted)
    people = _locked({person.pk for person, _wanted in pairs})  # before their units, as everybody does
    _refuse_merged(people.values())
    _still_there({one.unit: one.day for _person, one in pairs if one.unit is not None})
    take_over(people, source.now)
    made = Entry.objects.bulk_create(as_entry(people[person.pk], one, source) for person, one in pairs)
    _follow(people, made, source)
    return made


def try_all(wanted: Iterable[tuple[Person, Wanted]], source: Source) -> None:
    """Refused for what `enter_all` would refuse today; nothing is written."""
    new: dict[int, list[Entry]] = {}
    for person, one in wanted:
        new.setdefault(person.pk, []).append(as_entry(person, one, source))
    for pk, entries in foreseen(new, source.now).items():
        stays([*entries, *new[pk]])


def foreseen(people: Iterable[int], now: datetime) -> dict[int, list[Entry]]:
    """The entries that hold, with those that would be taken over first; nothing is written."""
    standing = queries.standing(people)
    lacking = [pk for pk, entries in standing.items() if not entries]
    for entry in _to_take_over(Person.objects.in_bulk(lacking), now) if lacking else ():
        standing[entry.person_id].append(entry)
    return standing


@transaction.atomic
def undo(entry: Entry, source: Source, reason: str = "") -> Entry:
    """By a new decision; only while nothing has followed in this person's record."""
    person = _locked({entry.person_id})[entry.person_id]
    standing = queries.standing([person.pk])[person.pk]
    if entry.pk not in {one.pk for one in standing}:
        raise Refused(_("This entry has been undone already."))
    if standing[-1].pk != entry.pk:
        later = standing[-1]
        raise Refused(
            _("“%(entry)s” of %(day)s has followed: undo it first.")
            % {"entry": later.get_kind_display(), "day": format_date(later.day)}
        )
    made = as_entry(person, Wanted(Entry.Kind.UNDONE, entry.day, place=entry.place, data={"reason": reason}), source)
    made.undoes = entry
    made.save()
    _follow({person.pk: person}, [made], source)
    return made


@transaction.atomic
def open_register(*, now: datetime) -> int:
    """Memberships from before there was a register become its first lines. How many; a second call does nothing."""
    people = sorted(set(without_entries().values_list("person", flat=True)))
    parts = (people[at : at + AT_ONCE] for at in range(0, len(people), AT_ONCE))
    return sum(len(take_over(_locked(set(part)), now)) for part in parts)


def take_over(people: dict[int, Person], now: datetime) -> list[Entry]:
    """What stood there before anybody wrote an entry for these people."""
    made = Entry.objects.bulk_create(_to_take_over(people, now))
    if made:
        _keep(made, Source("register", None, now))
    return made


def _to_take_over(people: dict[int, Person], now: datetime) -> list[Entry]:
    found = without_entries().filter(person__in=list(people)).select_related("unit")
    wanted = [(people[row.person_id], one) for row in found for one in _taken_over(row)]
    wanted.sort(key=lambda pair: (pair[1].day, pair[1].kind == Entry.Kind.OPENING))
    source = Source("register", None, now)
    return [as_entry(person, one, source) for person, one in wanted]


def without_entries() -> QuerySet[Membership]:
    """Asked person by person: NOT IN reads all entries for each of them, once they no longer fit in memory."""
    return Membership.objects.filter(~Exists(Entry.objects.filter(person=OuterRef("person"))))


def _taken_over(row: Membership) -> list[Wanted]:
    data = {"state": row.state, "card": row.card_number, "from": row.source}
    data["admitted_on"] = row.admitted_on.isoformat() if row.admitted_on else None
    found = [Wanted(Entry.Kind.OPENING, row.valid_from, place=row.kind, unit=row.unit, data=data)]
    if row.valid_to:
        after = row.valid_to + timedelta(days=1)
        found.append(Wanted(Entry.Kind.DEPARTED, after, place=row.kind, origin=row.unit))
    return found


def as_entry(person: Person, wanted: Wanted, source: Source) -> Entry:
    """Not written yet."""
    return Entry(
        person=person,
        kind=wanted.kind,
        place=wanted.place,
        unit=wanted.unit,
        origin=wanted.origin,
        day=wanted.day,
        until=wanted.until,
        data=wanted.data,
        source=source.code,
        decision=source.decision,
        by=source.by,
        at=source.now,
    )


def _locked(keys: set[int]) -> dict[int, Person]:
    """Two changes of one record at once: the second waits, and then sees the first. Always in the same order."""
    found = Person.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {person.pk: person for person in found}


def _refuse_merged(people: Iterable[Person]) -> None:
    """Meanwhile two records became one: what was entered in the other would be read by nobody."""
    for person in people:
        if person.merged_into_id is not None:
            raise Refused(
                _("The record of %(person)s is one with another by now. Please begin anew.") % {"person": person}
            )


def _still_there(days: dict[Unit, date]) -> None:
    """Who is just ending a unit is waited for, and waits for us."""
    keys = sorted(unit.pk for unit in days)
    found = {unit.pk: unit for unit in rows.select(Unit, "id = ANY(%s) ORDER BY id FOR KEY SHARE", keys)}
    for unit, day in days.items():
        ends = found[unit.pk].valid_to
        if ends and ends < day:
            raise Refused(_("%(unit)s has ended.") % {"unit": unit})


def _follow(people: dict[int, Person], made: list[Entry], source: Source) -> None:
    """Bring the memberships of these people in step with all their entries, and keep the new ones in the trail.

    Nothing is slipped in: what is new comes after all that stands there, whatever its day.
    """
    fresh = {entry.pk for entry in made}
    project(people, source.code, fresh)
    _keep(made, source)


def project(people: Iterable[int], source: str, fresh: Collection[int] = ()) -> None:
    """The memberships of these people as their entries say; `fresh` entries come last."""
    standing = queries.standing(people)
    wanted = {pk: stays(sorted(found, key=lambda entry: entry.pk in fresh)) for pk, found in standing.items()}
    _refuse_taken_cards({pk: {stay.card for stay in found if stay.card} for pk, found in wanted.items()})
    present: dict[int, list[Membership]] = {pk: [] for pk in wanted}
    for row in Membership.objects.filter(person__in=list(wanted)):
        present[row.person_id].append(row)
    new = [row for pk in wanted for row in _write(pk, present[pk], wanted[pk], source)]
    units.add_memberships(new)


def sources_of(people: Iterable[int]) -> list[dict[str, Any]]:
    """Where each membership came from; nothing else of it does not follow from the entries."""
    found = Membership.objects.filter(person__in=list(people)).order_by("person_id", "valid_from", "pk")
    return [canonical.plain(row) for row in found.values("person_id", "unit_id", "kind", "valid_from", "source")]


def restore_sources(kept: Iterable[dict[str, Any]]) -> None:
    """What `sources_of` gave before; rows that are not there any more are passed over."""
    for told in kept:
        key = {name: told[name] for name in ("person_id", "unit_id", "kind", "valid_from")}
        for row in Membership.objects.filter(**key):
            units.keep_membership(row=row, source=told["source"])


def _refuse_taken_cards(wanted: dict[int, set[str]]) -> None:
    owners: dict[str, int] = {}
    for pk, cards in wanted.items():
        for card in cards:
            if owners.setdefault(card, pk) != pk:
                _refuse_card(card)
    if owners:
        for card, pk in Membership.objects.filter(card_number__in=owners).values_list("card_number", "person"):
            if owners[card] != pk:
                _refuse_card(card)


def _refuse_card(card: str) -> None:
    raise Refused(_("Card number %(number)s is taken.") % {"number": card}, field="card_number")


def _keep(made: list[Entry], source: Source) -> None:
    told = {"entries": [line(entry) for entry in made]}
    audit.record("members.entered", made[0], by=source.by, now=source.now, label="system", data=told)


def line(entry: Entry) -> dict[str, Any]:
    """An entry as the audit trail holds it."""
    return canonical.plain({"id": entry.pk, **{name: getattr(entry, name) for name in KEPT}})


def _write(pk: int, present: list[Membership], wanted: tuple[Stay, ...], source: str) -> list[Membership]:
    """Row by row where something differs: search and others follow each. A card moves only when it is free.

    Rows that are new come back: those of many people are written together.
    """
    found = {(row.kind, row.unit_id, row.valid_from): row for row in present}
    keys = {(stay.kind, stay.unit_id, stay.since) for stay in wanted}
    for key in found.keys() - keys:
        found[key].delete()
    new = []
    for stay in sorted(wanted, key=lambda stay: stay.until is None):
        row = found.get((stay.kind, stay.unit_id, stay.since))
        if row is None:
            new.append(Membership(person_id=pk, source=source, **_columns(stay)))
        else:
            units.keep_membership(row=row, **_columns(stay))
    return new


def _columns(stay: Stay) -> dict[str, Any]:
    return {
        "unit_id": stay.unit_id,
        "kind": stay.kind,
        "state": stay.state,
        "card_number": stay.card,
        "admitted_on": stay.admitted_on,
        "valid_from": stay.since,
        "valid_to": stay.until,
    }
