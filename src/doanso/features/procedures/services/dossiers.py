"""The life of a dossier: submitted, moved along its steps, supplemented, withdrawn, promised anew, rated."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.calendar import queries as calendars
from doanso.core.files.models import File
from doanso.features.procedures.models import Channel, Client, Dossier, Filing, Rating, Status, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services import context, deadlines, followup, registering, weight
from doanso.features.procedures.services.contacts import Contact
from doanso.lib import jobs, locks, rows
from doanso.lib.codes import new_token
from doanso.lib.errors import AlreadyDone, Refused
from doanso.lib.transactions import atomic

KEY_BITS = 128
GUIDE = tuple(f"version__{name}" for name in (*catalogue.LONG, "audience", "level", "fee") if name != "legal")
"""What a decision does not quote."""
UNREAD = (
    *(f"version__{name}" for name in ("online_level", "limit_text", "sets", "published_at", "review_by")),
    *(f"unit__{name}" for name in ("search_key", "works_at", "dossier_prefix", "address", "phone", "remote")),
)
"""What few steps ask for."""


@dataclass(frozen=True)
class Submitted:
    """`key` opens the applicant's private page; only its hash is kept, so it can be shown only now."""

    dossier: Dossier
    key: str


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@atomic
def submit(
    *,
    version: Version,
    answers: dict[str, Any],
    contact: Contact,
    by: Person | None,
    now: datetime,
    files: tuple[File, ...] = (),
    applicant: Person | None = None,
    channel: str = Channel.ONLINE,
    taken_by: Person | None = None,
    once: str = "",
    client: Client | None = None,
    handed_at: datetime | None = None,
) -> Submitted:
    """Create the dossier, start its flow and promise a date. The same `once` again gives AlreadyDone with the first.

    `handed_at`: a paper was handed in earlier than it is entered, and time runs from then.
    """
    if version.procedure.guide_only:
        raise Refused(_("Another agency handles this procedure. Please apply there."))
    if applicant is None and catalogue.needs_account(version):
        raise Refused(_("This concerns one's own data: please sign in and hand it in yourself, with your own account."))
    key = new_token(KEY_BITS)
    deadlines.hold_calendar()
    how = {"channel": channel, "applicant": applicant, "taken_by": taken_by, "once": once or None, "client": client}
    dossier = registering.register(version, contact, handed_at or now, key_hash=key_hash(key), **how)
    file_answers(dossier, version.form_id, answers, files, by, now)
    outcome = registering.start(dossier, answers, by, now)
    audit.record("procedures.submitted", dossier, by=by, now=now, label=contact.name, data={"channel": channel})
    jobs.defer(("procedures.index", {"dossier_id": dossier.pk}))
    followup.after(dossier, outcome, by=by, now=now)
    return Submitted(dossier, key)


def submitted_before(once: str) -> Dossier | None:
    """The dossier of this submission, when there is one. Who asks at the same moment waits for the first to end."""
    if not once:
        return None
    locks.hold(once)
    found = rows.select(Dossier, "once = %s", once)
    return found[0] if found else None


def file_answers(
    dossier: Dossier,
    form_id: int,
    answers: dict[str, Any],
    files: tuple[File, ...],
    by: Person | None,
    now: datetime,
    step: str = "",
) -> Filing:
    weight.check(files, dossier)
    filing = rows.insert(Filing(dossier=dossier, form_id=form_id, step=step, answers=answers, at=now, by=by))
    if files:
        filing.files.set(files)
    return filing


def finish(*, code: str, activation_id: int, comment: str, by: Person, now: datetime) -> Dossier | None:
    """Somebody is done with the step before them: what officers do all day, so nothing is asked twice.

    None, and nothing has happened, when it cannot be; slower questions then tell them why.
    """
    with suppress(Refused, ObjectDoesNotExist):
        return advance(code=code, activation_id=activation_id, action="forward", comment=comment, by=by, now=now)
    return None


@transaction.atomic
def advance(
    *,
    activation_id: int,
    action: str,
    by: Person | None,
    now: datetime,
    dossier_id: int | None = None,
    code: str = "",
    to: str = "",
    comment: str = "",
    files: tuple[File, ...] = (),
    data: dict[str, Any] | None = None,
    answers: dict[str, Any] | None = None,
    form_id: int | None = None,
    applicant: bool = False,
) -> Dossier:
    """One step of a dossier, named by its id or its code, finished by one of its actions.

    What follows (status, papers, result, effects) happens with it.
    """
    dossier = lock(dossier_id) if dossier_id is not None else _locked("procedures_dossier.code = %s", code)
    if answers is not None and form_id is not None:
        step = workflow_queries.step_of(workflow_queries.case_of(dossier), activation_id)
        file_answers(dossier, form_id, answers, files, by, now, step.key)
    doing = {"activation_id": activation_id, "action": action, "comment": comment, "by": by, "now": now}
    outcome = workflow.act(
        subject=dossier,
        **doing,
        to=to,
        data=data,
        files=files,
        scope=partial(followup.scope_of, dossier),
        applicant=applicant,
        label=dossier.applicant_name if by is None else "",
        known=(dossier.unit,),
        named=context.renewed(dossier.version, form_id, answers, applicant=applicant),
        hold=not dossier.version.effects,
    )
    if action == "forward":
        followup.check_done(dossier, outcome.step, answers, applicant=applicant, now=now)
    followup.after(dossier, outcome, step=outcome.step, **doing)
    return dossier


