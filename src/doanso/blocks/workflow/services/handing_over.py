"""Running cases when one unit hands over to another: who is asked, whose calendar counts, who votes."""

from datetime import timedelta
from typing import Any

from doanso.blocks.workflow import queries
from doanso.blocks.workflow.definition import of_version
from doanso.blocks.workflow.models import Activation, Case
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.run import Run
from doanso.core.audit import services as audit
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.seats import Seat
from doanso.lib import rows
from doanso.lib.dates import local
from doanso.lib.moves import Handover
from doanso.lib.transactions import atomic

HANDED_OVER = "handed_over"
Triple = list[Any]


def hold(handover: Handover) -> None:
    """Whoever is just acting on one of these cases finishes first; who comes later sees the other unit."""
    keys = list(queries.in_flight(handover.unit.pk).values_list("pk", flat=True))
    rows.select(Case, "id = ANY(%s) ORDER BY id FOR UPDATE", keys)


@atomic
def hand_over(handover: Handover) -> dict[str, Any]:
    """All that is in flight names the other unit from now on; what is finished keeps the name that it had."""
    keys = list(queries.in_flight(handover.unit.pk).values_list("pk", flat=True))
    moved = {"cases": 0, "steps": 0, "votes": 0}
    for case in rows.select(Case, "id = ANY(%s) ORDER BY id FOR UPDATE", keys):
        run = Run(case, handover.by, handover.by.full_name if handover.by else "", handover.now)
        _rename(case, handover)
        for row in queries.open_steps(case):
            row.case = case
            votes = of_version(case.version_id).step(row.step).kind == "vote"
            moved["steps"] += _give(run, row, handover, votes=votes)
            moved["votes"] += votes
        told = {"from": handover.unit.code, "to": handover.into.code, "source": handover.source}
        running.note(run, HANDED_OVER, text=f"{handover.unit} → {handover.into}", **told)
        audit.record("workflow.handed_over", case, by=handover.by, now=handover.now, label="system", data=told)
        moved["cases"] += 1
    return moved


def _rename(case: Case, handover: Handover) -> None:
    """`Case.unit` is whose calendar counts: deadlines are counted anew by who handed over."""
    old = ["unit", handover.unit.pk]
    case.context = {name: ["unit", handover.into.pk] if kept == old else kept for name, kept in case.context.items()}
    if case.unit_id == handover.unit.pk:
        case.unit = handover.into
    rows.update(case, "context", "unit")


def _give(run: Run, row: Activation, handover: Handover, *, votes: bool) -> bool:
    """Whether the step was given to the unit at all."""
    old, new = handover.unit.pk, handover.into.pk
    if not _names(row.seats, old) and not _names(row.data.get("chair", []), old):
        return False
    if "chair" in row.data:
        row.data = row.data | {"chair": _renamed(row.data["chair"], old, new)}
    if votes:
        row.seats = _electorate(row, handover)
    else:
        row.seats = _renamed(row.seats, old, new)
        row.label = row.label.replace(handover.unit.name, handover.into.name)[:300]
        _fill(run, row)
    rows.update(row, "seats", "data", "label", "fallback")
    if run.case.state == Case.State.RUNNING:
        running.put_in_inbox(run, row)
    return True


def _names(seats: list[Triple], unit_id: int) -> bool:
    return any(role and unit == unit_id for role, unit, _person in seats)


def _renamed(seats: list[Triple], old: int, new: int) -> list[Triple]:
    renamed = [[role, new if role and unit == old else unit, person] for role, unit, person in seats]
    return [seat for number, seat in enumerate(renamed) if seat not in renamed[:number]]


def _electorate(row: Activation, handover: Handover) -> list[Triple]:
    """A vote that has begun is ended by those who began it: ballots cast, quorum and total stay of one body. Nobody
    who came into the body by way of the merger votes twice, or on what they have not heard."""
    old = [Seat(*seat) for seat in row.seats if seat[0] and seat[1] == handover.unit.pk]
    others = [seat for seat in row.seats if not (seat[0] and seat[1] == handover.unit.pk)]
    if not old:
        return row.seats
    body = units.people_of(old, handover.on - timedelta(days=1))
    if not body:
        return _renamed(row.seats, handover.unit.pk, handover.into.pk)
    return [*others, *([None, None, person.pk] for person in body)]


def _fill(run: Run, row: Activation) -> None:
    """When nobody sits there in the other unit either, the procedure's own expression says who steps in."""
    today = local(run.now).date()
    if row.applicant or units.is_held(queries.seats(row), today):
        return
    step = of_version(run.case.version_id).step(row.step)
    expression = next((one.assignee for one in step.branches if one.key == row.branch), step.assignee)
    try:
        given = assignees.resolve(expression, queries.context_of(run.case), today)
    except assignees.AssigneeError:  # a role that is gone: the seats stay as they are, for who takes them
        return
    fresh = [[seat.role, seat.unit_id, seat.person_id] for seat in given.seats]
    row.seats = [*row.seats, *(seat for seat in fresh if seat not in row.seats)]
    row.fallback = given.fallback[:300]
