"""Cases: from step to step, back, out; who may act, and what two at once are told."""

import threading
import time

import pytest
from django.db import connection, transaction
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.models import Activation
from doanso.blocks.workflow.tests.making import DESK, LATER, act, begin, only
from doanso.core.audit import queries as audit
from doanso.core.calendar.queries import calendar_for
from doanso.core.inbox import queries as inbox
from doanso.core.units import services as units
from doanso.core.units.models import Position
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


def test_case_passes_its_steps_to_the_end(org) -> None:
    case = begin(org, DESK)

    for who in (org.desk_officer, org.field_officer, org.head):
        assert act(case, who).ended == ""
    outcome = act(case, org.desk_officer)

    assert outcome.ended == "done"
    assert [row.step for row in queries.steps_taken(case)] == ["receive", "check", "sign", "hand"]
    assert [event.kind for event in audit.of(case)] == ["workflow.started"] + ["workflow.forward"] * 4


def test_open_step_is_in_the_inbox_of_its_seat_and_leaves_it_when_done(org) -> None:
    case = begin(org, DESK)
    today = NOON.date()

    assert [item.detail for item in inbox.mine(org.desk_officer, today, now=NOON)] == ["Tiếp nhận"]
    act(case, org.desk_officer)
    assert list(inbox.mine(org.desk_officer, today, now=NOON)) == []
    assert [item.detail for item in inbox.mine(org.field_officer, today, now=NOON)] == ["Thẩm định"]


@pytest.mark.parametrize("who", ["stranger", "field_officer", "neighbour_head", "head"])
def test_act_is_forbidden_for_who_holds_no_seat(org, who) -> None:
    case = begin(org, DESK)

    with pytest.raises(Forbidden):
        act(case, getattr(org, who))


def test_act_is_forbidden_for_a_visitor(org) -> None:
    with pytest.raises(Forbidden):
        act(begin(org, DESK), None)


def test_delegate_acts_on_behalf_and_the_trail_says_so(org) -> None:
    case = begin(org, DESK)
    seat = Position.objects.get(person=org.head)
    day = NOON.date()
    units.delegate(position=seat, to=org.stranger, kind="KT", first_day=day, last_day=day, by=org.head, now=NOON)
    act(case, org.desk_officer)
    act(case, org.field_officer)

    act(case, org.stranger)

    done = queries.steps_taken(case).exclude(on_behalf_of=None).get()
    assert (done.closed_by, done.on_behalf_of) == (org.stranger, org.head)
    assert audit.of(case).last().on_behalf_of == org.head


def test_separation_of_duties_keeps_who_checked_from_signing(org) -> None:
    organisation.seat(org.field_officer, org.commune, "lanh_dao_don_vi")
    case = begin(org, DESK)
    act(case, org.desk_officer)
    act(case, org.field_officer)

    with pytest.raises(Forbidden):
        act(case, org.field_officer)
    assert act(case, org.head).ended == ""


@pytest.mark.parametrize("action", ["supplement", "refuse"])
def test_actions_that_concern_the_applicant_need_a_reason(org, action) -> None:
    case = begin(org, DESK)

    with pytest.raises(Refused) as refusal:
        act(case, org.desk_officer, action, comment="  ")
    assert refusal.value.field == "comment"


def test_unknown_action_is_refused(org) -> None:
    with pytest.raises(Refused):
        act(begin(org, DESK), org.desk_officer, "explode", comment="x")


def test_return_reopens_an_earlier_step_with_fresh_time(org) -> None:
    case = begin(org, DESK)
    act(case, org.desk_officer)
    act(case, org.field_officer)

    act(case, org.head, "return", to="receive", comment="Thiếu chữ ký", now=LATER)

    assert only(case).step == "receive"
    assert only(case).due_at == calendar_for(org.desk.pk).add_minutes(LATER, 30)


@pytest.mark.parametrize("to", ["hand", "sign", "nowhere"])
def test_return_goes_to_earlier_steps_only(org, to) -> None:
    case = begin(org, DESK)
    act(case, org.desk_officer)
    act(case, org.field_officer)

    with pytest.raises(Refused):
        act(case, org.head, "return", to=to, comment="x")


def test_return_passes_over_what_the_system_did(org) -> None:
    """The system's step would send it straight back to the officer who returned it."""
    number = {"key": "number", "name": "Vào sổ", "assignee": "he_thong", "actions": ["forward"]}
    flow = {"steps": [DESK["steps"][0], number, *DESK["steps"][1:]]}
    case = begin(org, flow)
    act(case, org.desk_officer)
    assert (only(case).step, queries.earlier_steps(case)) == ("check", ["receive"])

    with pytest.raises(Refused):
        act(case, org.field_officer, "return", to="number", comment="x")
    act(case, org.field_officer, "return", comment="Thiếu chữ ký")
    assert only(case).step == "receive"


def test_withdrawn_case_closes_every_step(org) -> None:
    case = begin(org, DESK)

    assert services.withdraw(case_id=case.pk, by=org.stranger, now=LATER).ended == "withdrawn"
    assert not queries.open_steps(case).exists()
    with pytest.raises(Refused):
        services.withdraw(case_id=case.pk, by=org.stranger, now=LATER)


