"""Members who go along with their unit: one entry each, thousands at once."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Membership
from doanso.features.members import queries
from doanso.features.members.models import Entry
from doanso.features.members.services.register import Source, Wanted, enter_all, line, take_over
from doanso.lib.dates import format_date
from doanso.lib.errors import Refused
from doanso.lib.moves import Handover, Line

BATCH = 2000
NAMED = 5  # in a refusal


def to_hand_over(handover: Handover) -> list[Line]:
    found = list(queries.going_along(handover).values_list("person_id", flat=True))
    twice = len(queries.in_both(handover))
    lines = [
        Line(_("Go along with their cards and days of admission"), len(found)),
        Line(_("Members of both units, who go on once"), twice),
    ]
    lines = [one for one in lines if one.number]
    if found and handover.unit.type.branch and not handover.into.type.branch:
        lines.append(Line(_("Members belong to branches, and %(unit)s is none.") % {"unit": handover.into}, stops=True))
    later = queries.entered_later(found, handover.on)
    told = {"day": format_date(handover.on), "names": _names(later)}
    if later:
        words = _("The register has later entries than %(day)s of: %(names)s. Choose a later day.")
        lines.append(Line(words % told, stops=True))
    return lines


def hold(handover: Handover) -> None:
    """Who is just changing one of these records finishes first."""
    keys = queries.going_along(handover).values_list("person_id", flat=True)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk").values_list("pk"))


@transaction.atomic
def hand_over(handover: Handover) -> dict[str, Any]:
    """Cards, days of admission and states stay; homonyms, residents and members of both units too."""
    source = Source(handover.source, handover.by, handover.now, handover.decision)
    hold(handover)
    rows = list(queries.going_along(handover).order_by("person_id", "pk"))
    people = Person.objects.in_bulk([row.person_id for row in rows])
    take_over(people, handover.now)
    later = queries.entered_later(list(people), handover.on)
    if later and not handover.late:
        raise Refused(_("The register has later entries than %(day)s of: %(names)s. Choose a later day.") % {
            "day": format_date(handover.on), "names": _names(later)
        })  # fmt: skip
    days = _last_days(later)
    special = _special(rows, handover) | {row.pk for row in rows if row.person_id in days}
    plain = [row for row in rows if row.pk not in special]
    _move_plain(plain, handover, source)
    others = [(people[row.person_id], _wanted(row, handover, days)) for row in rows if row.pk in special]
    if others:
        enter_all(others, source)
    return {"members": len(rows)}


def _special(rows: list[Membership], handover: Handover) -> set[int]:
    """What the general way must do: members of both units, several memberships here, or one that has an end."""
    both = queries.in_both(handover)
    several = Counter(row.person_id for row in rows)
    return {
        row.pk
        for row in rows
        if row.pk in both or several[row.person_id] > 1 or row.valid_to or row.valid_from >= handover.on
    }


def _last_days(people: Iterable[Person]) -> dict[int, date]:
    """Who came to the unit when it had ended goes along once all that was entered of them holds."""
    standing = queries.standing([person.pk for person in people])
    return {pk: max(entry.day for entry in entries) for pk, entries in standing.items() if entries}


def _wanted(row: Membership, handover: Handover, days: dict[int, date]) -> Wanted:
    day = days.get(row.person_id, handover.on)
    return Wanted(Entry.Kind.REGROUPED, day, place=row.kind, unit=handover.into, origin=handover.unit)


def _move_plain(rows: list[Membership], handover: Handover, source: Source) -> None:
    """What `history.stays` makes of one more entry, for many at once; the reconcilers compare the two."""
    if not rows:
        return
    entries = Entry.objects.bulk_create([_entry(row, handover, source) for row in rows], batch_size=BATCH)
    told = {"entries": [line(entry) for entry in entries]}
    audit.record("members.entered", entries[0], by=source.by, now=source.now, label="system", data=told)
    fresh = [_moved(row, handover) for row in rows]
    last_day = handover.on - timedelta(days=1)
    Membership.objects.filter(pk__in=[row.pk for row in rows]).update(valid_to=last_day, card_number=None)
    Membership.objects.bulk_create(fresh, batch_size=BATCH)


def _entry(row: Membership, handover: Handover, source: Source) -> Entry:
    return Entry(
        person_id=row.person_id,
        kind=Entry.Kind.REGROUPED,
        place=row.kind,
        unit=handover.into,
        origin=handover.unit,
        day=handover.on,
        source=source.code,
        decision=source.decision[:60],
        by=source.by,
        at=source.now,
    )


def _moved(row: Membership, handover: Handover) -> Membership:
    return Membership(
        person_id=row.person_id,
        unit=handover.into,
        kind=row.kind,
        state=row.state,
        card_number=row.card_number,
        admitted_on=row.admitted_on,
        valid_from=handover.on,
        source=handover.source,
    )


def _names(people: Iterable[Person]) -> str:
    found = [person.full_name for person in people]
    return ", ".join(found[:NAMED]) + (" …" if len(found) > NAMED else "")
