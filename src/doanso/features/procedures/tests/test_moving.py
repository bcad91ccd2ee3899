"""Running dossiers moved to the version in force: many at once, each by itself, and back to what they were."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from doanso.core.audit import queries as audit
from doanso.features.procedures.models import Dossier, MoveBatch
from doanso.features.procedures.queries import moving as queries
from doanso.features.procedures.services import moving
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.many import STATE, contents, multiply
from doanso.features.procedures.tests.office import NOON, STEPS
from doanso.lib.dates import VN

pytestmark = pytest.mark.django_db
MANY = 1_000
CHECK = {"key": "tham_dinh", "name": "Thẩm định", "assignee": "cong_chuc_linh_vuc", "minutes": 480}
RECEIVE = {**STEPS[0], "name": "Tiếp nhận, số hóa", "minutes": 120}


@pytest.fixture
def org():
    return office.build()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


def planned(org, target, *, dossiers=None, mapping=None, now=NOON) -> MoveBatch:
    chosen = queries.elsewhere(target.procedure, target) if dossiers is None else dossiers
    return moving.plan(target=target, dossiers=chosen, mapping=mapping or {}, by=org.admin, now=now)


def moved(org, target, *, now=NOON, **more) -> MoveBatch:
    batch = planned(org, target, now=now, **more)
    moving.start(batch_id=batch.pk, by=org.admin, now=now)
    moving.run(batch_id=batch.pk, now=now)
    return batch


def back(org, batch: MoveBatch, *, now=NOON) -> dict[str, int]:
    moving.undo(batch_id=batch.pk, by=org.admin, now=now)
    counts = moving.run(batch_id=batch.pk, now=now)
    return {state: number for state, number in counts.items() if number}


def test_five_hundred_of_a_thousand_move_and_come_back_identical(org) -> None:
    office.day_off(date(2027, 1, 1), org.admin, unit=org.commune)
    multiply(office.submit(org.version), MANY)
    before = contents(STATE)
    target = office.publish(org.desk, name="Tên mới", limit=Decimal(2), flow={"steps": [RECEIVE, CHECK, STEPS[1]]})
    assert contents(STATE) == before

    batch = moved(org, target, dossiers=queries.elsewhere(target.procedure, target)[:500])

    assert Dossier.objects.filter(version=target, step_name="Tiếp nhận, số hóa", due_at=at(20, 10)).count() == 500
    assert Dossier.objects.filter(version=org.version, step_name="Tiếp nhận", due_at=at(23, 10)).count() == 500
    assert back(org, batch) == {"back": 500}
    assert contents(STATE) == before
    assert [len(rows) for rows in before.values()][:4] == [MANY] * 4
    assert {event.kind for event in audit.of(Dossier.objects.get(code="D-400"))} == {
        "procedures.moved",
        "procedures.moved_back",
    }
