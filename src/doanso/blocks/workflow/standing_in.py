"""Open steps whose seat is vacant, and who has them when others stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from doanso.blocks.workflow import queries
from doanso.blocks.workflow.definition import of_version
from doanso.blocks.workflow.models import Activation, Case
from doanso.core.units import assignees
from doanso.core.units.assignees import Assignment
from doanso.lib import rows
from doanso.lib.shifts import Change, Shift

VACANT = """
    state = 'open' AND NOT applicant AND claimed_by_id IS NULL AND NOT jsonb_exists(data, 'chair')
    AND (fallback <> '' OR NOT EXISTS (
        SELECT FROM jsonb_array_elements(seats) AS seat
        LEFT JOIN units_position AS held ON held.role_id = seat ->> 0 AND held.unit_id = (seat ->> 1)::bigint
            AND held.valid_from <= %s AND (held.valid_to IS NULL OR held.valid_to >= %s)
        WHERE held.id IS NOT NULL OR seat ->> 2 IS NOT NULL
    ))
"""
"""Nobody sat there when it opened, or nobody does today. Not what somebody has taken, nor a vote: it goes on with those
who began it."""


@dataclass(frozen=True)
class Shifted:
    """An open step that goes to others."""

    row: Activation
    given: Assignment

    @property
    def words(self) -> Shift:
        return Shift(self.row.label, self.row.fallback, self.given.fallback)


def shifted(change: Change, cases: set[int] | None = None) -> Iterator[Shifted]:
    """Steps that would be given to others by the new rule than by the old one. Steps that are alike are asked of once.

    `cases`: of these alone.
    """
    on, roles = change.on, assignees.leading_to(change.role, change.after)
    vacant = rows.select(Activation, f"{VACANT} ORDER BY case_id, id", on, on)
    found = [row for row in vacant if _in(row, cases) and any(role in roles for role, _unit, _person in row.seats)]
    known = {case.pk: case for case in rows.select(Case, "id = ANY(%s)", [row.case_id for row in found])}
    asked: dict[Any, Assignment | None] = {}
    for row in found:
        case = known[row.case_id]
        expression = expression_of(case, row)
        key = (expression, *sorted((name, *kept) for name, kept in case.context.items() if _counts(kept, expression)))
        if key not in asked:
            asked[key] = _given(expression, case, change, on)
        given = asked[key]
        if given is not None and row.seats != [[seat.role, seat.unit_id, seat.person_id] for seat in given.seats]:
            row.case = case
            yield Shifted(row, given)


def _in(row: Activation, cases: set[int] | None) -> bool:
    return cases is None or row.case_id in cases


def _counts(kept: list[Any], expression: str) -> bool:
    """People differ from case to case, and hardly any step asks for them."""
    return kept[0] == "unit" or expression in assignees.PERSON_VARIABLES


def expression_of(case: Case, row: Activation) -> str:
    step = of_version(case.version_id).step(row.step)
    return next((one.assignee for one in step.branches if one.key == row.branch), step.assignee)


def _given(expression: str, case: Case, change: Change, on: date) -> Assignment | None:
    """None when it makes no difference."""
    context = queries.context_of(case)
    try:
        before, after = (
            assignees.resolve(expression, context, on, {change.role: rule}) for rule in (change.before, change.after)
        )
    except assignees.AssigneeError:  # a role that is gone: the seats stay as they are, for who takes them
        return None
    return after if after.seats != before.seats else None
