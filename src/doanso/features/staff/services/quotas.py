"""Quotas and paths of downsizing: set by a decision, replaced by the next one, never changed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.staff import rules
from doanso.features.staff.models import Quota, Reduction
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
) -> Quota:
    """By hand only where the right is held; a dossier or an import brings its own."""
    if source == BY_HAND:
        _may(by, unit, now)
    _needs(decision)
    told = {"unit": unit, "year": year, "kind": kind, "number": number}
    told |= {"decision": decision.strip(), "decided_on": decided_on, "source": source}
    quota = Quota.objects.create(**told, by=by, at=now)
    audit.record(QUOTA_SET, quota, by=by, now=now, data=told | {"unit": unit.code})
    return quota


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
