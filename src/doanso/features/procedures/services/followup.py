"""What follows when a dossier's case has moved: status, clock, papers, result, effects, messages."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.definition import Step
from doanso.blocks.workflow.services import Outcome
from doanso.core.accounts.models import Person
from doanso.core.calendar.queries import calendar_for
from doanso.core.notify import services as notify
from doanso.features.procedures.models import Dossier, PaperKind, Status
from doanso.features.procedures.queries import stepforms
from doanso.features.procedures.services import clients, effects, papers, results
from doanso.lib import expressions, jobs, rows
from doanso.lib.dates import local
from doanso.lib.errors import Refused

PAPERS = {"supplement": PaperKind.SUPPLEMENT, "refuse": PaperKind.REFUSAL}
ENDINGS = {"refused": Status.STOPPED, "withdrawn": Status.WITHDRAWN, "stopped": Status.STOPPED}
DONE = {Status.FINISHED, Status.RETURNED}
"""The applicant is told by the worker (`finishing`)."""
FIELDS = [
    "status",
    "step_name",
    "due_at",
    "paused_minutes",
    "paused_since",
    "finished_at",
    "returned_at",
    "supplements",
]


def after(
    dossier: Dossier,
    outcome: Outcome,
    *,
    by: Person | None,
    now: datetime,
    step: Step | None = None,
    action: str = "",
    comment: str = "",
    activation_id: int | None = None,
    resumed_at: datetime | None = None,
) -> None:
    """Bring the dossier in step with its case; runs in the same transaction as the act itself.

    `resumed_at`: when the clock runs again, if it is not now.
    """
    was, named = Status(dossier.status), dossier.step_name
    effects.refuse_same_hand(dossier, step, action, by=by)
    dossier.step_name = ", ".join(row.name for row in outcome.open_now)[:300]
    if outcome.paused is not None:
        keep_clock(dossier, outcome.paused, resumed_at or now)
    if outcome.ended:
        _end(dossier, outcome, was, now)
    else:
        dossier.status = _status(dossier, outcome, step, action)
    if action == "vote" and activation_id:
        papers.issue_minutes(dossier, activation_id, by=by, now=now)
    issued: tuple[rows.Change, ...] = ()
    if step and step.extra.get("issue") and action in {"forward", "vote"} and outcome.ended not in ENDINGS:
        issued = _issue(dossier, outcome, by, now)
    dossier.supplements += action == "supplement"
    _write(dossier, outcome, was, issued)
    if dossier.version.effects:
        _apply_effects(dossier, outcome, action, by, now)
    if action in PAPERS:
        papers.issue(dossier, PAPERS[action], reason=comment, by=by, now=now)
    if was == Status.REGISTERED and not named and not dossier.finished_at:
        send(dossier, "submitted", "submitted", now)
    _tell(dossier, was, comment, now)
    if was != dossier.status or dossier.step_name != named:
        clients.announce(dossier, now=now)


def _write(dossier: Dossier, outcome: Outcome, was: Status, issued: tuple[rows.Change, ...]) -> None:
    """By one statement with what its case has to write, and with the job that follows its end."""
    outcome.batch.add(rows.changed(dossier, *FIELDS), *issued)
    if dossier.status in DONE and was not in DONE:
        outcome.batch.others.append(jobs.deferring(("procedures.finished", {"dossier_id": dossier.pk})))
    outcome.batch.write()


def keep_clock(dossier: Dossier, paused: bool, at: datetime) -> None:
    """The deadline moves by exactly the working minutes during which the clock stood still."""
    if paused and dossier.paused_since is None:
        dossier.paused_since = at
    if paused or dossier.paused_since is None:
        return
    calendar = calendar_for(dossier.unit_id)
    lasted = calendar.minutes_between(dossier.paused_since, max(at, dossier.paused_since))
    dossier.paused_minutes += lasted
    dossier.paused_since = None
    if dossier.due_at and lasted:
        dossier.due_at = calendar.add_minutes(dossier.due_at, lasted)


def _status(dossier: Dossier, outcome: Outcome, step: Step | None, action: str) -> Status:
    if outcome.case.state == outcome.case.State.WAITING:
        return Status.PAYMENT if action == "payment" else Status.SUPPLEMENT
    if dossier.finished_at:
        return Status.FINISHED
    if step is None and _awaits_reception(dossier, outcome):
        return Status.RECEIVED if dossier.channel != "truc_tuyen" else Status.REGISTERED
    return Status.PROCESSING


def _awaits_reception(dossier: Dossier, outcome: Outcome) -> bool:
    """At its first step for the first time: just sent, or supplemented before the office took it in."""
    first = outcome.opened[0] if outcome.opened else None
    if first is None or workflow.definition_of(outcome.case).steps[0].key != first.step:
        return False
    return dossier.status in {Status.REGISTERED, Status.RECEIVED} or not workflow.has_moved(outcome.case)


def _issue(dossier: Dossier, outcome: Outcome, by: Person | None, now: datetime) -> tuple[rows.Change, ...]:
    effects.refuse_hindered(dossier, now=now)
    dossier.finished_at = dossier.finished_at or now
    dossier.status = max(dossier.status, Status.FINISHED)
    return results.issue(dossier, by=by, now=now, seats=workflow.seats_used(outcome.done) if outcome.done else set())


def _apply_effects(dossier: Dossier, outcome: Outcome, action: str, by: Person | None, now: datetime) -> None:
    """Once the result is numbered: that decision is their source."""
    if action == "forward":
        effects.at_step(dossier, outcome, by=by, now=now)
    if outcome.ended in ENDINGS:
        effects.when_stopped(dossier, outcome, by=by, now=now)
    elif outcome.ended:
        effects.at_end(dossier, outcome, by=by, now=now)


def _end(dossier: Dossier, outcome: Outcome, was: Status, now: datetime) -> None:
    dossier.finished_at = dossier.finished_at or now
    if outcome.ended in ENDINGS:
        refused_at_desk = outcome.ended == "refused" and was == Status.REGISTERED
        dossier.status = Status.NOT_RECEIVED if refused_at_desk else ENDINGS[outcome.ended]
        return
    dossier.status, dossier.returned_at = Status.RETURNED, now


def scope_of(dossier: Dossier) -> dict[str, Any]:
    """The same for expressions: conditions of steps and branches."""
    merged: dict[str, Any] = {}
    for form_id, answers in dossier.filings.order_by("pk").values_list("form_id", "answers"):
        merged |= engine.scope(eforms.definition(form_id), answers)
    return merged


def check_conditions(dossier: Dossier, step: Step, now: datetime) -> None:
    """Conditions that the procedure sets on this step, such as the applicant's age on the day of the vote."""
    checks = step.extra.get("checks", [])
    scope = scope_of(dossier) if checks else {}
    for check in checks:
        if expressions.evaluate(expressions.parse(check["when"]), scope, today=local(now).date()) is not True:
            raise Refused(check["message"])


