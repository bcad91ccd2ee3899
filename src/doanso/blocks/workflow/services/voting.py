"""Collective decisions: quorum, ballots, tally, and what follows from them."""

from datetime import datetime
from math import ceil

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries
from doanso.blocks.workflow.definition import REFUSE, Step
from doanso.blocks.workflow.definition import Vote as Terms
from doanso.blocks.workflow.models import Activation, Ballot, Case, Choice, Tally
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.cases import Outcome, lock, open_activation, outcome
from doanso.blocks.workflow.services.run import Run, Scope
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files.models import File
from doanso.core.units import queries as units
from doanso.core.units.seats import Seat
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

COLUMNS = {Choice.FOR: "votes_for", Choice.AGAINST: "votes_against", Choice.BLANK: "votes_blank"}


@transaction.atomic
def vote(*, activation_id: int, by: Person, choice: str, now: datetime) -> None:
    """One ballot a person, and it stays. In a secret vote only the counters know the choice."""
    activation, step = _open_vote(activation_id)
    if choice not in Choice.values:
        raise Refused(_("Please choose for, against or blank."), field="choice")
    if by.pk not in {person.pk for person in _electorate(activation, now)}:
        raise Forbidden(_("You have no vote here."))
    secret = step.vote.secret
    ballot, fresh = Ballot.objects.get_or_create(
        activation=activation, person=by, defaults={"choice": "" if secret else choice, "at": now}
    )
    if not fresh:
        raise AlreadyDone(_("You have already voted."), who=by.full_name, when=ballot.at)
    if secret:
        Tally.objects.get_or_create(activation=activation)
        column = COLUMNS[Choice(choice)]
        Tally.objects.filter(activation=activation).update(**{column: F(column) + 1})
    audit.record("workflow.voted", activation, by=by, now=now)


@transaction.atomic
def close_vote(
    *,
    activation_id: int,
    by: Person,
    now: datetime,
    counted: dict[str, int] | None = None,
    comment: str = "",
    files: tuple[File, ...] = (),
    scope: Scope | None = None,
) -> Outcome:
    """The chair ends the vote. `counted` are the figures of a meeting held on paper: for, against, blank, present.

    Refused while the quorum is missing. A failed vote leads where the step says; by default the case is refused.
    """
    activation, step = _open_vote(activation_id)
    _check_chair(activation, by, now)
    total = queries.entitled(activation, _electorate(activation, now))
    figures = _counted(counted, total) if counted else queries.ballots(activation)
    if figures["present"] < ceil(step.vote.quorum * total) or not figures["present"]:
        raise Refused(
            _("Not enough took part: %(present)d of %(total)d, at least %(needed)d are needed.")
            % {"present": figures["present"], "total": total, "needed": max(1, ceil(step.vote.quorum * total))}
        )
    passed = decided(step.vote, figures, total)
    run = Run(activation.case, by, by.full_name, now, scope or {})
    result = {"counts": figures, "total": total, "passed": passed, "on_paper": bool(counted)}
    running.note(run, "vote", activation=activation, text=comment, files=files, **result)
    running.close(run, activation, "passed" if passed else "rejected", {"result": result})
    if passed or step.otherwise != REFUSE:
        running.open_step(run, step.to if passed else step.otherwise)
    else:
        running.end(run, Case.State.REFUSED)
    audit.record("workflow.vote_closed", activation.case, by=by, now=now, data={"step": step.key, **result})
    return outcome(run, step, activation)


def decided(terms: Terms, figures: dict[str, int], total: int) -> bool:
    needed = terms.threshold * (total if terms.of_all else figures["present"])
    return figures["for"] >= needed if terms.at_least else figures["for"] > needed


def _open_vote(activation_id: int) -> tuple[Activation, Step]:
    case_id = Activation.objects.values_list("case_id", flat=True).get(pk=activation_id)
    case = lock(case_id)
    activation = open_activation(case, activation_id)
    step = running.of_version(case.version_id).step(activation.step)
    if step.kind != "vote":
        raise Refused(_("There is no vote on this step."))
    if case.state != Case.State.RUNNING:
        raise Refused(_("The dossier is waiting for the applicant."))
    activation.case = case
    return activation, step


def _electorate(activation: Activation, now: datetime) -> list[Person]:
    return units.people_of(queries.seats(activation), local(now).date())


def _check_chair(activation: Activation, by: Person, now: datetime) -> None:
    held = units.seats_of(by, local(now).date())
    chairs = [Seat(role, unit, person) for role, unit, person in activation.data.get("chair", [])]
    if not any(held.holds(seat) for seat in chairs):
        raise Forbidden(_("Only the chair of the meeting closes the vote."))


def _counted(counted: dict[str, int], total: int) -> dict[str, int]:
    figures = {key: int(counted.get(key, 0)) for key in ("for", "against", "blank", "present")}
    given = figures["for"] + figures["against"] + figures["blank"]
    if min(figures.values()) < 0 or not given <= figures["present"] <= total:
        raise Refused(
            _("The figures do not add up: %(given)d votes, %(present)d present, %(total)d entitled.")
            % {"given": given, "present": figures["present"], "total": total},
            field="counted",
        )
    return figures
