"""Moving a running case to another version of its flow, and back to exactly what it was."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow import moves, queries
from doanso.blocks.workflow.changes import Placed
from doanso.blocks.workflow.models import Activation, Case, Entry, FlowVersion, Move, Pause
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
from doanso.lib.transactions import atomic

MOVED, MOVED_BACK = "moved", "moved_back"
Json = dict[str, Any]


def preview(case: Case, to: FlowVersion, mapping: Mapping[str, str] | None = None) -> moves.Plan:
    return moves.plan(moves.facts_of(case), to, mapping or {}, calendar_for)


@atomic
def move(
    *,
    case_id: int,
    to: FlowVersion,
    by: Person | None,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    stamp: str = "",
    look: Callable[[moves.Plan, moves.CalendarOf], Any] | None = None,
    title: str = "",
    text: str = "",
) -> Outcome:
    """`stamp` is of the plan that was looked at: AlreadyDone when the case has gone on since.

    `look` is shown the plan as it is now, with the case locked, and may refuse. Activations, inbox and clock are
    changed in place, so that whoever has the step open still has it.
    """
    case = lock(case_id)
    known, calendar_of = moves.facts_of(case), cache(calendar_for)
    plan = moves.plan(known, to, mapping or {}, calendar_of)
    if stamp and stamp != plan.stamp:
        raise _overtaken(case, 0, _("It has gone on since you looked"))
    if plan.reasons:
        raise Refused(" ".join(plan.reasons))
    if look:
        look(plan, calendar_of)
    before = _state(known, _pauses(case))
    run = Run(case, by, by.full_name if by else "", now)
    source, case.version, case.title = case.version_id, to, (title or case.title)[:300]
    rows.update(case, "version", "title")
    moved = _moved(run, known, plan, calendar_of)
    after = _state(moved, before["pauses"] if run.paused is None else _pauses(case))
    line = running.note(run, MOVED, text=text)
    kept = {"source_id": source, "target": to, "moved": line, "before": before}
    rows.insert(Move(case=case, after=digest(after), dues=dues(after), **kept))
    audit.record("workflow.moved", case, by=by, now=now, data={"from": source, "to": to.pk})
    return outcome(run)


def _moved(run: Run, known: moves.Facts, plan: moves.Plan, calendar_of: moves.CalendarOf) -> moves.Facts:
    """Does it, and gives the facts as they are afterwards; `run.opened` are all open steps."""
    _rename_done(plan, known)
    for placed in plan.placed:
        run.opened += _move_step(run, placed, calendar_of)
    fresh = [row for row in run.opened if row not in known.rows]
    return moves.Facts(run.case, (*known.rows, *fresh), known.ballots)


@atomic
def move_back(*, case_id: int, by: Person | None, now: datetime, text: str = "") -> Case:
    """Everything is as before the last move; AlreadyDone tells what happened in between, which forbids it."""
    case = lock(case_id)
    found = rows.select(Move, "case_id = %s AND undone_id IS NULL ORDER BY id DESC LIMIT 1", case.pk)
    if not found:
        raise Refused(_("It was not moved, or it is back already."))
    last = found[0]
    present = _state(moves.facts_of(case), _pauses(case))
    if digest(present) != last.after:
        raise _overtaken(case, last.moved_id, _("It has gone on since the move"))
    _put_back(last.before, present)
    case = rows.one(Case, "id = %s", case.pk)
    if dues(present) != last.dues:  # the calendar has changed: what comes back must follow it, too
        _count_anew(case)
    run = Run(case, by, by.full_name if by else "", now)
    last.undone = running.note(run, MOVED_BACK, text=text)
    rows.update(last, "undone")
    audit.record("workflow.moved_back", case, by=by, now=now, data={"from": last.target_id, "to": last.source_id})
    return case


def _rename_done(plan: moves.Plan, known: moves.Facts) -> None:
    """Steps done count for returns and for the separation of duties under the key of what stands for them now."""
    for row in known.rows:
        key = plan.keys[row.step]
        if key and key != row.step and row.state != Activation.State.OPEN:
            row.step = key
            rows.update(row, "step")


def _move_step(run: Run, one: Placed, calendar_of: moves.CalendarOf) -> list[Activation]:
    """The open ones afterwards."""
    lasted, added, staying = _move_clock(run, one), one.added(), []
    for row in one.open:
        row.case = run.case
        becomes = one.expressions(row.branch)[1]
        if becomes is None:
            _take_back(run, row)
            continue
        staying.append(row)
        row.step, row.name = one.new.key, _name(one, row.branch)
        row.paused_minutes += lasted
        row.minutes, row.due_at = one.new.minutes, one.due(row, calendar_of(run.case.unit_id))
        if one.expressions(row.branch)[0] != becomes or (one.new.kind == "vote" and one.old.chair != one.new.chair):
            _give(run, one, row, becomes)
        rows.update(row, *CHANGED)
        _put_in_inbox(run, row)
    return [*staying, *(_ask_too(run, one, key, calendar_of) for key in added)]


def _put_in_inbox(run: Run, row: Activation) -> None:
    """While the applicant supplements it lies before nobody."""
    if run.case.state == Case.State.RUNNING:
        running.put_in_inbox(run, row)


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
    try:
        given = assignees.resolve(expression, queries.context_of(run.case), local(run.now).date())
    except assignees.AssigneeError as error:  # a role that was there when the version was published
        raise Refused(f"{row.name}: {error}") from error
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


def _ask_too(run: Run, one: Placed, key: str, calendar_of: moves.CalendarOf) -> Activation:
    """A branch that the new version adds: in the same round as the others, so that answers count together."""
    sibling = one.rows[-1]
    fresh = Activation(
        case=run.case,
        step=one.new.key,
        branch=key,
        opened_at=sibling.opened_at,
        paused_minutes=sibling.paused_minutes,
        minutes=one.new.minutes,
        data={},
        name=_name(one, key),
        due_at=one.due(sibling, calendar_of(run.case.unit_id)),
    )
    _give(run, one, fresh, one.expressions(key)[1] or "")
    rows.insert(fresh)
    _put_in_inbox(run, fresh)
    return fresh


def _pauses(case: Case) -> snapshots.Kept:
    return snapshots.taken(rows.select(Pause, "case_id = %s ORDER BY id", case.pk))


def _state(known: moves.Facts, pauses: snapshots.Kept) -> Json:
    """The whole state of a case, as it can be put back; its trail is no state."""
    steps = sorted(known.rows, key=lambda row: row.pk)
    return {
        "case": snapshots.taken([known.case]),
        "steps": snapshots.taken(steps),
        "pauses": pauses,
        "inbox": inbox.snapshot(running.INBOX, [str(row.pk) for row in steps]),
        "ballots": sorted([pk, number] for pk, number in known.ballots.items()),
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
