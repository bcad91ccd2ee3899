"""Whom a round lets in: the rule, the list drawn up from announced rankings, and who moves up.

The rankings are held while the list is fixed, so that none of them is taken back meanwhile; from then on none is, as
long as the list stands.
"""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Admitted, Attempt, Gate, Round, State
from doanso.features.contests.queries import admitting as queries
from doanso.features.contests.queries import organising, parties
from doanso.features.contests.rules import admitting as rules
from doanso.features.contests.rules import preparing
from doanso.features.contests.services import judging, setting_up
from doanso.lib import jobs
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

TELL, TELL_BACK = "contests.tell_admitted", "contests.tell_list_back"


@transaction.atomic
def set_gate(*, round: Round, gate: Gate | None, seen: str, by: Person | None, now: datetime) -> Round:
    """Before anybody has started: until then nobody has agreed to another rule."""
    row = setting_up.hold_round(round, by=by, now=now)
    before = organising.admits(row)
    setting_up.check_seen(before, seen)
    if why := why_fixed(row, now):
        raise Refused(why)
    if wrong := rules.fault(row, gate, list(organising.rounds_of(row.contest))):
        raise Refused(wrong, field="rounds")
    row.admits = asdict(gate) | {"rounds": list(gate.rounds)} if gate else {}
    row.save(update_fields=["admits"])
    data = {"round": row.number, "before": before, "after": organising.admits(row)}
    audit.record("contests.gate_changed", row.contest, by=by, now=now, data=data)
    return row


def why_fixed(round: Round, now: datetime) -> str:
    """Empty while the rule may change."""
    started = organising.somebody_started(round.contest)
    fixed = preparing.why_fixed(round.contest, "admits", started=started) or preparing.why_round_fixed(round, now)
    return fixed or (_("The list is fixed.") if round.listed_at else "")


def mark(round: Round) -> str:
    """Of the list as it would be now: what is fixed is what was looked at."""
    return organising.seen({"list": [one.entrant_id for one in queries.candidates(round)]})


@transaction.atomic
def fix(*, round: Round, seen: str, by: Person | None, now: datetime) -> Round:
    """Everybody on it is told."""
    row = _held(round, by=by, now=now)
    if row.listed_at:
        raise AlreadyDone(_("The list is fixed already."), who="", when=row.listed_at)
    if row.contest.state != State.PUBLISHED or not row.admits or now >= row.closes_at:
        raise Refused(_("There is no list to be fixed for this round."))
    if waiting := queries.not_announced(row):
        raise Refused(_("%(round)s is not announced yet.") % {"round": waiting[0].name})
    if mark(row) != seen:
        raise Refused(_("The list has changed meanwhile. Please look at it again."))
    found = queries.candidates(row)
    if not found:
        raise Refused(_("Nobody would be let in."))
    Admitted.objects.bulk_create(Admitted(round=row, **vars(one)) for one in found)
    row.listed_at = now
    row.save(update_fields=["listed_at"])
    jobs.defer((TELL, {"round_id": row.pk, "after": 0}))
    data = {"round": row.number, "rule": row.admits, "people": len(found), "digest": seen}
    audit.record("contests.list_fixed", row.contest, by=by, now=now, data=data)
    return row


@transaction.atomic
def give_up(*, round: Round, reason: str, by: Person | None, now: datetime) -> Round:
    """The list is no more, until the round opens; who was on it is told why."""
    row, reason = _held(round, by=by, now=now), judging.said(reason)
    if not row.listed_at:
        raise Refused(_("The list is not fixed."))
    if row.opens_at <= now or Attempt.objects.filter(round=row).exists():
        raise Refused(_("This round has opened: its list stays."))
    people = list(Admitted.objects.filter(round=row).values_list("entrant", flat=True).order_by("pk"))
    Admitted.objects.filter(round=row).delete()
    row.listed_at = None
    row.save(update_fields=["listed_at"])
    once = f"contests.list_back:{row.pk}:{now.isoformat()}"
    jobs.defer((TELL_BACK, {"round_id": row.pk, "entrants": people, "reason": reason, "once": once}))
    data = {"round": row.number, "people": len(people), "reason": reason}
    audit.record("contests.list_given_up", row.contest, by=by, now=now, data=data)
    return row


@transaction.atomic
def call_up(*, round: Round, key: str, reason: str, by: Person | None, now: datetime) -> int:
    """Who comes next where somebody has withdrawn; `key`: whom the page offered."""
    row, reason = _held(round, by=by, now=now), judging.said(reason)
    if now >= row.closes_at:
        raise Refused(_("This round is over."))
    following = next((one for one in queries.next_in_line(row) if one.key == key), None)
    if following is None:
        raise Refused(_("Somebody has moved up meanwhile. Please look at the list again."))
    if by is not None and any(parties.is_oneself(by, one) for one in following.entrants):
        raise Forbidden(_("Nobody moves themselves up: another person does."))
    line = {"source": following.source, "rank": following.rank, "unit_id": following.unit_id, "called_at": now}
    made = Admitted.objects.bulk_create(Admitted(round=row, entrant=one, **line) for one in following.entrants)
    jobs.defer((TELL, {"round_id": row.pk, "after": made[0].pk - 1}))
    data = {"round": row.number, "entrants": [one.pk for one in following.entrants], "reason": reason}
    audit.record("contests.moved_up", row.contest, by=by, now=now, data=data)
    return len(following.entrants)


def _held(round: Round, *, by: Person | None, now: datetime) -> Round:
    """With the rounds whose rankings count: whoever takes one back holds it, too."""
    row = setting_up.hold_round(round, by=by, now=now)
    wanted = [row.pk, *(one.pk for one in queries.sources(row))]
    held = Round.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    fresh = next(one for one in held if one.pk == row.pk)
    fresh.contest = row.contest
    return fresh
