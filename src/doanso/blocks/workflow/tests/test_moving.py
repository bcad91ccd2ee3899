"""Moving a running case to another version of its flow: what is told, what changes, and back to what it was."""

from copy import deepcopy
from functools import partial

import pytest
from django.apps import apps
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.models import Activation, Ballot, Entry
from doanso.blocks.workflow.tests.making import DESK, LATER, VOTE, act, begin, is_paused, only
from doanso.core.audit import queries as audit
from doanso.core.calendar.queries import calendar_for
from doanso.core.inbox import queries as inbox
from doanso.lib.errors import AlreadyDone, Refused

pytestmark = pytest.mark.django_db
STATE = ("workflow.Case", "workflow.Activation", "workflow.Pause", "workflow.Ballot", "inbox.Item", "inbox.ItemSeat")


def changed(definition: dict, key: str, **values) -> dict:
    """The same flow with other values in one step."""
    made = deepcopy(definition)
    next(step for step in made["steps"] if step["key"] == key).update(values)
    return made


def version(definition: dict, code: str = "flow"):
    return services.define(code=code, definition=definition, by=None, now=NOON)


def state() -> dict[str, list]:
    return {name: list(apps.get_model(name).objects.order_by("pk").values_list()) for name in STATE}


def move(case, to, **more):
    return services.move(case_id=case.pk, to=to, by=None, **({"now": LATER} | more))


def back(case, **more):
    return services.move_back(case_id=case.pk, by=None, **({"now": LATER} | more))


def consult(need: int, *branches: str) -> dict:
    names = {"a": "lanh_dao_don_vi", "b": "cong_chuc_linh_vuc", "c": "bo_phan_mot_cua"}
    asked = [{"key": key, "name": f"Nhánh {key}", "assignee": names[key]} for key in branches]
    ask = {"key": "hoi", "name": "Xin ý kiến", "kind": "consult", "branches": asked, "need": need, "minutes": 60}
    return {"steps": [ask, DESK["steps"][3]]}


def test_step_of_the_same_key_stays_and_gets_its_new_name_time_and_people(org) -> None:
    case, before = begin(org, DESK), state()
    row = only(case)
    to = version(changed(DESK, "receive", name="Nhận hồ sơ", minutes=120, assignee="cong_chuc_linh_vuc"))

    plan = services.preview(case, to)
    assert state() == before
    assert (plan.reasons, plan.remarks) == (
        (),
        (
            "“Tiếp nhận” đổi tên thành “Nhận hồ sơ”.",
            "“Tiếp nhận” chuyển từ Bộ phận Một cửa, Trung tâm Phục vụ hành chính công sang Công chức chuyên môn.",
            "Bước phải xong lúc 14:00 18/11/2026 thay cho 10:30 18/11/2026.",
        ),
    )
    assert move(case, to, stamp=plan.stamp).open_now == (row,)

    row.refresh_from_db()
    assert (row.name, row.minutes, row.due_at) == ("Nhận hồ sơ", 120, calendar_for(org.desk.pk).add_minutes(NOON, 120))
    assert list(inbox.mine(org.desk_officer, NOON.date(), now=NOON)) == []
    assert [item.detail for item in inbox.mine(org.field_officer, NOON.date(), now=NOON)] == ["Nhận hồ sơ"]
    back(case)
    assert state() == before
    assert [event.kind for event in audit.of(case)][1:] == ["workflow.moved", "workflow.moved_back"]
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == ["start", "moved", "moved_back"]
    act(case, org.desk_officer)


