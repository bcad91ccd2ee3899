"""A new decision takes back a settlement that an earlier dossier approved: what was handed out is to be returned."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.money.models import Entry
from doanso.features.money.queries import advances
from doanso.features.money.services import advancing
from doanso.features.money.services.posting import Side, hold, post
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.modules import EffectContext

Json = dict[str, Any]


@transaction.atomic
def undo_settlement(context: EffectContext, params: Json) -> Json:
    """The expense is taken back, and the dossier's advance is given up: its vouchers count in a new dossier alone."""
    if Entry.objects.filter(source=context.dossier_code, kind=Entry.Kind.SETTLEMENT).exists():
        return {}
    entry = _found(context)
    if entry is None:
        return {}
    hold(entry.unit)
    by = _decider(entry, context)
    common = {"unit": entry.unit, "kind": Entry.Kind.SETTLEMENT, "day": local(context.now).date(), "by": by}
    common |= {"now": context.now, "source": context.dossier_code, "ref": entry.ref}
    back = post(
        words=lambda: _("Settlement %(number)s undone by a new decision") % {"number": entry.label},
        sides=[Side(line.account_id, line.credit - line.debit, line.person_id) for line in entry.lines.order_by("pk")],
        once=f"undo:{entry.pk}",
        undoes=entry,
        **common,
    )
    held = advances.standing(entry.ref)
    if held is not None and held.out > 0:
        post(
            words=lambda: _("Given up: the advance is to be returned"),
            sides=advancing.difference(held, 0),
            once=f"give-up:{entry.ref}:{context.dossier_code}",
            **common,
        )
    return {"undone": entry.pk, "entry": back.pk, "unit": entry.unit.code, "undid": entry.source}


def obstacles(context: EffectContext, params: Json) -> list[str]:
    """Told before anybody signs."""
    try:
        _found(context)
    except Refused as refused:
        return [refused.message]
    return []


def _found(context: EffectContext) -> Entry | None:
    """What the named dossier settled; refused where it is not to be undone here."""
    code = str(context.answers.get("ho_so") or "").strip()
    entry = advances.settled_by(code)
    if entry is None:
        return None
    on, names = local(context.now).date(), context.unit_ids
    proposing = Unit.objects.get(pk=names.get("don_vi_nop", entry.unit_id))
    decides = units.superior(proposing, on) or proposing
    if not entry.unit.path.startswith(decides.path):
        words = _("The books of %(books)s are not below %(unit)s: their own superior decides.")
        raise Refused(words % {"books": entry.unit, "unit": decides})
    if units.successors(entry.unit, on) != [entry.unit]:
        raise Refused(_("The books of %(unit)s go on elsewhere.") % {"unit": entry.unit})
    return entry


def _decider(entry: Entry, context: EffectContext) -> Person:
    """Neither who asked for the money nor who handled it, nor on a seat lent by one of them."""
    asked = set(entry.lines.filter(person__isnull=False).values_list("person", flat=True))
    by = Person.objects.filter(pk=context.by_id).first()
    if by is None or {by.pk, context.acts_for_id} & (asked | advances.payers(entry.ref)):
        raise Forbidden(_("Who asked for the money or handled it does not undo its settlement."))
    return by
