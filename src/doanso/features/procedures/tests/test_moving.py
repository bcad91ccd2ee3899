"""Running dossiers moved to the version in force: many at once, each by itself, and back to what they were."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doanso.blocks.workflow import queries as workflow
from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.procedures.models import Dossier, MoveBatch, MoveItem
from doanso.features.procedures.queries import moving as queries
from doanso.features.procedures.services import deadlines, moving
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.many import STATE, contents, multiply
from doanso.features.procedures.tests.office import NOON, STEPS
from doanso.lib.dates import VN
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

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


def one(org, *, limit, now=NOON, **more) -> tuple[Dossier, list[str]]:
    """A dossier submitted on Wednesday at 10:00 with three days, moved to a version with another limit; what is told.

    Three days: Monday 23 at 10:00.
    """
    dossier = office.submit(org.version, email="mai@nguoi-nop.vn")
    target = office.publish(org.desk, limit=Decimal(limit), **more)
    batch = planned(org, target, now=now)
    told = list(queries.fates([dossier], target, {}, now)[0].remarks)
    moving.start(batch_id=batch.pk, by=org.admin, now=now)
    moving.run(batch_id=batch.pk, now=now)
    dossier.refresh_from_db()
    assert dossier.version == target
    return dossier, told


def messages() -> int:
    return Notification.objects.filter(kind="procedures.moved").count()


def test_later_limit_keeps_the_earlier_promise_also_when_the_calendar_changes(org) -> None:
    dossier, told = one(org, limit=5)

    assert told == ["Giữ ngày hẹn 10:00 23/11/2026; theo phiên bản mới thì đến 10:00 25/11/2026."]
    assert (dossier.due_at, dossier.promised_at, dossier.limit_of, messages()) == (
        at(23, 10),
        at(23, 10),
        org.version,
        0,
    )
    office.day_off(date(2026, 11, 20), org.admin, unit=org.commune)
    deadlines.recompute(now=NOON)
    dossier.refresh_from_db()
    assert dossier.due_at == at(24, 10)  # three days without that Friday, not five


def test_earlier_limit_is_promised_and_told_and_untold_on_the_way_back(org) -> None:
    dossier, told = one(org, limit=1)

    assert told == ["Hẹn sớm hơn: 10:00 19/11/2026 thay cho 10:00 23/11/2026. Người nộp được báo tin."]
    assert (dossier.due_at, dossier.promised_at, dossier.limit_of, messages()) == (at(19, 10), at(23, 10), None, 1)
    assert back(org, MoveBatch.objects.get()) == {"back": 1}
    dossier.refresh_from_db()
    assert (dossier.version, dossier.due_at, messages()) == (org.version, at(23, 10), 2)


def test_limit_that_has_passed_makes_no_dossier_late(org) -> None:
    dossier, told = one(org, limit=1, now=at(20, 9))

    assert told == ["Hạn theo phiên bản mới đã qua từ 10:00 19/11/2026, nên giữ ngày hẹn 10:00 23/11/2026."]
    assert (dossier.due_at, dossier.limit_of, messages()) == (at(23, 10), org.version, 0)


def test_moved_back_after_the_calendar_changed_is_due_by_the_new_calendar(org) -> None:
    dossier, _told = one(org, limit=1)
    office.day_off(date(2026, 11, 19), org.admin, unit=org.commune)
    deadlines.recompute(now=NOON)

    assert back(org, MoveBatch.objects.get()) == {"back": 1}
    dossier.refresh_from_db()
    assert dossier.due_at == at(24, 10)


def test_who_has_gone_on_stays_and_is_named_and_stops_no_other(org) -> None:
    first, second, third = (office.submit(org.version, name) for name in ("Một", "Hai", "Ba"))
    target = office.publish(org.desk, name="Tên mới", flow={"steps": [RECEIVE, STEPS[1]]})
    batch = planned(org, target)
    office.act(first, org.desk_officer)
    moving.start(batch_id=batch.pk, by=org.admin, now=NOON)
    moving.run(batch_id=batch.pk, now=NOON)
    notes = dict(MoveItem.objects.values_list("dossier", "note"))
    assert notes == {first.pk: "Hồ sơ đã thay đổi sau khi xem trước. Hãy xem lại.", second.pk: "", third.pk: ""}

    office.act(second, org.desk_officer, now=at(18, 11))
    assert back(org, batch) == {"refused": 1, "kept": 1, "back": 1}
    kept = MoveItem.objects.get(state="kept")
    said = "Hồ sơ đã được xử lý tiếp sau khi chuyển: Đinh Trọng Sơn, “Tiếp nhận, số hóa”, 11:00 18/11/2026."
    assert (kept.dossier, kept.note) == (second, said)
    assert list(Dossier.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2, 1]
    assert [item.kind for item in workflow.timeline(workflow.case_of(third))] == ["start", "moved", "moved_back"]


def test_dossier_past_the_signature_stays_as_no_result_would_come(org) -> None:
    hand = {"key": "tra", "name": "Trả kết quả", "assignee": "bo_phan_mot_cua"}
    version = office.publish(org.desk, code="T-2", flow={"steps": [STEPS[0], hand]})
    dossier = office.submit(version)
    office.act(dossier, org.desk_officer)
    target = office.publish(org.desk, code="T-2", flow={"steps": [*STEPS, hand]})

    reasons = queries.fates([dossier], target, {}, NOON)[0].reasons
    assert reasons == ("Hồ sơ đã đi qua chỗ phiên bản mới ra kết quả: nếu chuyển sẽ không bao giờ có kết quả.",)
    batch = planned(org, target)
    assert batch.items.get().state == "blocked"


def test_only_editors_of_the_unit_move_and_only_to_the_version_in_force(org) -> None:
    dossier = office.submit(org.version)
    target = office.publish(org.desk, name="Tên mới")
    other = office.publish(org.desk, code="T-9")
    plan = partial(moving.plan, dossiers=[dossier], mapping={}, now=NOON)

    for person in (org.neighbour_admin, org.desk_officer, org.field_officer, None):
        with pytest.raises(Forbidden):
            plan(target=target, by=person)
    for wrong in (org.version, other):
        with pytest.raises(Refused):
            plan(target=wrong, by=org.admin)
    assert not MoveBatch.objects.exists()

    batch = plan(target=target, by=org.admin)
    for act in (moving.start, moving.undo, moving.drop):
        with pytest.raises(Forbidden):
            act(batch_id=batch.pk, by=org.neighbour_admin, now=NOON)
    office.publish(org.desk, name="Tên mới nữa")
    with pytest.raises(Refused):
        moving.start(batch_id=batch.pk, by=org.admin, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_started_twice_at_once_moves_once() -> None:
    org = office.build()
    office.submit(org.version)
    batch = planned(org, office.publish(org.desk, name="Tên mới"))

    starts = office.at_once(*[partial(moving.start, batch_id=batch.pk, by=org.admin, now=NOON)] * 2)
    office.at_once(*[partial(moving.run, batch_id=batch.pk, now=NOON)] * 2)

    assert sorted(type(made).__name__ for made in starts) == ["AlreadyDone", "MoveBatch"]
    with pytest.raises(AlreadyDone):
        moving.start(batch_id=batch.pk, by=org.admin, now=NOON)
    dossier = Dossier.objects.get()
    assert [event.kind for event in audit.of(dossier)].count("procedures.moved") == 1


def test_preview_asks_the_same_number_of_queries_for_three_and_for_fifty(org) -> None:
    office.day_off(date(2027, 1, 1), org.admin, unit=org.commune)
    multiply(office.submit(org.version), 50)
    target = office.publish(org.desk, limit=Decimal(1), flow={"steps": [RECEIVE, *STEPS[1:]]})
    found = queries.elsewhere(target.procedure, target)
    queries.fates(found[:1], target, {}, NOON)

    asked = []
    for size in (3, 50):
        with CaptureQueriesContext(connection) as captured:
            assert len(queries.fates(found[:size], target, {}, NOON)) == size
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 6