def test_second_actor_learns_who_was_first_and_when(org) -> None:
    case = begin(org, DESK)
    step = only(case)
    act(case, org.desk_officer)

    with pytest.raises(AlreadyDone) as late:
        services.act(case_id=case.pk, activation_id=step.pk, action="forward", by=org.desk_officer, now=LATER)

    assert (late.value.who, late.value.when) == ("Đinh Trọng Sơn", LATER)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_wins_and_the_other_is_told(org) -> None:
    organisation.seat(org.stranger, org.desk, "bo_phan_mot_cua")
    case = begin(org, DESK)
    step, results = only(case), []
    barrier = threading.Barrier(2, timeout=20)

    def decide(who) -> None:
        barrier.wait()
        try:
            services.act(case_id=case.pk, activation_id=step.pk, action="forward", by=who, now=LATER)
            results.append("won")
        except AlreadyDone as late:
            results.append(late.who)
        connection.close()

    threads = [threading.Thread(target=decide, args=(who,)) for who in (org.desk_officer, org.stranger)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    winner = Activation.objects.get(pk=step.pk).closed_by.full_name
    assert sorted(results) == sorted(["won", winner])
    assert only(case).step == "check"


def test_claimed_work_is_left_to_who_took_it(org) -> None:
    organisation.seat(org.stranger, org.desk, "bo_phan_mot_cua")
    case = begin(org, DESK)
    services.claim(case_id=case.pk, activation_id=only(case).pk, by=org.desk_officer, now=NOON)

    with pytest.raises(AlreadyDone):
        act(case, org.stranger)
    services.release(case_id=case.pk, activation_id=only(case).pk, by=org.desk_officer, now=NOON)
    assert act(case, org.stranger).ended == ""


def test_version_stays_pinned_when_a_new_one_is_defined(org) -> None:
    case = begin(org, DESK)
    shorter = {"steps": [DESK["steps"][0]]}
    services.define(code="flow", definition=shorter, by=None, now=LATER)

    assert act(case, org.desk_officer).ended == ""
    assert only(case).step == "check"


def test_define_is_the_same_version_when_nothing_changed(org) -> None:
    first = services.define(code="flow", definition=DESK, by=None, now=NOON)

    assert services.define(code="flow", definition=DESK, by=None, now=LATER) == first


def test_branch_follows_the_answers(org) -> None:
    flow = {
        "steps": [
            {"key": "a", "name": "Nộp", "kind": "start"},
            {"key": "which", "name": "Trong tỉnh?", "kind": "branch", "to": "out",
             "cases": [{"when": "noi_den == 'Trong tỉnh'", "to": "in"}]},
            {"key": "in", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua"},
            {"key": "out", "name": "Giới thiệu", "assignee": "lanh_dao_don_vi"},
        ]
    }  # fmt: skip

    assert only(begin(org, flow, scope={"noi_den": "Trong tỉnh"})).step == "in"


def test_step_that_leads_to_itself_is_closed_before_it_opens_again(org) -> None:
    """Both by one statement, and one step is open only once."""
    again = {"key": "again", "name": "Còn nữa?", "kind": "branch", "to": "end", "cases": [{"when": "con", "to": "in"}]}
    flow = {"steps": [{"key": "in", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "to": "again"}, again]}
    case = begin(org, flow)

    for _time in range(2):
        act(case, org.desk_officer, scope={"con": True})
    assert [(row.step, row.state) for row in case.activations.order_by("pk") if row.step == "in"] == [
        ("in", "done"), ("in", "done"), ("in", "open"),
    ]  # fmt: skip


def test_consult_joins_when_enough_have_answered(org) -> None:
    flow = {
        "steps": [
            {"key": "ask", "name": "Xin ý kiến", "kind": "consult", "need": 2, "actions": ["forward"],
             "branches": [
                 {"key": "x", "name": "Một cửa", "assignee": "bo_phan_mot_cua"},
                 {"key": "y", "name": "Chuyên môn", "assignee": "cong_chuc_linh_vuc"},
                 {"key": "z", "name": "Lãnh đạo", "assignee": "lanh_dao_don_vi"}]},
            {"key": "sum", "name": "Tổng hợp", "assignee": "bo_phan_mot_cua"},
        ]
    }  # fmt: skip
    case = begin(org, flow)
    steps = {row.branch: row for row in queries.open_steps(case)}

    def answer(branch, who) -> services.Outcome:
        return services.act(case_id=case.pk, activation_id=steps[branch].pk, action="forward", by=who, now=LATER)

    assert answer("x", org.desk_officer).opened == ()
    assert [row.step for row in answer("y", org.field_officer).opened] == ["sum"]
    steps["z"].refresh_from_db()
    assert steps["z"].state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_who_waited_while_a_colleague_took_the_work_is_told(org) -> None:
    organisation.seat(org.stranger, org.desk, "bo_phan_mot_cua")
    case = begin(org, DESK)
    step, told = only(case), []

    def decide() -> None:
        try:
            services.act(case_id=case.pk, activation_id=step.pk, action="forward", by=org.stranger, now=LATER)
        except AlreadyDone as late:
            told.append(late.who)
        connection.close()

    waiting = threading.Thread(target=decide)
    with transaction.atomic():
        services.claim(case_id=case.pk, activation_id=step.pk, by=org.desk_officer, now=LATER)
        waiting.start()
        for _time in range(300):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.1)
    waiting.join(30)

    assert (told, only(case).pk) == ([org.desk_officer.full_name], step.pk)