def test_missing_step_moves_only_when_somebody_says_which_one_stands_for_it(org) -> None:
    case = begin(org, DESK)
    act(case, org.desk_officer)
    other = deepcopy(DESK)
    other["steps"][1] |= {"key": "verify", "name": "Xác minh"}
    other["steps"][2]["not_by"] = ["verify"]
    to, before = version(other), state()

    assert services.preview(case, to).reasons == (
        "Phiên bản mới không có bước “Thẩm định”: hãy chọn bước thay cho bước này.",
    )
    with pytest.raises(Refused):
        move(case, to)
    with pytest.raises(Refused):
        move(case, to, mapping={"check": "nowhere"})
    move(case, to, mapping={"check": "verify"})

    assert only(case).step == "verify"
    act(case, org.field_officer, now=LATER)
    assert only(case).step == "sign"
    with pytest.raises(AlreadyDone, match="Kiều Thị Tâm, “Xác minh”"):
        back(case)
    assert before != state()


def test_done_steps_that_are_gone_and_new_ones_behind_are_told_and_separation_follows_the_mapping(org) -> None:
    organisation.seat(org.field_officer, org.commune, "lanh_dao_don_vi")
    case = begin(org, DESK)
    act(case, org.desk_officer)
    act(case, org.field_officer)
    extra = {"key": "scan", "name": "Số hóa", "assignee": "bo_phan_mot_cua"}
    other = {"steps": [extra, DESK["steps"][0], {**DESK["steps"][1], "key": "verify"}, *DESK["steps"][2:]]}
    other["steps"][3] = {**other["steps"][3], "not_by": ["verify"]}
    to = version(other)

    assert services.preview(case, to).remarks == (
        "Ai đã làm “Thẩm định” thì không được quyết định bước này nữa.",
        "Ai đã làm “Thẩm định” thì nay được quyết định bước này.",
        "Đã làm nhưng phiên bản mới không có: “Thẩm định”. Kết quả của bước vẫn được giữ.",
        "Bước mới nhưng hồ sơ đã đi qua chỗ đó nên không phải làm: “Số hóa”, “Thẩm định”.",
    )
    behind = "Bước mới nhưng hồ sơ đã đi qua chỗ đó nên không phải làm: “Số hóa”."
    assert services.preview(case, to, {"check": "verify"}).remarks == (behind,)
    move(case, to, mapping={"check": "verify"})

    with pytest.raises(Refused):
        act(case, org.field_officer)
    act(case, org.head)


def test_vote_keeps_its_ballots_and_refuses_other_terms_once_somebody_voted(org) -> None:
    case = begin(org, VOTE)
    stricter = changed(VOTE, "meet", vote={"quorum": "2/3", "threshold": "2/3"})
    later_step = changed(VOTE, "ratify", name="Chuẩn y kết nạp")
    strict, same = version(stricter), version(later_step)

    assert services.preview(case, strict).reasons == ()
    services.vote(activation_id=only(case).pk, by=org.secretary, choice="for", now=NOON)
    assert services.preview(case, strict).reasons == (
        "Đã có 1 phiếu ở “Họp xét” mà thể lệ thay đổi: hãy đợi kiểm phiếu xong.",
    )
    before = state()
    move(case, same)
    services.vote(activation_id=only(case).pk, by=org.deputy, choice="for", now=LATER)
    with pytest.raises(AlreadyDone):
        back(case)

    Ballot.objects.filter(person=org.deputy).delete()
    back(case)
    assert state() == before


def test_consult_asks_new_branches_takes_back_old_ones_and_returns_with_the_same_ids(org) -> None:
    case = begin(org, consult(2, "a", "b"))
    to = version(consult(2, "b", "c"))
    before = state()

    assert services.preview(case, to).remarks == (
        "“Nhánh a” không còn được hỏi: việc đang chờ được rút lại.",
        "Từ nay hỏi thêm “Nhánh c”.",
    )
    move(case, to)
    assert [row.branch for row in queries.open_steps(case)] == ["b", "c"]
    assert [item.detail for item in inbox.mine(org.desk_officer, NOON.date(), now=NOON)] == ["Nhánh c"]
    back(case)
    assert state() == before

    move(case, to)
    for who, branch in ((org.field_officer, "b"), (org.desk_officer, "c")):
        row = queries.open_steps(case).get(branch=branch)
        services.act(case_id=case.pk, activation_id=row.pk, action="forward", by=who, now=LATER)
    assert only(case).step == "hand"


