"""From one branch to another: one side introduces, the other takes, and no superior of both is asked."""

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.members.models import Entry
from doanso.features.members.services.effects import seating, subjects
from doanso.features.members.services.effects.making import Pairs, Params
from doanso.features.members.services.register import Wanted
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext

FROM, TO = "chi_doan_di", "chi_doan_den"


def send(context: EffectContext, params: Params) -> Pairs:
    person, day = subjects.subject(context, {"unit": FROM}), subjects.today(context)
    origin = subjects.branch_of(person, day)
    target = _target(context)
    _refuse_same(person, origin, target)
    return [(person, Wanted(Entry.Kind.SENT, day, origin=origin, data={"to": _destination(context, target)}))]


def receive(context: EffectContext, params: Params) -> Pairs:
    target = _target(context)
    if target is None:
        return []
    if not target.type.branch:
        raise Refused(_("%(unit)s is no branch: who receives the member chooses one.") % {"unit": target})
    person, day = _sent(context), subjects.today(context)
    origin = subjects.branch_of(person, day)
    _refuse_same(person, origin, target)
    data = seating.losing(seating.held_in(person, origin, day))
    return [(person, Wanted(Entry.Kind.RECEIVED, day, unit=target, origin=origin, data=data))]


def depart(context: EffectContext, params: Params) -> Pairs:
    """To where this system does not reach."""
    if _target(context) is not None:
        return []
    person, day = _sent(context), subjects.today(context)
    origin = subjects.branch_of(person, day)
    data = {"to": _destination(context, None)} | seating.losing(seating.held_in(person, origin, day))
    return [(person, Wanted(Entry.Kind.DEPARTED, day, origin=origin, data=data))]


def keep(context: EffectContext, params: Params) -> Pairs:
    """Refused or taken back on the way: only who had been introduced needs to be kept."""
    sent = _sending(context)
    if sent is None:
        return []
    day = subjects.today(context)
    held = units.main_membership(sent.person, day)
    if held is None or held.state != Membership.State.LEAVING:
        return []
    return [(sent.person, Wanted(Entry.Kind.KEPT, day, origin=held.unit))]


def _target(context: EffectContext) -> Unit | None:
    """What the request names or the receiving side has chosen; None: a place that this system does not reach."""
    return subjects.unit(context, TO) if TO in context.unit_ids else None


def _refuse_same(person: Person, origin: Unit, target: Unit | None) -> None:
    if target is not None and target.pk == origin.pk:
        raise Refused(_("%(person)s is a member of %(unit)s already.") % {"person": person, "unit": target})


def _destination(context: EffectContext, target: Unit | None) -> str:
    return target.name if target else str(context.answers.get("don_vi_den_ngoai") or "")


def _sending(context: EffectContext) -> Entry | None:
    found = Entry.objects.filter(source=context.dossier_code, kind=Entry.Kind.SENT, undone_by=None)
    return found.select_related("person").first()


def _sent(context: EffectContext) -> Person:
    """Whom the leaving side has introduced with this dossier."""
    sent = _sending(context)
    if sent is None:
        raise Refused(_("The branch that the member leaves has not introduced them yet."))
    return sent.person
