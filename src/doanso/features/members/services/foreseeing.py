"""What the register would refuse of a spreadsheet is told at its row: else one row would stop the whole file."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Membership, Unit
from doanso.features.members.history import BEGIN, ENDS, stays
from doanso.features.members.models import Entry
from doanso.features.members.services import importing, register
from doanso.features.members.services.register import Source
from doanso.lib.errors import Refused
from doanso.lib.intake import Context, Given, Verdict

DECIDED = ENDS - {Entry.Kind.DEPARTED}
"""Ends after which somebody comes back by a decision alone; who left for elsewhere may be on a list again."""
ENTERING = ("create", "change")


def look(rows: Sequence[Given], verdicts: Sequence[Verdict], context: Context) -> list[Verdict]:
    """The same verdicts, but for rows about people on record that cannot follow what stands there."""
    whom = {one.number: int(one.target.partition(":")[0]) for one in verdicts if one.target and one.fate in ENTERING}
    if not whom:
        return list(verdicts)
    standing = register.foreseen(set(whom.values()), context.now)
    people = Person.objects.in_bulk(set(whom.values()))
    codes = {row.values["chi_doan"] for row in rows if row.number in whom}
    branches = Unit.objects.in_bulk({context.units[code] for code in codes})
    before: dict[int, list[Entry]] = context.memory.setdefault("entered", {})
    source, found = Source(context.source, None, context.now), []
    for one in verdicts:
        if one.number not in whom:
            found.append(one)
            continue
        person, branch = people[whom[one.number]], branches[context.units[one.values["chi_doan"]]]
        held = [*standing[person.pk], *before.get(person.pk, ())]
        new = [register.as_entry(person, wanted, source) for wanted in importing.entries(one, branch, context)]
        reasons = _why_not(held, new) if new else {}
        if new and not reasons:
            before[person.pk] = [*before.get(person.pk, ()), *new]
        found.append(replace(one, fate="refuse", changes={}, target="", reasons=reasons) if reasons else one)
    return found


def _why_not(held: Iterable[Entry], new: Sequence[Entry]) -> dict[str, list[str]]:
    """Of whom no more is told than that: the row may be of another unit's member."""
    main = [entry for entry in held if entry.place == Membership.Kind.MAIN and entry.kind in BEGIN | ENDS]
    begins = any(entry.kind in BEGIN and entry.place == Membership.Kind.MAIN for entry in new)
    if begins and main and main[-1].kind in DECIDED:
        return {"chi_doan": [_("Was a member, and a decision ended it. Only a procedure brings somebody back.")]}
    try:
        stays([*held, *new])
    except Refused as refused:
        return {"tu_ngay" if refused.field == "day" else "": [refused.message]}
    return {}