def test_consult_whose_answers_are_enough_or_too_few_waits(org) -> None:
    case = begin(org, consult(0, "a", "b"))
    row = queries.open_steps(case).get(branch="a")
    services.act(case_id=case.pk, activation_id=row.pk, action="forward", by=org.head, now=LATER)

    enough = services.preview(case, version(consult(1, "a", "b")))
    assert enough.reasons == ("“Xin ý kiến” đã có 1 ý kiến, phiên bản mới coi là đủ: hãy đợi bước này xong.",)
    assert services.preview(case, version(consult(0, "a", "c"))).reasons == ()


def test_clock_that_stops_and_runs_again_comes_back_too(org) -> None:
    case = begin(org, DESK)
    stopped = version(changed(DESK, "receive", clock=False))
    before = state()
    move(case, stopped)
    assert (only(case).due_at, is_paused(case)) == (None, True)
    with_clock = state()

    move(case, version(DESK | {"note": 1}))  # the clock stood for nothing: both at the same moment
    assert (only(case).due_at, is_paused(case)) == (calendar_for(org.desk.pk).add_minutes(NOON, 30), False)
    back(case)
    assert state() == with_clock
    back(case)
    assert state() == before
    with pytest.raises(Refused):
        back(case)


def test_claimed_work_is_given_up_when_it_passes_to_others_and_claimed_again_on_the_way_back(org) -> None:
    case = begin(org, DESK)
    services.claim(case_id=case.pk, activation_id=only(case).pk, by=org.desk_officer, now=NOON)
    before = state()

    move(case, version(changed(DESK, "receive", assignee="cong_chuc_linh_vuc")))
    assert only(case).claimed_by is None
    services.claim(case_id=case.pk, activation_id=only(case).pk, by=org.field_officer, now=LATER)
    with pytest.raises(AlreadyDone, match="Kiều Thị Tâm"):
        back(case)
    services.release(case_id=case.pk, activation_id=only(case).pk, by=org.field_officer, now=LATER)
    back(case)
    assert state() == before


def test_other_kind_and_ended_case_stay_where_they_are(org) -> None:
    case = begin(org, DESK)
    vote = {**VOTE["steps"][1], "key": "receive", "assignee": "hop(don_vi_thu_ly)"}
    to = version({"steps": [vote, *DESK["steps"][1:]]})
    assert services.preview(case, to).reasons == (
        "“Tiếp nhận” đang mở mà “Họp xét” là loại bước khác: hãy đợi bước này xong.",
    )
    services.withdraw(case_id=case.pk, by=org.stranger, now=LATER)
    case.refresh_from_db()
    assert services.preview(case, to).reasons == ("Hồ sơ đã kết thúc.",)


@pytest.mark.django_db(transaction=True)
def test_two_moves_and_an_officer_at_once_leave_one_of_them_told() -> None:
    from doanso.features.procedures.tests.office import at_once  # threads with connections of their own

    org = organisation.build()
    case, row = begin(org, DESK), Activation.objects.get()
    to, stamp = version(changed(DESK, "receive", name="Nhận")), ""
    stamp = services.preview(case, to).stamp
    acting = {"case_id": case.pk, "activation_id": row.pk, "action": "forward", "by": org.desk_officer, "now": LATER}

    made = at_once(*[partial(move, case, to, stamp=stamp)] * 2, partial(services.act, **acting))

    assert type(made[2]).__name__ == "Outcome"  # the officer's work is never lost
    moved = [one for one in made[:2] if type(one).__name__ == "Outcome"]
    assert len(moved) <= 1
    assert [type(one).__name__ for one in made[:2] if one not in moved] == ["AlreadyDone"] * (2 - len(moved))
    case.refresh_from_db()
    assert (only(case).step, case.version == to) == ("check", bool(moved))
