"""A change is decided: it happens at once when its day has come, else on its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.organisation import plans, queries, rules
from doanso.features.organisation.models import Change
from doanso.features.organisation.plans import Plan
from doanso.features.organisation.services import carrying_out
from doanso.lib import locks
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused


@transaction.atomic
def merge(
    *,
    unit: Unit,
    into: Unit,
    effective: date,
    decision: str,
    keep: frozenset[int],
    seen: str,
    by: Person | None,
    now: datetime,
    kind: str = Change.Kind.MERGE,
) -> Change:
    """By who looks after both, who has seen what would happen: `seen` is of that preview. A unit that is dissolved
    hands over to another one all the same: somebody takes over its members, its dossiers and its papers."""
    on = local(now).date()
    if not rules.looks_after(by, [unit, into], on):
        raise Forbidden(_("You do not look after this unit."))
    shown = queries.preview(unit, into, effective, keep, now)
    if shown.obstacles:
        raise Refused(" ".join(shown.obstacles))
    if shown.fingerprint != seen:
        raise Refused(_("Seats or members have changed since the preview. Please look at it again."))
    if reason := rules.why_not_merge(by, unit, into, keep, effective, on):
        raise Forbidden(reason)
    plan = plans.merger([unit.code], into.code, keep=tuple(sorted(keep)))
    return decide(kind=kind, plan=plan, effective=effective, decision=decision, by=by, now=now)


@transaction.atomic
def decide(
    *,
    kind: str,
    plan: Plan,
    effective: date,
    decision: str,
    by: Person | None,
    now: datetime,
    source: str = "",
) -> Change:
    """For who has checked that this may be decided: the page of an administrator, or a dossier that has ended."""
    locks.hold("organisation.decide")
    named = list(Unit.objects.filter(code__in=plan.codes))
    if missing := set(plan.codes) - {unit.code for unit in named}:
        raise Refused(_("There is no unit with the code %(code)s.") % {"code": min(missing)})
    if other := queries.crossing(named):
        raise Refused(
            _("Another change of these units waits for %(day)s: carry it out or give it up first.")
            % {"day": format_date(other.effective)}
        )
    change = Change.objects.create(
        kind=kind, effective=effective, plan=plan.plain(), source=source, decision=decision[:200],
        decided_at=now, decided_by=by,
    )  # fmt: skip
    if not source:
        change.source = f"change:{change.pk}"
        change.save(update_fields=["source"])
    change.units.set(named)
    audit.record("organisation.decided", change, by=by, now=now, data=change.summary())
    if effective <= local(now).date():
        carrying_out.carry_out(change, now=now)
    return change


@transaction.atomic
def cancel(*, change: Change, by: Person | None, now: datetime) -> Change:
    """Before its day; afterwards only a new decision helps."""
    found = Change.objects.select_for_update().get(pk=change.pk)
    if found.state != Change.State.DECIDED:
        raise Refused(_("This change does not wait any more."))
    if not rules.may_cancel(by, found, local(now).date()):
        raise Forbidden(_("You do not look after this unit."))
    found.state, found.cancelled_at, found.cancelled_by = Change.State.CANCELLED, now, by
    found.save(update_fields=["state", "cancelled_at", "cancelled_by"])
    audit.record("organisation.cancelled", found, by=by, now=now)
    return found
