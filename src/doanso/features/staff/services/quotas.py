"""Quotas and paths of downsizing: set by a decision, replaced by the next one, never changed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.staff import rules
from doanso.features.staff.models import Quota, Reduction
from doanso.features.staff.queries import quotas
from doanso.lib import rows
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused

QUOTA_SET, REDUCTION_SET = "staff.quota_set", "staff.reduction_set"
BY_HAND = "quyet-dinh"


@transaction.atomic
def set_quota(
    *,
    unit: Unit,
    year: int,
    kind: str,
    number: int,
    decision: str,
    decided_on: date,
    by: Person | None,
    now: datetime,
    source: str = BY_HAND,
    since: date | None = None,
) -> Quota:
    """By hand only where the right is held; a dossier or an import brings its own. After a merger within the year what
    is decided next is for the whole, and so from that day on, too."""
    _wait_for_merger(unit)
    if source == BY_HAND:
        _may(by, unit, now)
    _needs(decision)
    before = quotas.last_of(unit, year).get((year, kind))
    since = since or (before.since if before else None)
    told = {"unit": unit, "year": year, "kind": kind, "number": number}
    told |= {"decision": decision.strip(), "decided_on": decided_on, "source": source}
    told |= {"since": since} if since else {}
    quota = Quota.objects.create(**told, by=by, at=now)
    audit.record(QUOTA_SET, quota, by=by, now=now, data=told | {"unit": unit.code})
    return quota


def _wait_for_merger(unit: Unit) -> None:
    """Who adds up quotas holds the agency's row: a number that is decided meanwhile must not come before the sum."""
    rows.select(Unit, "id = %s FOR KEY SHARE", unit.pk)


def add_up(*, unit: Unit, into: Unit, on: date, decision: str, source: str, by: Person | None, now: datetime) -> int:
    """From that day on `into` may have what both might; `unit` has none left, so that a second time adds nothing. How
    many went along. The caller holds both agencies and ends the first."""
    theirs, moved = quotas.last_of(into, on.year), 0
    for quota in going_along(unit, into, on):
        told = {"year": quota.year, "kind": quota.kind, "decision": decision, "decided_on": on, "source": source}
        told |= {"since": on, "by": by, "now": now}
        held = theirs.get((quota.year, quota.kind))
        set_quota(unit=into, number=quota.number + (held.number if held else 0), **told)
        set_quota(unit=unit, number=0, **told)
        moved += quota.number
    return moved


def going_along(unit: Unit, into: Unit, on: date) -> list[Quota]:
    """What the other agency was given none of is not known there, and no sum can be made; a new one has what comes."""
    theirs, is_new = quotas.last_of(into, on.year), into.valid_from >= on
    return [quota for key, quota in quotas.last_of(unit, on.year).items() if quota.number and (is_new or key in theirs)]


@transaction.atomic
def plan_reduction(
    *,
    unit: Unit,
    from_year: int,
    from_number: int,
    to_year: int,
    to_number: int,
    decision: str,
    decided_on: date,
    by: Person | None,
    now: datetime,
    source: str = BY_HAND,
) -> Reduction:
    if source == BY_HAND:
        _may(by, unit, now)
    _needs(decision)
    if to_year <= from_year:
        raise Refused(_("The target year comes after the first year."), field="to_year")
    if to_number > from_number:
        raise Refused(_("Downsizing leads to fewer people, not to more."), field="to_number")
    told = {"unit": unit, "from_year": from_year, "from_number": from_number, "to_year": to_year}
    told |= {"to_number": to_number, "decision": decision.strip(), "decided_on": decided_on, "source": source}
    plan = Reduction.objects.create(**told, by=by, at=now)
    audit.record(REDUCTION_SET, plan, by=by, now=now, data=told | {"unit": unit.code})
    return plan


def _may(by: Person | None, unit: Unit, now: datetime) -> None:
    if not rules.may_set_quota(by, unit, local(now).date()):
        raise Forbidden(_("You do not set the quota of this agency."))


def _needs(decision: str) -> None:
    if not decision.strip():
        raise Refused(_("Please give the number of the decision."), field="decision")