def check_done(dossier: Dossier, step: Step, answers: dict[str, Any] | None, *, applicant: bool, now: datetime) -> None:
    """What must be so before a dossier goes on from here."""
    check_filled(step, answers, applicant=applicant)
    check_conditions(dossier, step, now)


def check_filled(step: Step, answers: dict[str, Any] | None, *, applicant: bool) -> None:
    """Who was to fill in a form at this step cannot go on without it."""
    if answers is None and stepforms.code_of(step, applicant=applicant):
        raise Refused(_("This step has a form of its own: please fill it in, then the dossier goes on."))


def apologise(dossier: Dossier, reason: str, *, by: Person, now: datetime) -> None:
    papers.issue(dossier, PaperKind.APOLOGY, reason=reason, by=by, now=now)
    send(dossier, "apology", f"apology:{dossier.new_promise}", now, reason=reason)


MESSAGES = {
    Status.SUPPLEMENT: "supplement",
    Status.PAYMENT: "payment",
    Status.NOT_RECEIVED: "refused",
    Status.STOPPED: "refused",
}


def _tell(dossier: Dossier, was: Status, comment: str, now: datetime) -> None:
    """E-mail or in-app message to the applicant when the status changed in a way that concerns them."""
    kind = MESSAGES.get(Status(dossier.status))
    if kind and was != dossier.status:
        once = {"supplement": f"supplement:{dossier.supplements}", "payment": f"payment:{now.isoformat()}"}.get(
            kind, kind
        )
        send(dossier, kind, once, now, reason=comment)


def send(dossier: Dossier, kind: str, once: str, now: datetime, **more: Any) -> None:
    """To the applicant, once; nobody when they left no way to be reached."""
    to = dossier.applicant or dossier.applicant_email
    if not to:
        return
    told = {
        "code": dossier.code,
        "tracking": dossier.tracking,
        "name": dossier.applicant_name,
        "procedure": dossier.version.name,
        "due_at": dossier.new_promise or dossier.due_at,
        "unit": dossier.unit.name,
        **more,
    }
    notify.send(
        f"procedures.{kind}",
        to=to,
        context=told,
        once=f"{dossier.code}:{once}",
        now=now,
        url=f"/tra-cuu/?ma={dossier.tracking}",
    )
