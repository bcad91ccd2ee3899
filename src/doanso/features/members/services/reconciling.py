"""Does the register agree with itself, with the memberships that follow from it, and with the audit trail?"""

from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit.queries import of_kind
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.members import pointers, queries
from doanso.features.members.history import Stay, stays
from doanso.features.members.models import Entry, Merge
from doanso.features.members.pairs import ENTRIES
from doanso.features.members.services.register import line
from doanso.lib.errors import Refused

CHUNK = 2000


def trail() -> list[str]:
    """The register written anew from the audit trail alone, compared with the register."""
    told = {kept["id"]: kept for event in of_kind("members.entered") for kept in event.data["entries"]}
    _follow_merges(told)
    found = {entry.pk: line(entry) for entry in Entry.objects.iterator(chunk_size=CHUNK)}
    different = sorted(pk for pk in told.keys() | found.keys() if told.get(pk) != found.get(pk))
    return [_("Entry %(pk)d is not what the audit trail says.") % {"pk": pk} for pk in different]


def _follow_merges(told: dict[int, Any]) -> None:
    """Whose a line is, after all merges and what was taken back of them, in their order."""
    merged = [(event.pk, event.data, "kept") for event in of_kind("members.merged")]
    undone = [(event.pk, event.data, "gone") for event in of_kind("members.merge_undone")]
    for _pk, data, whose in sorted([*merged, *undone], key=lambda row: row[0]):
        for pk in data["moved"].get(ENTRIES, ()):
            if pk in told:
                told[pk]["person_id"] = data[whose]


def merges() -> list[str]:
    """What the log says was moved belongs to the record that goes on, and nothing else was left behind."""
    problems = []
    for merge in Merge.objects.filter(undone_at=None).select_related("kept", "gone").order_by("pk"):
        left = [pointer for pointer in pointers.movable() if pointer.moving(merge.gone_id, merge.kept_id).exists()]
        if merge.gone.merged_into_id is None or left:
            told = {"gone": merge.gone, "kept": merge.kept, "what": ", ".join(map(pointers.words, left))}
            problems.append(_("%(gone)s, merged into %(kept)s, still has something: %(what)s.") % told)
    return problems


def sums() -> list[str]:
    """The kept sums of members are what counting says."""
    wrong = {unit for unit, _kind, _state in units.miscounted()}
    words = _("%(unit)s: the kept sum of its members is not what counting says.")
    return [words % {"unit": unit} for unit in Unit.objects.filter(pk__in=wrong).order_by("path")]


def stranded() -> list[str]:
    """Nobody belongs to a unit that has ended."""
    ended = Membership.objects.filter(valid_to=None, unit__valid_to__isnull=False)
    words = _("%(person)s belongs to %(unit)s, which has ended.")
    found = ended.select_related("person", "unit").order_by("pk")
    return [words % {"person": row.person, "unit": row.unit} for row in found]


def memberships() -> list[str]:
    """What follows from the entries of each person, compared with the memberships that everybody reads."""
    people = sorted(
        {*Entry.objects.values_list("person", flat=True), *Membership.objects.values_list("person", flat=True)}
    )
    problems = []
    for start in range(0, len(people), CHUNK):
        problems += _compared(people[start : start + CHUNK])
    return problems


def _compared(people: list[int]) -> list[str]:
    rows: dict[int, set[Stay]] = {pk: set() for pk in people}
    for row in Membership.objects.filter(person__in=people):
        rows[row.person_id].add(_stay(row))
    standing = queries.standing(people)
    wrong = [pk for pk in people if _wanted(standing[pk]) != rows[pk]]
    names = Person.objects.in_bulk(wrong)
    words = _("The memberships of %(person)s (%(pk)d) are not what the register says.")
    return [words % {"person": names[pk], "pk": pk} for pk in wrong]


def _wanted(entries: list[Entry]) -> Any:
    try:
        return set(stays(entries))
    except Refused as refused:
        return str(refused)


def _stay(row: Membership) -> Stay:
    return Stay(
        unit_id=row.unit_id,
        kind=row.kind,
        state=row.state,
        since=row.valid_from,
        until=row.valid_to,
        card=row.card_number,
        admitted_on=row.admitted_on,
    )
