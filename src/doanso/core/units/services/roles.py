"""What a role is called, and who stands in while nobody holds it: for the whole installation, by its owner."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import rules, signals
from doanso.core.units.models import Role
from doanso.core.units.services.announcing import announce
from doanso.core.units.services.configuration import may_configure
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.shifts import Change, Shift
from doanso.lib.text import clean_name


@transaction.atomic
def rename_role(*, code: str, name: str, name_en: str, seen: tuple[str, str], by: Person | None, now: datetime) -> Role:
    """What it is called from now on. The code stays, by which steps and files name it; papers keep what they say."""
    may_configure(by)
    locks.hold("units.role")
    role = _locked(code)
    before = (role.name, role.name_en)
    if before != seen:
        raise Refused(_("The role is called %(name)s by now. Please open the page again.") % {"name": role.label})
    if reason := rules.why_not_call_role(code, name):
        raise Refused(reason, field="name")
    role.name = clean_name(name)
    role.name_en = clean_name(name_en) or role.name
    if (role.name, role.name_en) != before:
        role.save(update_fields=["name", "name_en"])
        told = {"before": before[0], "name": role.name, "before_en": before[1], "name_en": role.name_en}
        announce("units.role_renamed", role, by, now, **told)
    return role


@transaction.atomic
def set_stand_ins(
    *, code: str, stand_ins: Sequence[str], seen: Sequence[str], by: Person | None, now: datetime
) -> list[Shift]:
    """Who acts while nobody holds the role, the nearest first: in steps that open from now on, and in open ones
    that nobody has taken. What went to somebody else."""
    may_configure(by)
    role = _locked(code)
    if list(role.fallback) != list(seen):
        raise Refused(_("Somebody has changed who stands in. Please open the page again."))
    if reason := rules.why_not_stand_in(code, stand_ins):
        raise Refused(reason)
    change = Change(code, tuple(role.fallback), tuple(stand_ins), local(now).date())
    if change.before == change.after:
        return []
    role.fallback = list(stand_ins)
    role.save(update_fields=["fallback"])
    answers = signals.standing_in.send(sender=Role, change=change, by=by, now=now)
    shifted = [shift for _receiver, found in answers for shift in found]
    told = {"before": change.before, "after": change.after, "steps": len(shifted)}
    announce("units.stand_ins_changed", role, by, now, **told)
    return shifted


def _locked(code: str) -> Role:
    """Whoever is just given a seat of this role need not wait."""
    return Role.objects.select_for_update(no_key=True).get(pk=code)
