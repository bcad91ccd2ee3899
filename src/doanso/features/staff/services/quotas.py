"""Quotas and paths of downsizing: set by a decision, replaced by the next one, never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
) -> Quota:
    """By hand only where the right is held; a dossier or an import brings its own. After a merger within the year what
    is decided next is for the whole, and so from that day on, too."""
    _stands(unit, year, local(now).date())
    if source == BY_HAND:
        _may(by, unit, now)
    _needs(decision)
    before = quotas.last_of(unit, year).get((year, kind))
    told = {"unit": unit, "year": year, "kind": kind, "number": number}
    told |= {"decision": decision.strip(), "decided_on": decided_on, "source": source}
    return _write(told, before.since if before else None, by, now)


def _stands(unit: Unit, year: int, today: date) -> None:
    """What an agency had in years before it ended can still be told. Who merges it holds its row: a number that is
    decided meanwhile comes after the sum, and for one that is no more it comes too late."""
    end = rows.one(Unit, "id = %s FOR KEY SHARE", unit.pk).valid_to
    if end and end < min(today, date(year, 12, 31)):
        raise Refused(_("%(unit)s has ended: a decision names who carries it on.") % {"unit": unit})


def _write(told: dict[str, Any], since: date | None, by: Person | None, now: datetime) -> Quota:
    told |= {"since": since} if since else {}
    quota = Quota.objects.create(**told, by=by, at=now)
    audit.record(QUOTA_SET, quota, by=by, now=now, data=told | {"unit": quota.unit.code})
    return quota


@dataclass(frozen=True)
class Along:
    """What an agency that ends leaves to the other one: `more` than that one has of the kind in the year. None more
    where it was part of what the other one was given, as its superior."""

    quota: Quota
    held: int
    more: int


def add_up(*, unit: Unit, into: Unit, on: date, decision: str, source: str, by: Person | None, now: datetime) -> int:
    """From that day on `into` may have what both might, and `unit` has none left. How many were added. Once for a
    merger, by who holds both agencies and ends the first: what is decided afterwards is for the whole."""
    along = going_along(unit, into, on)
    for one in along:
        told = {
            "year": one.quota.year,
            "kind": one.quota.kind,
            "decision": decision,
            "decided_on": on,
            "source": source,
        }
        if one.more:
            _write(told | {"unit": into, "number": one.held + one.more}, on, by, now)
        _write(told | {"unit": unit, "number": 0}, on, by, now)
    return sum(one.more for one in along)


def going_along(unit: Unit, into: Unit, on: date) -> list[Along]:
    """What the other agency was given none of is not known there, and no sum can be made; a new one has what comes."""
    theirs, found = quotas.last_of(into, on.year), []
    for key, quota in quotas.last_of(unit, on.year).items():
        if quota.number and key in theirs:
            is_part = unit.path.startswith(into.path)
            found.append(Along(quota, theirs[key].number, 0 if is_part else quota.number))
        elif quota.number and into.valid_from >= on:
            found.append(Along(quota, 0, quota.number))
    return found


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
