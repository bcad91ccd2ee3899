"""Moving a running case to another version of its flow, and back to exactly what it was."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from doanso.blocks.workflow import moves, queries
from doanso.blocks.workflow.changes import Placed
from doanso.blocks.workflow.models import Activation, Ballot, Case, Entry, FlowVersion, Move, Pause
from doanso.blocks.workflow.services import clock
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.cases import Outcome, lock, outcome
from doanso.blocks.workflow.services.run import Run
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.calendar.queries import calendar_for
from doanso.core.inbox import services as inbox
from doanso.core.units import assignees
from doanso.lib import rows, snapshots
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Refused

MOVED, MOVED_BACK = "moved", "moved_back"
Json = dict[str, Any]


def preview(case: Case, to: FlowVersion, mapping: Mapping[str, str] | None = None) -> moves.Plan:
    return moves.plan(moves.facts_of(case), to, mapping or {}, cache(calendar_for))


@transaction.atomic
def move(
    *,
    case_id: int,
    to: FlowVersion,
    by: Person | None,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    stamp: str = "",
    title: str = "",
    text: str = "",
) -> Outcome:
    """`stamp` is of the plan that was looked at: AlreadyDone when the case has gone on since.

    Activations, inbox and clock are changed in place, so that whoever has the step open still has it.
    """
    case = lock(case_id)
    plan = preview(case, to, mapping)
    if stamp and stamp != plan.stamp:
        raise _overtaken(case, 0, _("It has gone on since you looked"))
    if plan.reasons:
        raise Refused(" ".join(plan.reasons))
    before = snapshot(case)
    run = Run(case, by, by.full_name if by else "", now, others_open=True)
    source, case.version, case.title = case.version, to, (title or case.title)[:300]
    rows.update(case, "version", "title")
    _rename_done(plan)
    for placed in plan.placed:
        _move_step(run, placed)
    line = running.note(run, MOVED, text=text)
    after = snapshot(case)
    Move.objects.create(
        case=case, source=source, target=to, moved=line, before=before, after=digest(after), dues=dues(after)
    )
    audit.record("workflow.moved", case, by=by, now=now, data={"from": source.pk, "to": to.pk})
    return outcome(run)


@transaction.atomic
def move_back(*, case_id: int, by: Person | None, now: datetime, text: str = "") -> Outcome:
    """Everything is as before the last move; AlreadyDone tells what happened in between, which forbids it."""
    case = lock(case_id)
    last = Move.objects.filter(case=case, undone=None).select_related("source", "moved").order_by("-pk").first()
    if last is None:
        raise Refused(_("It was not moved, or it is back already."))
    present = snapshot(case)
    if digest(present) != last.after:
        raise _overtaken(case, last.moved_id, _("It has gone on since the move"))
    _put_back(last.before, present)
    case.refresh_from_db()
    if dues(present) != last.dues:  # the calendar has changed: what comes back must follow it, too
        _count_anew(case)
    run = Run(case, by, by.full_name if by else "", now, others_open=True)
    run.paused = queries.is_paused(case)
    last.undone = running.note(run, MOVED_BACK, text=text)
    last.save(update_fields=["undone"])
    audit.record("workflow.moved_back", case, by=by, now=now, data={"from": last.target_id, "to": last.source_id})
    return outcome(run)


def _rename_done(plan: moves.Plan) -> None:
    """Steps done count for returns and for the separation of duties under the key of what stands for them now."""
    for old, new in plan.keys.items():
        if new and new != old:
            Activation.objects.filter(case=plan.case, step=old).update(step=new)


def _move_step(run: Run, one: Placed) -> None:
    lasted = _move_clock(run, one)
    for row in one.open:
        row.case = run.case
        becomes = one.expressions(row.branch)[1]
        if becomes is None:
            _take_back(run, row)
            continue
        row.step, row.name = one.new.key, _name(one, row.branch)
        row.paused_minutes += lasted
        row.minutes, row.due_at = one.new.minutes, one.due(row, calendar_for(run.case.unit_id))
        if one.expressions(row.branch)[0] != becomes or (one.new.kind == "vote" and one.old.chair != one.new.chair):
            _give(run, one, row, becomes)
        rows.update(row, *CHANGED)
        if run.case.state == Case.State.RUNNING:
            running.put_in_inbox(run, row)
    for key in one.added():
        _ask_too(run, one, key)


CHANGED = (
    "step", "name", "minutes", "paused_minutes", "due_at", "seats", "applicant", "label", "fallback", "data",
    "claimed_by", "claimed_at",
)  # fmt: skip


def _name(one: Placed, branch: str) -> str:
    return next((b.name for b in one.new.branches if b.key == branch), one.new.name)


def _move_clock(run: Run, one: Placed) -> int:
    """Working minutes for which the clock stood, when it runs again now."""
    if not one.clock_changes:
        return 0
    if one.new.clock:
        return running.unpause(run)
    running.pause(run, one.new.name)
    return 0


def _take_back(run: Run, row: Activation) -> None:
    row.state, row.closed_at = Activation.State.CANCELLED, run.now
    rows.update(row, "state", "closed_at")
    inbox.close(running.INBOX, str(row.pk), now=run.now)


def _give(run: Run, one: Placed, row: Activation, expression: str) -> None:
    """To whom the new version names; who had taken the work gives it up."""
    given = assignees.resolve(expression, queries.context_of(run.case), local(run.now).date())
    if not given.seats and expression != "nguoi_nop":
        told = {"step": row.name, "who": given.label}
        raise Refused(_("Nobody can be found for “%(step)s”: %(who)s.") % told)
    if row.claimed_by_id and run.case.state == Case.State.RUNNING:
        inbox.release(running.INBOX, str(row.pk), by=row.claimed_by, now=run.now, overseer=True)
    row.claimed_by = row.claimed_at = None
    row.seats = [[seat.role, seat.unit_id, seat.person_id] for seat in given.seats]
    row.applicant, row.label, row.fallback = expression == "nguoi_nop", given.label, given.fallback
    if one.new.kind == "vote":
        row.data = row.data | {"chair": running.chair(one.new, given, run)}


def _ask_too(run: Run, one: Placed, key: str) -> None:
    """A branch that the new version adds: in the same round as those that are open, so that answers count together."""
    sibling = one.open[0]
    fresh = Activation(
        case=run.case,
        step=one.new.key,
        branch=key,
        opened_at=sibling.opened_at,
        paused_minutes=sibling.paused_minutes,
        minutes=one.new.minutes,
        data={},
        name=_name(one, key),
        due_at=one.due(sibling, calendar_for(run.case.unit_id)),
    )
    _give(run, one, fresh, one.expressions(key)[1] or "")
    rows.insert(fresh)
    if run.case.state == Case.State.RUNNING:
        running.put_in_inbox(run, fresh)


def snapshot(case: Case) -> Json:
    """The whole state of a case, as it can be put back; its trail is no state."""
    steps = rows.select(Activation, "case_id = %s ORDER BY id", case.pk)
    keys = [str(row.pk) for row in steps]
    cast = Ballot.objects.filter(activation__case=case).order_by("activation").values_list("activation")
    return {
        "case": snapshots.taken(rows.select(Case, "id = %s", case.pk)),
        "steps": snapshots.taken(steps),
        "pauses": snapshots.taken(rows.select(Pause, "case_id = %s ORDER BY id", case.pk)),
        "inbox": inbox.snapshot(running.INBOX, keys),
        "ballots": [list(pair) for pair in cast.annotate(n=Count("pk"))],
    }


def dues(kept: Json) -> Json:
    return {str(step["id"]): step["due_at"] for step in kept["steps"]}


def digest(kept: Json) -> str:
    """Deadlines left out: they move with the calendar, which is nobody's work on the case."""
    told = json.loads(json.dumps(kept))
    for row in [*told["steps"], *told["inbox"]["items"]]:
        del row["due_at"]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _put_back(before: Json, now: Json) -> None:
    keys = [str(step["id"]) for step in now["steps"]]
    snapshots.put_back(Case, before["case"], now["case"])
    snapshots.put_back(Pause, before["pauses"], now["pauses"])
    inbox.put_back(running.INBOX, keys, before["inbox"])
    snapshots.put_back(Activation, before["steps"], now["steps"])


def _count_anew(case: Case) -> None:
    counted = queries.counted_steps().filter(case=case)
    clock.apply_moved(queries.moved_steps(counted, cache(calendar_for)))


def _overtaken(case: Case, since: int, why: str) -> AlreadyDone:
    """Who did what and when: the last line of the timeline that moved something, else who has taken the work."""
    found = case.entries.filter(pk__gt=since).exclude(kind__in=[MOVED, MOVED_BACK, "comment"])
    last: Entry | None = found.select_related("activation").order_by("-pk").first()
    taken = queries.open_steps(case).exclude(claimed_by=None).order_by("-claimed_at").first()
    if last is None and taken is None:
        return AlreadyDone(f"{why}.", who="", when=case.started_at)
    who = last.by_label if last else taken.claimed_by.full_name
    when = last.at if last else taken.claimed_at
    step = (last.activation.name if last.activation else "") if last else taken.name
    told = {"why": why, "who": who or _("The applicant"), "step": step, "when": f"{local(when):%H:%M %d/%m/%Y}"}
    sentence = _("%(why)s: %(who)s, “%(step)s”, %(when)s.") if step else _("%(why)s: %(who)s, %(when)s.")
    return AlreadyDone(sentence % told, who=who, when=when)
