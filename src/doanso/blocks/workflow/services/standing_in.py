"""Open steps of a vacant seat, when others stand in for it."""

from datetime import datetime

from doanso.blocks.workflow import standing_in
from doanso.blocks.workflow.models import Case
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.run import Run
from doanso.blocks.workflow.standing_in import Shifted
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib import rows
from doanso.lib.shifts import Change, Shift
from doanso.lib.transactions import atomic

GIVEN_ANEW = "given_anew"


@atomic
def give_anew(change: Change, *, by: Person | None, now: datetime) -> list[Shift]:
    """Looked at again once nobody else acts on these cases: what was taken or done meanwhile stays with who did."""
    keys = sorted({one.row.case_id for one in standing_in.shifted(change)})
    rows.select(Case, "id = ANY(%s) ORDER BY id FOR UPDATE", keys)
    done = []
    for one in standing_in.shifted(change, set(keys)):
        done.append(one.words)
        _give(one, change.role, by, now)
    return done


def _give(one: Shifted, role: str, by: Person | None, now: datetime) -> None:
    row, given, words = one.row, one.given, one.words
    row.seats = [[seat.role, seat.unit_id, seat.person_id] for seat in given.seats]
    row.fallback = given.fallback[:300]
    rows.update(row, "seats", "fallback")
    run = Run(row.case, by, by.full_name if by else "", now)
    if row.case.state == Case.State.RUNNING:
        running.put_in_inbox(run, row)
    told = {"role": role, "today": words.today, "then": words.then}
    text = f"{words.today or '–'} → {words.then or '–'}"
    running.note(run, GIVEN_ANEW, activation=row, text=text, **told)
    audit.record("workflow.given_anew", row, by=by, now=now, data=told | {"seats": row.seats})
