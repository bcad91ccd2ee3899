"""A case from its start to its end."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries, rules
from doanso.blocks.workflow.definition import Step
from doanso.blocks.workflow.models import Activation, Case, FlowVersion
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.run import Run, Scope
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.calendar import queries as calendars
from doanso.core.files.models import File
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.core.units.seats import Seats
from doanso.lib import rows
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.transactions import atomic

Data = dict[str, Any]
Told = tuple[rows.Change, ...]
"""What is written of an act beside what it does: its line on the timeline and its audit row."""
NEEDS_REASON = {"return", "supplement", "refuse", "stop"}
OF_SUBJECT = '"case".subject_type = %s AND "case".subject_id = %s'
TOLD = {"supplement", "refuse", "stop"}  # the applicant reads what was written


@dataclass(frozen=True)
class Outcome:
    """What a call changed: steps newly open, and how the case ended when it did (`Case.State`, else empty).

    `done` is what was finished; `open_now` are all open steps; `paused` says whether the clock stands still, None when
    that is as before. `batch`: what was left to the caller to write.
    """

    case: Case
    opened: tuple[Activation, ...]
    ended: str = ""
    step: Step | None = None
    open_now: tuple[Activation, ...] = ()
    paused: bool | None = None
    done: Activation | None = None
    batch: rows.Batch = field(default_factory=rows.Batch)


@atomic
def start(
    *,
    version: FlowVersion,
    subject: models.Model,
    title: str,
    url: str,
    unit: Unit,
    context: dict[str, Unit | Person | None],
    by: Person | None,
    now: datetime,
    detail: str = "",
    label: str = "",
    scope: Scope | None = None,
) -> Outcome:
    """Open a case over `subject`, pinned to this version, and enter the first step."""
    case = Case(
        version=version,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        title=title[:300],
        detail=detail[:300],
        url=url,
        unit=unit,
        context=_kept(context),
        started_at=now,
    )
    known = tuple(row for row in context.values() if row)
    run = Run(rows.insert(case), by, by.full_name if by else label, now, scope or {}, known=known)
    running.note(run, "start", public=True)
    running.open_step(run, run.definition.steps[0].key)
    audit.record("workflow.started", case, by=by, now=now, label=label, data={"version": version.pk})
    return outcome(run)


@atomic
def act(
    *,
    activation_id: int,
    action: str,
    by: Person | None,
    now: datetime,
    case_id: int | None = None,
    subject: models.Model | None = None,
    to: str = "",
    comment: str = "",
    data: dict[str, Any] | None = None,
    files: tuple[File, ...] = (),
    scope: Scope | None = None,
    applicant: bool = False,
    label: str = "",
    known: tuple[Unit | Person, ...] = (),
    named: dict[str, Unit | Person | None] | None = None,
    hold: bool = False,
) -> Outcome:
    """One person finishes one open step of a case, named by its id or by what it runs over, by one of its actions.

    AlreadyDone tells who was first; Forbidden that the step belongs to others. `known`: what need not be asked for.
    `hold`: the caller writes the outcome's `batch`, together with rows of their own.
    `named`: variables of assignees that mean somebody else from this step on.
    """
    activation, held = _locked(activation_id, case_id, subject, by, now)
    case = activation.case
    standing = rules.standing(activation, by, applicant=applicant, now=now, held=held)
    run = Run(case, by, by.full_name if by else label, now, scope or {}, standing.on_behalf_of, known=known)
    step = run.definition.step(activation.step)
    _check(run, step, action, comment)
    done = {"step": step.key, "branch": activation.branch, "to": to}
    if renamed := _kept(named or {}):
        case.context = case.context | renamed
        rows.update(case, "context")
        done["context"] = renamed
    line = running.line(run, action, activation=activation, text=comment, public=action in TOLD, to=to)
    who = {"by": by, "on_behalf_of": run.on_behalf_of, "label": label}
    event = audit.event(f"workflow.{action}", case, **who, now=now, data=done)
    DOERS[action](run, step, activation, to, data or {}, (rows.added(line), rows.added(event)))
    if files:
        run.batch.write()
        line.files.set(files)
    return outcome(run, step, activation, held=hold)


def _kept(context: dict[str, Unit | Person | None]) -> dict[str, Any]:
    """As the case holds it."""
    known = {name: value for name, value in context.items() if value}
    return {name: ["unit" if isinstance(value, Unit) else "person", value.pk] for name, value in known.items()}


def lock(case_id: int) -> Case:
    return rows.one(Case, "id = %s FOR UPDATE", case_id)


def _locked(
    activation_id: int, case_id: int | None, subject: models.Model | None, by: Person | None, now: datetime
) -> tuple[Activation, Seats | None]:
    """With its case. Both are locked, so that who waited for another sees what that one wrote in either.

    Every step asks for working time and for the seats of whoever acts: they come along.
    """
    ours, named = "workflow_activation.id = %s AND workflow_activation.case_id = %s", [case_id]
    if subject is not None:
        ours, named = f"workflow_activation.id = %s AND {OF_SUBJECT}", [subject._meta.label_lower, subject.pk]
    both = f'{ours} FOR UPDATE OF "case", workflow_activation'
    on = local(now).date()
    asked = (calendars.question('"case".unit_id'), *([units.seats_question(by, on)] if by else []))
    found, told = rows.one_and(Activation, both, activation_id, *named, related=("case",), asked=asked)
    calendars.told(found.case.unit_id, told[0])
    return _if_open(found), units.seats_told(by, on, told[1]) if by else None


def open_activation(case: Case, activation_id: int) -> Activation:
    activation = rows.one(Activation, "id = %s AND case_id = %s", activation_id, case.pk)
    activation.case = case
    return _if_open(activation)


def _if_open(activation: Activation) -> Activation:
    if activation.state != Activation.State.OPEN:
        who = activation.closed_by.full_name if activation.closed_by else _("Somebody else")
        when = activation.closed_at or activation.case.started_at
        raise AlreadyDone(_("%(who)s has already finished this step.") % {"who": who}, who=who, when=when)
    return activation


def _check(run: Run, step: Step, action: str, comment: str) -> None:
    if action not in step.actions or step.kind not in {"task", "consult"}:
        raise Refused(_("This step has no such action."))
    if action in NEEDS_REASON and not comment.strip():
        raise Refused(_("Please write the reason."), field="comment")
    if action == "forward" and run.by and run.by.pk in queries.barred(run.case, step):
        raise Forbidden(_("Who asked for this cannot also decide it."))
    if run.case.state != Case.State.RUNNING:
        raise Refused(_("The dossier is waiting for the applicant."))


def _forward(run: Run, step: Step, activation: Activation, to: str, data: Data, told: Told) -> None:
    running.close(run, activation, "forward", data, *told)
    if step.kind == "consult":
        run.batch.write()
        answers = run.case.activations.filter(
            step=step.key, state=Activation.State.DONE, opened_at=activation.opened_at
        )
        if answers.count() < (step.need or len(step.branches)):
            run.others_open = True
            return
        running.cancel_open(run)
    if not step.clock:
        running.unpause(run)
    running.open_step(run, step.to)


def _return(run: Run, step: Step, activation: Activation, to: str, data: Data, told: Told) -> None:
    """Back to an earlier step, by default the one before."""
    earlier = [key for key in queries.earlier_steps(run.case) if key != step.key]
    target = to or (earlier[-1] if earlier else "")
    if target not in earlier:
        raise Refused(_("There is no such earlier step to return to."), field="to")
    running.close(run, activation, "return", data, *told)
    running.cancel_open(run)
    running.unpause(run)
    running.open_step(run, target)


def _supplement(run: Run, step: Step, activation: Activation, to: str, data: Data, told: Told) -> None:
    """The clock stands still and the step stays where it is, until the applicant has answered."""
    run.batch.add(*told)
    stand_still(run, _("The applicant supplements"))


def stand_still(run: Run, reason: str) -> None:
    """Nobody goes on, and no time counts, until the case is resumed."""
    run.others_open = True
    running.pause(run, reason)
    run.case.state = Case.State.WAITING
    run.case.save(update_fields=["state"])
    run.finished += [str(other.pk) for other in queries.open_steps(run.case)]


def _refuse(run: Run, step: Step, activation: Activation, to: str, data: Data, told: Told) -> None:
    running.close(run, activation, "refuse", data, *told)
    running.end(run, Case.State.REFUSED)


def _stop(run: Run, step: Step, activation: Activation, to: str, data: Data, told: Told) -> None:
    running.close(run, activation, "stop", data, *told)
    running.end(run, Case.State.STOPPED)


DOERS = {"forward": _forward, "return": _return, "supplement": _supplement, "refuse": _refuse, "stop": _stop}


@atomic
def resume(
    *,
    case_id: int,
    by: Person | None,
    now: datetime,
    at: datetime | None = None,
    comment: str = "",
    files: tuple[File, ...] = (),
    label: str = "",
    kind: str = "resume",
) -> Outcome:
    """The applicant has supplemented: deadlines move by exactly the working minutes of the pause.

    `at`: the moment from which the clock runs again, when it is not now. `kind` names the line of the timeline.
    """
    case = lock(case_id)
    if case.state != Case.State.WAITING:
        raise Refused(_("The dossier is not waiting for a supplement."))
    run = Run(case, by, by.full_name if by else label, now)
    lasted = running.unpause(run, at)
    case.state = Case.State.RUNNING
    case.save(update_fields=["state"])
    for activation in queries.open_steps(case):
        activation.paused_minutes += lasted
        if activation.minutes:
            total = activation.minutes + activation.paused_minutes
            activation.due_at = calendars.calendar_for(case.unit_id).add_minutes(activation.opened_at, total)
        activation.save(update_fields=["paused_minutes", "due_at"])
        running.put_in_inbox(run, activation)
        run.opened.append(activation)
    running.note(run, kind, text=comment, files=files, public=True, paused_minutes=lasted)
    audit.record("workflow.resumed", case, by=by, now=now, label=label, data={"paused_minutes": lasted})
    return outcome(run)


@atomic
def withdraw(*, case_id: int, by: Person | None, now: datetime, comment: str = "", label: str = "") -> Outcome:
    """The applicant takes the request back; the caller has checked that it is theirs."""
    case = lock(case_id)
    if case.state not in {Case.State.RUNNING, Case.State.WAITING}:
        raise Refused(_("The dossier has already ended."))
    run = Run(case, by, by.full_name if by else label, now)
    running.note(run, "withdraw", text=comment, public=True)
    running.end(run, Case.State.WITHDRAWN)
    audit.record("workflow.withdrawn", case, by=by, now=now, label=label)
    return outcome(run)


def outcome(run: Run, step: Step | None = None, done: Activation | None = None, *, held: bool = False) -> Outcome:
    run.batch.others += [running.inbox.closing(running.INBOX, key, now=run.now) for key in run.finished]
    if run.others_open or not held:
        run.batch.write()
    ended = "" if run.case.state in {Case.State.RUNNING, Case.State.WAITING} else run.case.state
    open_now = tuple(queries.open_steps(run.case)) if run.others_open else tuple(run.opened)
    return Outcome(run.case, tuple(run.opened), ended, step, open_now, run.paused, done, run.batch)
