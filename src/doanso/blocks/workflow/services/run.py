"""Moving a case along its steps. Internal: everything here expects the case locked by the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries
from doanso.blocks.workflow.definition import END, MOST_AUTOMATIC_STEPS, Definition, Step, of_version
from doanso.blocks.workflow.models import Activation, Case, Entry, Pause
from doanso.core.accounts.models import Person
from doanso.core.calendar.queries import calendar_for
from doanso.core.files.models import File
from doanso.core.inbox import services as inbox
from doanso.core.units import assignees
from doanso.core.units.models import Unit
from doanso.core.units.seats import Seat
from doanso.lib import expressions, rows
from doanso.lib.dates import local
from doanso.lib.errors import Refused

INBOX = "workflow.step"


Scope = dict[str, Any] | Callable[[], dict[str, Any]]
"""Variables of branches; as a function, they are looked up only where there is a branch."""


@dataclass
class Run:
    """One call's worth of facts: who does what to which case, and what came of it.

    `others_open`: steps that this call did not open may be open too. `paused`: None while the clock is left alone.
    `known`: rows among the case's variables that the caller has. `finished`: keys of work that leaves the inbox
    when the call ends (`cases.outcome`). `batch`: what is written when somebody reads it, else
    at the end of the call.
    """

    case: Case
    by: Person | None
    label: str
    now: datetime
    scope: Scope = field(default_factory=dict)
    on_behalf_of: Person | None = None
    opened: list[Activation] = field(default_factory=list)
    automatic: int = 0
    others_open: bool = False
    paused: bool | None = None
    known: tuple[Unit | Person, ...] = ()
    finished: list[str] = field(default_factory=list)
    batch: rows.Batch = field(default_factory=rows.Batch)

    @property
    def definition(self) -> Definition:
        return of_version(self.case.version_id)


def note(run: Run, kind: str, *, files: tuple[File, ...] = (), **told: Any) -> Entry:
    """One line of the timeline."""
    entry = rows.insert(line(run, kind, **told))
    if files:
        entry.files.set(files)
    return entry


def line(
    run: Run, kind: str, *, activation: Activation | None = None, text: str = "", public: bool = False, **data: Any
) -> Entry:
    """It before it is written."""
    return rows.new(
        Entry,
        case_id=run.case.pk,
        activation_id=activation.pk if activation else None,
        kind=kind,
        at=run.now,
        by_id=run.by.pk if run.by else None,
        by_label=run.label,
        text=text,
        data=data,
        public=public,
    )


def open_step(run: Run, key: str) -> None:
    """Enter a step; automatic ones are passed at once. END finishes the case."""
    while key != END:
        step = run.definition.step(key)
        if not step.automatic:
            return _open_for_people(run, step)
        run.automatic += 1
        if run.automatic > MOST_AUTOMATIC_STEPS:
            raise Refused(_("The steps of this procedure run in a circle. Please tell the office that published it."))
        _pass_automatically(run, step)
        key = _way_out(run, step)
    return end(run, Case.State.DONE)


def _way_out(run: Run, step: Step) -> str:
    if step.kind == "branch":
        scope = run.scope() if callable(run.scope) else run.scope
        for case in step.cases:
            if expressions.evaluate(expressions.parse(case.when), scope, today=local(run.now).date()) is True:
                return case.to
    return step.to


def _pass_automatically(run: Run, step: Step) -> None:
    who = run.label if step.kind == "start" else _("The system")
    passed = Activation(
        case=run.case,
        step=step.key,
        name=step.name,
        state=Activation.State.DONE,
        label=who,
        opened_at=run.now,
        closed_at=run.now,
        closed_by=run.by if step.kind == "start" else None,
        action="forward",
    )
    rows.insert(passed)


def _open_for_people(run: Run, step: Step) -> None:
    context = queries.context_of(run.case, run.known)
    parts = [(b.key, b.name, b.assignee) for b in step.branches] or [("", step.name, step.assignee)]
    for branch, name, assignee in parts:
        _open(run, step, branch, name, assignees.resolve(assignee, context, local(run.now).date()), assignee)
    if not step.clock:
        pause(run, step.name)


def _open(run: Run, step: Step, branch: str, name: str, given: assignees.Assignment, expression: str) -> None:
    limit = calendar_for(run.case.unit_id).add_minutes(run.now, step.minutes) if step.minutes and step.clock else None
    activation = rows.new(
        Activation,
        case=run.case,
        step=step.key,
        branch=branch,
        name=name,
        seats=[[seat.role, seat.unit_id, seat.person_id] for seat in given.seats],
        applicant=expression == "nguoi_nop",
        label=given.label,
        fallback=given.fallback,
        opened_at=run.now,
        minutes=step.minutes,
        due_at=limit,
        data={"chair": chair(step, given, run)} if step.kind == "vote" else {},
    )
    run.opened.append(activation)
    run.batch.add(rows.added(activation))
    run.batch.others.append(inbox.following(INBOX, activation, **_work(run, activation)))


def chair(step: Step, given: assignees.Assignment, run: Run) -> list[list[Any]]:
    """Who opens and closes the vote, so that the minutes have a signatory."""
    if given.unit is None:
        return []
    found = assignees.resolve(step.chair, {"don_vi": given.unit}, local(run.now).date())
    return [[seat.role, seat.unit_id, seat.person_id] for seat in found.seats]


def put_in_inbox(run: Run, activation: Activation) -> None:
    inbox.put(INBOX, str(activation.pk), **_work(run, activation))


def _work(run: Run, activation: Activation) -> dict[str, Any]:
    """As it stands in the inbox."""
    return {
        "title": run.case.title,
        "detail": activation.name,
        "url": run.case.url,
        "seats": [Seat(role, unit, person) for role, unit, person in activation.seats],
        "unit_id": run.case.unit_id,
        "due_at": activation.due_at,
        "now": run.now,
    }


def close(
    run: Run, activation: Activation, action: str, data: dict[str, Any] | None = None, *others: rows.Change
) -> None:
    """The step is done. `others`: what is told of it."""
    activation.state = Activation.State.DONE
    activation.closed_at, activation.closed_by = run.now, run.by
    activation.on_behalf_of, activation.action = run.on_behalf_of, action
    activation.data |= data or {}
    done = rows.changed(activation, "state", "closed_at", "closed_by", "on_behalf_of", "action", "data")
    run.batch.add(done, *others)
    run.finished.append(str(activation.pk))


def cancel_open(run: Run) -> None:
    """Whatever else was open ends without a result: sibling branches, steps of a case that ends."""
    for activation in rows.select(Activation, "case_id = %s AND state = %s", run.case.pk, Activation.State.OPEN):
        if str(activation.pk) in run.finished:  # and waits to be written
            continue
        activation.state, activation.closed_at = Activation.State.CANCELLED, run.now
        run.batch.add(rows.changed(activation, "state", "closed_at"))
        run.finished.append(str(activation.pk))


def end(run: Run, state: Case.State) -> None:
    cancel_open(run)
    unpause(run)
    run.case.state, run.case.ended_at = state, run.now
    run.batch.add(rows.changed(run.case, "state", "ended_at"))


def pause(run: Run, reason: str) -> None:
    run.paused = True
    if not _running_pause(run):
        rows.insert(Pause(case=run.case, started_at=run.now, reason=reason[:300]))


def unpause(run: Run, at: datetime | None = None) -> int:
    """End the running pause, now or as of `at`; how many working minutes it lasted."""
    run.paused = False
    lasted = 0
    for pause in _running_pause(run):
        pause.ended_at = max(at or run.now, pause.started_at)
        rows.update(pause, "ended_at")
        lasted = calendar_for(run.case.unit_id).minutes_between(pause.started_at, pause.ended_at)
    return lasted


def _running_pause(run: Run) -> list[Pause]:
    """None or one."""
    return rows.select(Pause, "case_id = %s AND ended_at IS NULL", run.case.pk)
