"""What an officer sees of one dossier: answers, files, timeline, and what they may do with each open step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms import render
from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.definition import END, Step
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.seats import Seats
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import stepforms
from doanso.lib.dates import local

Activation = Any  # a row of the workflow's own table: its fields are read here, its model is not imported


@dataclass(frozen=True)
class OpenStep:
    """One open step as this reader sees it. `actions` are (name, label) to choose from now.

    Neither these nor a form to fill in: only looking.
    """

    row: Activation
    step: Step
    mine: bool = False
    on_behalf_of: str = ""
    actions: list[tuple[str, str]] = field(default_factory=list)
    fill: stepforms.Asked | None = None  # going on, which `forward` calls by its name, means to fill this in
    forward: str = ""
    earlier: list[tuple[str, str]] = field(default_factory=list)
    may_vote: bool = False
    voted: bool = False
    may_close: bool = False
    ballots: dict[str, int] = field(default_factory=dict)
    electorate: int = 0

    @property
    def is_vote(self) -> bool:
        return self.step.kind == "vote"


def open_steps(dossier: Dossier, person: Person | None, now: datetime) -> list[OpenStep]:
    case = workflow.case_of(dossier)
    held = units.seats_of(person, local(now).date()) if person else None
    definition = workflow.definition_of(case)
    found = []
    for row in workflow.open_steps(case):
        row.case = case
        step = definition.step(row.step)
        build = _vote_step if step.kind == "vote" else _task_step
        found.append(build(dossier, row, step, person, held, now))
    return found


def _task_step(
    dossier: Dossier, row: Activation, step: Step, person: Person | None, held: Seats | None, now: datetime
) -> OpenStep:
    waiting = row.case.state != row.case.State.RUNNING
    mine = held is not None and workflow.holds(row, held)
    if row.applicant or not mine or waiting:
        return OpenStep(row, step, mine=mine)
    earlier, words = _earlier(row, step), dict(labels(row, step))
    asked = stepforms.of_row(dossier, row) if "forward" in words else None
    left_out = {"forward" if asked else "", "" if earlier else "return"}
    actions = [(name, label) for name, label in words.items() if name not in left_out]
    forward = words.get("forward", "")
    return OpenStep(row, step, True, _lender(row, held), actions, asked, forward, earlier)


def _vote_step(
    dossier: Dossier, row: Activation, step: Step, person: Person | None, held: Seats | None, now: datetime
) -> OpenStep:
    people = workflow.people_on(row, now)
    may_vote = person is not None and person.pk in {member.pk for member in people}
    counts = workflow.ballots(row)
    return OpenStep(
        row,
        step,
        mine=may_vote,
        may_vote=may_vote,
        voted=person is not None and workflow.has_voted(row, person),
        may_close=held is not None and workflow.chairs(row, held),
        ballots=counts,
        electorate=workflow.entitled(row, people),
    )


def _earlier(row: Activation, step: Step) -> list[tuple[str, str]]:
    names = {one.key: one.name for one in workflow.definition_of(row.case).steps}
    return [(key, names[key]) for key in workflow.earlier_steps(row.case) if key != step.key]


def _lender(row: Activation, held: Seats | None) -> str:
    """On whose behalf this reader would act, when the seat is only lent to them."""
    if held is None:
        return ""
    mine = [seat for seat in workflow.seats(row) if held.holds(seat)]
    if any(held.through(seat) is None for seat in mine):
        return ""
    delegation = held.through(mine[0])
    return delegation.position.person.full_name if delegation else ""


def labels(row: Activation, step: Step) -> list[tuple[str, str]]:
    """The step's actions in the order of their buttons, the one that goes on first."""
    following = workflow.definition_of(row.case).by_key().get(step.to)
    words = {
        "forward": _onward(following),
        "supplement": _("Ask for a supplement"),
        "return": _("Return"),
        "refuse": _("Refuse"),
        "stop": _("Stop"),
    }
    if step.to == END and step.extra.get("issue"):
        words["forward"] = _("Sign and finish")
    elif step.extra.get("issue"):
        words["forward"] = _("Sign the result")
    order = ["forward", "supplement", "return", "refuse", "stop"]
    return [(name, words[name]) for name in order if name in step.actions]


def _onward(following: Step | None) -> str:
    """A fork is nothing that anybody does, so it is not named."""
    if following is None:
        return _("Done: finish the dossier")
    if following.automatic:
        return _("Done: the dossier goes on")
    return _("Done: on to “%(step)s”") % {"step": following.name}


@dataclass(frozen=True)
class Statement:
    """One filing in words: the rows of the form, by section. `by`: the officer who filled it in at a step."""

    at: datetime
    title: str
    sections: list[tuple[str, list[Any]]]
    by: str = ""


def statements(dossier: Dossier) -> list[Statement]:
    """What was stated, the newest of each form first; earlier versions follow."""
    names = {step.key: step.name for step in workflow.definition(dossier.version.flow).steps}
    found = []
    for filing in stepforms.filings(dossier).select_related("by").reverse():
        rows = render.rows(eforms.definition(filing.form_id), filing.answers)
        title = names.get(filing.step, "") or _("The application")
        by = "" if filing.stated else filing.by.full_name
        found.append(Statement(filing.at, title, _sections(rows), by))
    return found


def _sections(rows: list[Any]) -> list[tuple[str, list[Any]]]:
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.group or row.section, []).append(row)
    return list(grouped.items())


@dataclass(frozen=True)
class Change:
    """One answer that reads otherwise than before."""

    label: str
    before: str
    after: str


def changes(form_id: int, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What a form given anew changes, in the form's order; answers that are no longer given come last."""
    definition = eforms.definition(form_id)
    was = {row.path: row for row in render.rows(definition, before)}
    now = {row.path: row for row in render.rows(definition, after)}
    found = []
    for path in [*now, *(path for path in was if path not in now)]:
        old, new = was.get(path), now.get(path)
        if old is None or new is None or old.value != new.value:
            row = new or old
            label = f"{row.group}: {row.label}" if row.group else row.label
            before, after = (old.text if old else ""), (new.text if new else "")
            found.append(Change(label, before if before != after else "", after))
    return found


def file_tokens(dossier: Dossier) -> set[str]:
    """Every file that belongs to this dossier: of its answers, and of its timeline."""
    tokens = {ref["token"] for answers in dossier.filings.values_list("answers", flat=True) for ref in _refs(answers)}
    case = workflow.case_of(dossier)
    return tokens | {file.token for entry in workflow.timeline(case) for file in entry.files.all()}


def _refs(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "token" in value and "size" in value:
            yield value
        else:
            for item in value.values():
                yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)
