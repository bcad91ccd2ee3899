"""A new decision undoes what an earlier one has entered, from its end to its beginning, or says why it cannot."""

from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Position, Unit
from doanso.features.members import queries
from doanso.features.members.history import stays
from doanso.features.members.models import Entry
from doanso.features.members.services import register
from doanso.features.members.services.effects import seating, subjects
from doanso.features.members.services.effects.making import entered_by, source, tell, tried
from doanso.features.members.services.register import Wanted
from doanso.lib import modules
from doanso.lib.dates import format_date
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext


@transaction.atomic
def undo_dossier(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    """Entries are undone by new ones; seats that the dossier gave were never held, those it took are given back."""
    if _done(context):
        return {"undone": []}
    entries, positions = _found(context)
    reason = str(context.answers.get("ly_do") or "")
    for position in positions:
        seating.take_back(position, context)
    for entry in entries:
        tell(register.undo(entry, source(context), reason))
        seating.reseat(entry, context)
    _follow_units({entry.person for entry in entries}, context)
    told = {"undone": [entry.pk for entry in entries], "released": [position.pk for position in positions]}
    return told | ({"undid": _named(context)} if entries or positions else {})


def _named(context: EffectContext) -> str:
    return str(context.answers.get("ho_so") or "").strip()


def _follow_units(people: set[Person], context: EffectContext) -> None:
    """Who belongs again to a unit that has ended meanwhile goes along to where it lives on."""
    today = subjects.today(context)
    ended = Membership.objects.filter(person__in=people, valid_to=None, unit__valid_to__lt=today)
    for row in ended.select_related("person", "unit").order_by("person_id", "pk"):
        heirs = units.successors(row.unit, today)
        if len(heirs) != 1:
            raise Refused(_("%(unit)s has ended.") % {"unit": row.unit})
        day = max(row.unit.valid_to + timedelta(days=1), row.valid_from)
        wanted = Wanted(Entry.Kind.REGROUPED, day, place=row.kind, unit=heirs[0], origin=row.unit)
        register.enter(row.person, wanted, source(context))


def obstacles(context: EffectContext, params: dict[str, Any]) -> list[str]:
    return [] if _done(context) else tried(lambda: _found(context))


def _done(context: EffectContext) -> bool:
    taken_back = Position.objects.filter(annulled_by=context.dossier_code)
    return entered_by(context, (Entry.Kind.UNDONE,)) or taken_back.exists()


def _found(context: EffectContext) -> tuple[list[Entry], list[Position]]:
    """What the named dossier has entered and seated, the last first; refused when it is not to be undone here."""
    code = _named(context)
    entries = list(Entry.objects.filter(source=code, undoes=None, undone_by=None).select_related("person", "unit"))
    positions = list(Position.objects.filter(source=code, valid_to=None).select_related("unit"))
    nothing = not (entries or positions or modules.stands(code))
    undid = Entry.objects.filter(source=code, kind=Entry.Kind.UNDONE).exists()  # that is decided anew, not half
    if nothing or undid or code == "register" or code.startswith("note:"):
        raise Refused(_("Dossier %(code)s has entered nothing that could be undone.") % {"code": code})
    _refuse_strangers(context, entries, positions)
    _refuse_followed(entries)
    return sorted(entries, key=lambda entry: -entry.pk), positions


def _refuse_strangers(context: EffectContext, entries: list[Entry], positions: list[Position]) -> None:
    """Who decides, the superior of the unit that proposes, must stand above every branch concerned."""
    proposing = subjects.unit(context, "don_vi_nop")
    decides = units.superior(proposing, subjects.today(context)) or proposing
    touched = {pk for entry in entries for pk in (entry.unit_id, entry.origin_id) if pk} | _given_back(entries)
    touched |= {position.unit_id for position in positions}
    present = Membership.objects.filter(units.valid(subjects.today(context)), kind=Membership.Kind.MAIN)
    touched |= set(present.filter(person__in=[entry.person_id for entry in entries]).values_list("unit", flat=True))
    if Unit.objects.filter(pk__in=touched).exclude(path__startswith=decides.path).exists():
        words = _("The dossier also concerns units that are not below %(unit)s: their common superior decides.")
        raise Refused(words % {"unit": decides})


def _given_back(entries: list[Entry]) -> set[int]:
    """Where these people belonged before, and the seats that they lost: who was expelled belongs nowhere today."""
    ours = {entry.pk for entry in entries}
    found = set()
    for standing in queries.standing(entry.person_id for entry in entries).values():
        before = list(takewhile(lambda entry: entry.pk not in ours, standing))
        found |= {stay.unit_id for stay in stays(before) if stay.until is None}
    lost = [pk for entry in entries for pk in entry.data.get("seats", [])]
    return found | set(Position.objects.filter(pk__in=lost).values_list("unit", flat=True))


def _refuse_followed(entries: list[Entry]) -> None:
    """Only the end of a record can be undone."""
    ours = {entry.pk for entry in entries}
    for standing in queries.standing(entry.person_id for entry in entries).values():
        first = next((number for number, entry in enumerate(standing) if entry.pk in ours), len(standing))
        later = [entry for entry in standing[first:] if entry.pk not in ours]
        if later:
            told = {"person": later[-1].person, "entry": later[-1].get_kind_display()}
            told["day"] = format_date(later[-1].day)
            raise Refused(_("%(person)s: “%(entry)s” of %(day)s has followed: undo it first.") % told)
