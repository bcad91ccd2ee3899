"""A contest is prepared part by part. Whoever changes a part says what they saw of it: nobody writes over another."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.questions.queries import banks_for
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.core.units.rules import may
from doanso.features.contests.models import Contest, Line, Prize, Round, State
from doanso.features.contests.queries import organising
from doanso.features.contests.rules import preparing
from doanso.features.contests.rules.preparing import Asked, Award
from doanso.features.contests.services import freezing
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused


@transaction.atomic
def change(
    *, contest: Contest, part: str, given: dict[str, Any], seen: str, by: Person | None, now: datetime
) -> Contest:
    """`part` is one of `organising.STATES` but the prizes; `given` holds its values."""
    row = hold(contest, part, seen, by=by, now=now)
    before = organising.STATES[part](row)
    for name in before:
        setattr(row, name, given[name])
    row.save(update_fields=list(before))
    _wrote("contests.changed", row, before, organising.STATES[part](row), by=by, now=now)
    return row


@transaction.atomic
def set_prizes(*, contest: Contest, prizes: list[Award], seen: str, by: Person | None, now: datetime) -> Contest:
    """All of them at once, in the place of those that there were."""
    row = hold(contest, "prizes", seen, by=by, now=now)
    if fault := preparing.prize_fault(prizes):
        raise Refused(fault[1])
    numbers = {one.number: one for one in organising.rounds_of(row)}
    if any(prize.round_number not in {None, *numbers} for prize in prizes):
        raise Refused(_("There is no such round."))
    before = organising.prizes(row)
    row.prizes.all().delete()
    for prize in prizes:
        facts = {"name": prize.name, "first": prize.first, "last": prize.last, "value": prize.value}
        of_round = None if prize.round_number is None else numbers[prize.round_number]
        Prize.objects.create(contest=row, round=of_round, for_units=prize.for_units, **facts)
    _wrote("contests.changed", row, before, organising.prizes(row), by=by, now=now)
    return row


@transaction.atomic
def add_round(*, contest: Contest, given: dict[str, Any], by: Person | None, now: datetime) -> Round:
    """A new one, while the contest is being prepared."""
    row = lock(contest, by=by, now=now)
    if row.state != State.DRAFT:
        raise Refused(_("Rounds are added before the contest is published."))
    _check_window(given)
    count = organising.rounds_of(row).count()
    if count >= preparing.MOST_ROUNDS:
        raise Refused(_("A contest has %(most)d rounds at most.") % {"most": preparing.MOST_ROUNDS})
    last = row.rounds.order_by("-number").first()
    made = Round(contest=row, number=last.number + 1 if last else 1, secret=secrets.token_bytes(32))
    _fill(made, given)
    made.save()
    data = {"round": made.number, "after": organising.settings(made)}
    audit.record("contests.round_added", row, by=by, now=now, data=data)
    return made


@transaction.atomic
def change_round(*, round: Round, given: dict[str, Any], seen: str, by: Person | None, now: datetime) -> Round:
    """Once published, its window is moved by `publishing.move`, which says why; the rest until it opens."""
    row = hold_round(round, by=by, now=now)
    before = organising.settings(row)
    check_seen(before, seen)
    if reason := preparing.why_round_fixed(row, now):
        raise Refused(reason)
    if row.contest.state == State.PUBLISHED:
        given = given | {"opens_at": row.opens_at, "closes_at": row.closes_at}
    _check_window(given)
    _fill(row, given)
    row.save()
    data = {"round": row.number, "before": before, "after": organising.settings(row)}
    audit.record("contests.round_changed", row.contest, by=by, now=now, data=data)
    return row


@transaction.atomic
def remove_round(*, round: Round, by: Person | None, now: datetime) -> Contest:
    row = hold_round(round, by=by, now=now)
    if row.contest.state != State.DRAFT:
        raise Refused(
            _("Rounds are removed before the contest is published. Afterwards the contest can be called off.")
        )
    data = {"round": row.number, "before": organising.settings(row) | organising.lines(row)}
    audit.record("contests.round_removed", row.contest, by=by, now=now, data=data)
    row.delete()
    return row.contest


@transaction.atomic
def set_lines(*, round: Round, lines: list[Asked], seen: str, by: Person | None, now: datetime) -> Round:
    """The whole blueprint. Of a published round, which has not opened, the questions are fixed anew at once."""
    row = hold_round(round, by=by, now=now)
    before = organising.lines(row)
    check_seen(before, seen)
    if reason := preparing.why_round_fixed(row, now):
        raise Refused(reason)
    if sum(line.count for line in lines) > preparing.MOST_QUESTIONS:
        raise Refused(_("A paper has %(most)d questions at most.") % {"most": preparing.MOST_QUESTIONS})
    _check_banks(row, lines, by, now)
    freezing.unfreeze(row, by=by, now=now)
    row.lines.all().delete()
    Line.objects.bulk_create(Line(round=row, order=order, **vars(line)) for order, line in enumerate(lines))
    data = {"round": row.number, "before": before, "after": organising.lines(row)}
    audit.record("contests.lines_changed", row.contest, by=by, now=now, data=data)
    if row.contest.state == State.PUBLISHED:
        freezing.freeze(row, by=by, now=now)
    return row


@transaction.atomic
def look_at_sample(*, round: Round, by: Person | None, now: datetime) -> None:
    """Who reads questions that will be asked is written down; only who works with all of these banks may."""
    row = hold_round(round, by=by, now=now)
    known = set(banks_for(by, local(now).date()).values_list("pk", flat=True))
    if not {line.bank_id for line in row.lines.all()} <= known:
        raise Forbidden(_("You do not work with this bank of questions."))
    audit.record("contests.sample_read", row.contest, by=by, now=now, data={"round": row.number})


@transaction.atomic
def discard(*, contest: Contest, by: Person | None, now: datetime) -> None:
    """What was never published may go; the trail keeps that it was there."""
    row = lock(contest, by=by, now=now)
    if row.state != State.DRAFT:
        raise Refused(_("A published contest is called off, not deleted."))
    audit.record("contests.discarded", row, by=by, now=now, data={"code": row.code, "name": row.name})
    row.delete()


def check_organiser(by: Person | None, unit: Unit, now: datetime) -> None:
    if not may(by, organising.ORGANISE, unit, local(now).date()):
        raise Forbidden(_("You do not prepare contests of this unit."))


def lock(contest: Contest, *, by: Person | None, now: datetime) -> Contest:
    """One change of a contest at a time, by who may."""
    row = locks.row(Contest.objects.select_related("unit", "unit__type"), contest.pk)
    check_organiser(by, row.unit, now)
    return row


def hold(contest: Contest, part: str, seen: str, *, by: Person | None, now: datetime) -> Contest:
    row = lock(contest, by=by, now=now)
    check_seen(organising.STATES[part](row), seen)
    if reason := preparing.why_fixed(row, part, started=organising.somebody_started(row)):
        raise Refused(reason)
    return row


def hold_round(round: Round, *, by: Person | None, now: datetime) -> Round:
    contest = lock(round.contest, by=by, now=now)
    row = organising.rounds_of(contest).filter(pk=round.pk).first()
    if row is None:
        raise Refused(_("Somebody has removed this round meanwhile."))
    row.contest = contest
    return row


def check_seen(state: dict[str, Any], seen: str) -> None:
    if organising.seen(state) != seen:
        raise Refused(_("Somebody has changed this part meanwhile. Please open the page again."))


def _check_banks(round: Round, lines: list[Asked], by: Person | None, now: datetime) -> None:
    """Questions come from banks that one works with; what stood there before may stay."""
    kept = {(line.bank_id, line.topic_id) for line in round.lines.all()}
    known = {bank.pk: {topic.pk for topic in bank.topics.all()} for bank in banks_for(by, local(now).date())}
    for line in lines:
        drawn = line.topic_id in {None, *known.get(line.bank_id, set())}
        if (line.bank_id, line.topic_id) not in kept and (line.bank_id not in known or not drawn):
            raise Forbidden(_("You do not work with this bank of questions."))


def _check_window(given: dict[str, Any]) -> None:
    if fault := preparing.window_fault(given["opens_at"], given["closes_at"], given["minutes"]):
        raise Refused(fault[1], field=fault[0])


def _fill(round: Round, given: dict[str, Any]) -> None:
    for name in (*organising.SETTINGS, *organising.SHUFFLES):
        setattr(round, name, given[name])


def _wrote(
    kind: str, row: Contest, before: dict[str, Any], after: dict[str, Any], *, by: Person | None, now: datetime
) -> None:
    if before != after:
        audit.record(kind, row, by=by, now=now, data={"before": before, "after": after})
