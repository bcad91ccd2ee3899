"""A step that stays late goes to the seat above, so that somebody with a say sees it."""

from datetime import datetime
from typing import Any

from doanso.blocks.workflow import queries as workflow
from doanso.core.audit import services as audit
from doanso.core.inbox import services as inbox
from doanso.core.inbox.models import Item
from doanso.core.notify import services as notify
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.lib.dates import local

INBOX = "procedures.late"
BY_TREE = {"doan": "bi_thu(cap_tren_truc_tiep(don_vi))", "cq": "lanh_dao_don_vi(cap_tren_truc_tiep(don_vi))"}


def escalate(activation: Any, told: dict[str, Any], *, now: datetime) -> assignees.Assignment:
    """Into the inbox of the seat that the step names, else of the head above the unit that has it; inside the sweep."""
    on = local(now).date()
    case = activation.case
    step = workflow.definition_of(case).step(activation.step)
    unit = workflow.unit_at_work(activation) or case.unit
    expression = step.escalate_to or BY_TREE.get(unit.type.tree, BY_TREE["cq"])
    above = assignees.resolve(expression, workflow.context_of(case) | {"don_vi": unit}, on)
    inbox.put(
        INBOX,
        str(activation.pk),
        title=case.title,
        detail=activation.name,
        url=case.url,
        seats=list(above.seats),
        unit_id=case.unit_id,
        due_at=activation.due_at,
        now=now,
    )
    for person in units.people_of(list(above.seats), on):
        notify.send(
            "procedures.escalated", to=person, context=told, once=f"escalated:{activation.pk}", now=now, url=case.url
        )
    audit.record("procedures.escalated", case, by=None, now=now, label="system", data={"to": above.label})
    return above


def settle(*, now: datetime) -> int:
    """Takes overdue work that is done by now off the lists of those above; how many pieces."""
    waiting = set(Item.objects.filter(kind=INBOX, done_at=None).values_list("key", flat=True))
    still_open = {str(pk) for pk in workflow.still_open([int(key) for key in waiting])}
    return sum(inbox.close(INBOX, key, now=now) for key in sorted(waiting - still_open))
