import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.models import Activation, Case, Pause
from doanso.core.audit import queries as audit
from doanso.core.calendar.queries import calendar_for
from doanso.core.inbox import queries as inbox
from doanso.core.units import services as units
from doanso.core.units.models import Position
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)

DESK = {
    "steps": [
        {"key": "receive", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "minutes": 30,
         "actions": ["forward", "supplement", "refuse"]},
        {"key": "check", "name": "Thẩm định", "assignee": "cong_chuc_linh_vuc", "minutes": 240,
         "actions": ["forward", "return", "supplement"]},
        {"key": "sign", "name": "Ký duyệt", "assignee": "lanh_dao_don_vi", "minutes": 120, "not_by": ["check"],
         "actions": ["forward", "return"]},
        {"key": "hand", "name": "Trả kết quả", "assignee": "bo_phan_mot_cua", "minutes": 30, "actions": ["forward"]},
    ]
}  # fmt: skip
VOTE = {
    "steps": [
        {"key": "apply", "name": "Nộp đơn", "kind": "start"},
        {"key": "meet", "name": "Họp xét", "kind": "vote", "assignee": "hop(chi_doan_nop)",
         "vote": {"quorum": "2/3", "threshold": "1/2"}},
        {"key": "ratify", "name": "Chuẩn y", "assignee": "bi_thu(doan_co_so_cua(chi_doan_nop))"},
    ]
}  # fmt: skip


@pytest.fixture
def org():
    return organisation.build()


def begin(org, definition, code="flow", scope=None) -> Case:
    version = services.define(code=code, definition=definition, by=None, now=NOON)
    return services.start(
        version=version,
        subject=org.stranger,
        title="T99.1-261118-0001",
        url="/ho-so/T99.1-261118-0001/",
        unit=org.desk,
        context={"chi_doan_nop": org.branch, "don_vi_thu_ly": org.desk, "nguoi_nop": org.stranger},
        by=org.stranger,
        now=NOON,
        scope=scope,
    ).case


def only(case: Case) -> Activation:
    return queries.open_steps(case).get()


def act(case: Case, who, action: str = "forward", **more) -> services.Outcome:
    return services.act(case_id=case.pk, activation_id=only(case).pk, action=action, by=who, **({"now": LATER} | more))


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


def test_step_is_due_after_its_working_minutes(org) -> None:
    case = begin(org, DESK)

    assert only(case).due_at == datetime(2026, 11, 18, 3, 30, tzinfo=UTC)  # 10:00 and 30 minutes


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
    seat = Position.objects.get(person=org.desk_officer)
    day = NOON.date()
    units.delegate(
        position=seat, to=org.stranger, kind="KT", first_day=day, last_day=day, by=org.desk_officer, now=NOON
    )

    act(case, org.stranger)

    done = queries.steps_taken(case).first()
    assert (done.closed_by, done.on_behalf_of) == (org.stranger, org.desk_officer)
    assert audit.of(case).last().on_behalf_of == org.desk_officer


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


def test_supplement_stops_the_clock_by_exactly_its_working_minutes(org) -> None:
    case = begin(org, DESK)
    act(case, org.desk_officer, now=NOON)
    before = only(case).due_at

    asked = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # Wednesday 11:00
    act(case, org.field_officer, "supplement", comment="Thiếu bản sao", now=asked)
    with pytest.raises(Refused):
        act(case, org.field_officer, now=asked)
    answered = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)  # Thursday 08:00
    services.resume(case_id=case.pk, by=org.stranger, now=answered)

    # Paused 11:00-11:30 and 13:30-17:00 on Wednesday, 07:00-08:00 on Thursday: 30 + 210 + 60 minutes.
    assert only(case).paused_minutes == 300
    assert only(case).due_at == calendar_for(org.desk.pk).add_minutes(before, 300)
    assert Pause.objects.get(case=case).ended_at == answered


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


def cast(case: Case, votes) -> None:
    for who, choice in votes:
        services.vote(activation_id=only(case).pk, by=who, choice=choice, now=LATER)


def test_vote_passes_by_more_than_half_of_those_present(org) -> None:
    case = begin(org, VOTE)
    cast(case, zip(org.members, ["for", "for", "for", "against"], strict=False))

    services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)

    assert only(case).step == "ratify"
    assert queries.steps_taken(case).get(step="meet").data["result"] == {
        "counts": {"for": 3, "against": 1, "blank": 0, "present": 4},
        "total": 5,
        "passed": True,
        "on_paper": False,
    }


def test_vote_fails_on_exactly_half(org) -> None:
    case = begin(org, VOTE)
    cast(case, zip(org.members, ["for", "for", "against", "blank"], strict=False))

    assert services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER).ended == "refused"


def test_vote_does_not_close_without_its_quorum(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(member, "for") for member in org.members[:3]])  # 3 of 5; 2/3 of 5 is 4

    with pytest.raises(Refused, match="3"):
        services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER)


def test_vote_is_cast_once_and_by_members_alone(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(org.secretary, "for")])

    with pytest.raises(AlreadyDone):
        cast(case, [(org.secretary, "against")])
    with pytest.raises(Forbidden):
        cast(case, [(org.base_secretary, "for")])
    with pytest.raises(Refused):
        cast(case, [(org.deputy, "maybe")])


def test_vote_is_closed_by_the_chair_alone(org) -> None:
    case = begin(org, VOTE)
    cast(case, [(member, "for") for member in org.members])

    with pytest.raises(Forbidden):
        services.close_vote(activation_id=only(case).pk, by=org.members[2], now=LATER)


def test_secret_vote_leads_from_no_voter_to_a_choice(org) -> None:
    secret = {"steps": [VOTE["steps"][0], {**VOTE["steps"][1], "vote": {"secret": True}}, VOTE["steps"][2]]}
    case = begin(org, secret)
    cast(case, zip(org.members, ["for", "for", "for", "against", "blank"], strict=True))

    assert set(only(case).ballots.values_list("choice", flat=True)) == {""}
    assert queries.ballots(only(case)) == {"for": 3, "against": 1, "blank": 1, "present": 5}


@pytest.mark.parametrize(
    "counted",
    [
        {"for": 4, "against": 2, "blank": 0, "present": 5},
        {"for": 4, "against": 0, "blank": 0, "present": 6},
        {"for": -1, "against": 0, "blank": 0, "present": 5},
    ],
)
def test_paper_meeting_figures_must_add_up(org, counted) -> None:
    case = begin(org, VOTE)

    with pytest.raises(Refused) as refusal:
        services.close_vote(activation_id=only(case).pk, by=org.secretary, now=LATER, counted=counted)
    assert refusal.value.field == "counted"


def test_reminders_are_sent_once_however_often_the_sweep_runs(org) -> None:
    case = begin(org, DESK)
    due = only(case).due_at

    def sweep(moment: datetime) -> dict[str, int]:
        services.sweep(now=moment)
        return services.sweep(now=moment)

    assert services.sweep(now=due - timedelta(minutes=10)) == {"soon": 1, "due": 0, "late": 0}
    assert sweep(due) == {"soon": 0, "due": 0, "late": 0}
    assert sweep(due + timedelta(days=2)) == {"soon": 0, "due": 0, "late": 0}
    assert sorted(only(case).reminders.values_list("kind", flat=True)) == ["due", "late", "soon"]


def test_clock_stands_still_on_a_step_that_does_not_count(org) -> None:
    flow = {"steps": [{**DESK["steps"][0], "clock": False}, DESK["steps"][1]]}
    case = begin(org, flow)

    assert queries.is_paused(case)
    act(case, org.desk_officer)
    assert not queries.is_paused(case)