@transaction.atomic
def close_vote(
    *,
    dossier_id: int,
    activation_id: int,
    by: Person,
    now: datetime,
    counted: dict[str, int] | None = None,
    comment: str = "",
    files: tuple[File, ...] = (),
) -> Dossier:
    """The chair ends the vote of this step; minutes are drawn, and the dossier goes on or ends."""
    dossier = lock(dossier_id)
    case = workflow_queries.case_of(dossier)
    step = workflow_queries.step_of(case, activation_id)
    followup.check_conditions(dossier, step, now)
    outcome = workflow.close_vote(
        activation_id=activation_id,
        by=by,
        now=now,
        counted=counted,
        comment=comment,
        files=files,
        scope=partial(followup.scope_of, dossier),
    )
    followup.after(dossier, outcome, by=by, now=now, step=step, action="vote", activation_id=activation_id)
    return dossier


@transaction.atomic
def supplement(
    *,
    dossier_id: int,
    answers: dict[str, Any],
    form_id: int,
    by: Person | None,
    now: datetime,
    files: tuple[File, ...] = (),
    comment: str = "",
) -> Dossier:
    """The applicant answers a request: new answers, and the deadline moves by exactly the time of the pause."""
    dossier = lock(dossier_id)
    if dossier.status != Status.SUPPLEMENT:
        raise Refused(_("The office has not asked for a supplement."))
    file_answers(dossier, form_id, answers, files, by, now)
    case = workflow_queries.case_of(dossier)
    outcome = workflow.resume(case_id=case.pk, by=by, now=now, comment=comment, label=dossier.applicant_name)
    audit.record("procedures.supplemented", dossier, by=by, now=now, label=dossier.applicant_name)
    followup.after(dossier, outcome, by=by, now=now)
    return dossier


@transaction.atomic
def withdraw(*, dossier_id: int, by: Person | None, now: datetime, comment: str = "") -> Dossier:
    """The applicant takes the dossier back; the view has checked the private key or the account."""
    dossier = lock(dossier_id)
    if dossier.finished_at is not None:
        raise Refused(_("This dossier has been decided: it can no longer be withdrawn."))
    case = workflow_queries.case_of(dossier)
    outcome = workflow.withdraw(case_id=case.pk, by=by, now=now, comment=comment, label=dossier.applicant_name)
    followup.after(dossier, outcome, by=by, now=now)
    return dossier


@transaction.atomic
def promise_anew(*, dossier_id: int, new_date: datetime, reason: str, by: Person, now: datetime) -> Dossier:
    """The office apologises for being late and names a new date. The dossier counts as late all the same."""
    dossier = lock(dossier_id)
    if dossier.finished_at or not dossier.due_at or dossier.due_at > now:
        raise Refused(_("This dossier is not overdue."))
    if new_date <= now:
        raise Refused(_("The new date must lie ahead."), field="new_date")
    if not reason.strip():
        raise Refused(_("Please write the reason."), field="reason")
    if dossier.new_promise == new_date:  # the button was pressed twice
        return dossier
    dossier.new_promise = new_date
    dossier.save(update_fields=["new_promise"])
    followup.apologise(dossier, reason.strip(), by=by, now=now)
    audit.record("procedures.promised_anew", dossier, by=by, now=now, data={"new_date": new_date, "reason": reason})
    return dossier


@transaction.atomic
def rate(*, dossier_id: int, score: int, comment: str, now: datetime) -> Rating:
    dossier = lock(dossier_id)
    if dossier.finished_at is None:
        raise Refused(_("You can rate the dossier once it is finished."))
    if score not in range(1, 6):
        raise Refused(_("Please choose between one and five."), field="score")
    rating, fresh = Rating.objects.get_or_create(
        dossier=dossier, defaults={"score": score, "comment": comment.strip()[:2000], "at": now}
    )
    if not fresh:
        raise AlreadyDone(_("This dossier was already rated."), who=dossier.applicant_name, when=rating.at)
    audit.record("procedures.rated", dossier, by=None, now=now, label=dossier.applicant_name, data={"score": score})
    return rating


def may_open_with(dossier: Dossier, key: str) -> bool:
    return bool(key) and dossier.key_hash == key_hash(key)


def lock(dossier_id: int) -> Dossier:
    """Whoever waited here for a change of the calendar reads the new one."""
    return _locked("procedures_dossier.id = %s", dossier_id)


def _locked(where: str, named: int | str) -> Dossier:
    """With what its words need."""
    ours = f"{where} FOR UPDATE OF procedures_dossier"
    found = rows.one(Dossier, ours, named, related=("version", "unit"), without=GUIDE + UNREAD)
    if found.destroyed_in_id is not None:
        raise Refused(_("This dossier was destroyed by a decision: nothing is left to work on."))
    calendars.ask_anew()
    return found
