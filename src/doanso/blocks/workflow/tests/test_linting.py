"""What the linter finds, each at its step and in words that say what to do."""

import copy

import pytest
from tests.support.org import NOON

from doanso.blocks.workflow.linting import Facts, Finding, lint, vacancies
from doanso.blocks.workflow.tests.making import DESK, VOTE
from doanso.core.units import services as units
from doanso.core.units.models import Position

pytestmark = pytest.mark.django_db
SECRETARY = "bi_thu(chi_doan_nop)"


@pytest.fixture(autouse=True)
def roles(db) -> None:
    units.seed_roles()


def desk(**changes: dict) -> dict:
    """The desk's flow, each named step changed."""
    flow = copy.deepcopy(DESK)
    for step in flow["steps"]:
        step |= changes.get(step["key"], {})
    return flow


def with_step(place: int, **step) -> dict:
    flow = desk()
    flow["steps"].insert(place, {"name": "Bước thêm", "assignee": SECRETARY} | step)
    return flow


def fork(*cases: tuple[str, str], to: str = "hand") -> dict:
    rows = [{"when": when, "to": target} for when, target in cases]
    return with_step(1, key="fork", name="Rẽ", kind="branch", assignee="", cases=rows, to=to)


def found(flow, **facts) -> list[tuple[str, str, str]]:
    return [(finding.level, finding.step, finding.code) for finding in lint(flow, Facts(**facts))]


def vote(**terms) -> dict:
    flow = copy.deepcopy(VOTE)
    flow["steps"][1]["vote"] = terms
    flow["steps"][2]["actions"] = ["forward"]
    return flow


def consult(need: int, *assignees: str) -> dict:
    branches = [{"key": f"b{n}", "name": f"Nơi {n}", "assignee": text} for n, text in enumerate(assignees)]
    return with_step(1, key="ask", name="Hỏi", kind="consult", need=need, branches=branches)


FIELDS = {"tuoi": "number", "noi_den": "text", "co_the": "bool"}


def test_sound_flow_has_no_finding() -> None:
    assert found(desk(), limit=420, result="Giấy khai sinh") == [("error", "", "no_result")]
    assert found(desk(sign={"extra": {"issue": True}}), limit=420, result="Giấy khai sinh") == []


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ({}, ("error", "", "empty")),
        ({"steps": [{"key": str(n), "name": "Ký", "assignee": "ke_toan", "actions": ["forward"]} for n in range(101)]},
         ("error", "", "too_many")),
        (desk(check={"to": "hand"}), ("error", "sign", "orphan")),
        (desk(check={"to": "gone"}), ("error", "check", "dangling")),
        (desk(check={"key": "receive"}), ("error", "receive", "twice")),
        (desk(check={"name": " "}), ("error", "check", "no_name")),
        (desk(check={"name": "x" * 301}), ("error", "check", "long_name")),
        (desk(check={"name": "x" * 121}), ("warning", "check", "long_name")),
        (desk(check={"key": "k" * 41}), ("error", "k" * 41, "bad_key")),
        (desk(check={"kind": "mystery"}), ("error", "check", "kind")),
        (desk(check={"actions": ["forward", "fly"]}), ("error", "check", "action")),
        (desk(check={"minutes": -5}), ("error", "check", "unreadable")),
        (desk(check={"assignee": ""}), ("error", "check", "no_assignee")),
        (desk(check={"assignee": "nobody_such"}), ("error", "check", "assignee")),
        (desk(check={"escalate_to": "nobody_such"}), ("error", "check", "escalation")),
        (desk(check={"actions": ["supplement"]}), ("error", "check", "stuck")),
        (desk(sign={"to": "check", "actions": ["forward"]}, check={"actions": ["forward"]}),
         ("error", "check", "endless")),
        (desk(sign={"not_by": ["sign"]}), ("error", "sign", "barred")),
        (desk(sign={"not_by": ["gone"]}), ("warning", "sign", "barred_unknown")),
        (desk(sign={"assignee": "cong_chuc_linh_vuc"}), ("warning", "sign", "barred_same")),
        (desk(sign={"assignee": "nguoi_nop", "extra": {"issue": True}}), ("error", "sign", "own_decision")),
        (desk(receive={"actions": ["forward", "return"]}), ("warning", "receive", "return_nowhere")),
        (desk(receive={"assignee": "he_thong", "actions": ["forward"]}), ("warning", "check", "return_nowhere")),
        (desk(hand={"actions": ["refuse"]}), ("error", "", "never_ends")),
        (desk(hand={"extra": {"checks": [{"when": "1 +", "message": "x"}]}}), ("error", "hand", "condition")),
        (desk(hand={"extra": {"documents": ["Sổ hộ khẩu"]}}), ("warning", "hand", "not_asked")),
        (desk(check={"extra": {"issue": True}}, hand={"extra": {"issue": True}}), ("warning", "hand", "issued_twice")),
        (with_step(1, key="loop", kind="branch", cases=[{"when": "x = 1", "to": "loop"}]),
         ("error", "loop", "treadmill")),
        (with_step(1, key="loop", kind="branch"), ("warning", "loop", "no_cases")),
        (desk(check={"branches": [{"key": "a", "name": "A", "assignee": SECRETARY}]}),
         ("error", "check", "branches_left")),
        (desk(check={"cases": [{"when": "true", "to": "end"}]}), ("warning", "check", "cases_left")),
        (consult(3, SECRETARY, SECRETARY), ("error", "ask", "need")),
        (consult(0), ("error", "ask", "no_branches")),
        (consult(0, SECRETARY, "he_thong"), ("error", "ask", "system_asked")),
        (vote(quorum="3/2"), ("error", "meet", "quorum")),
        (vote(threshold="1"), ("error", "meet", "threshold")),
        (vote(threshold="0", at_least=True), ("error", "meet", "threshold")),
        (vote(threshold="nửa"), ("error", "meet", "vote_terms")),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_found_at_its_step(flow, expected) -> None:
    assert expected in found(flow)


def test_consult_with_one_key_twice_would_break_the_tables() -> None:
    flow = consult(1, SECRETARY, SECRETARY)
    flow["steps"][1]["branches"][1]["key"] = "b0"

    assert found(flow) == [("error", "ask", "branch_twice")]


def test_votes_need_a_body() -> None:
    flow = vote(threshold="1/2")
    flow["steps"][1]["assignee"] = "nguoi_nop"

    assert found(flow) == [("error", "meet", "no_body"), ("error", "meet", "stuck"), ("error", "ratify", "orphan")]


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([("tuoi >= 16", "sign")], []),
        ([("chieu_cao > 1", "sign")], [("error", "fork", "condition")]),
        ([("tuoi = 'mười'", "sign")], [("error", "fork", "condition"), ("warning", "fork", "never")]),
        ([("tuoi > 30 and tuoi < 16", "sign")], [("warning", "fork", "never")]),
        ([("tuoi > 16 and tuoi < 17", "sign")], []),
        ([("noi_den = 'Ngoài nước'", "sign")], [("warning", "fork", "never")]),
        ([("noi_den = 'Trong tỉnh'", "sign"), ("noi_den = 'Trong tỉnh' and co_the", "receive")],
         [("warning", "fork", "shadowed")]),
        ([("tuoi > 10", "sign"), ("tuoi > 20", "receive")], [("warning", "fork", "shadowed")]),
        ([("tuoi > 20", "sign"), ("tuoi > 10", "receive")], []),
        ([("1 = 1", "check"), ("tuoi > 20", "receive")],
         [("warning", "fork", "shadowed"), ("warning", "fork", "always")]),
        ([("age(tuoi, today()) > 1", "sign")], [("error", "fork", "condition")]),
        ([("", "sign")], [("error", "fork", "no_condition")]),
    ],
)  # fmt: skip
def test_conditions_are_weighed_against_the_form(cases, expected) -> None:
    flow = fork(*cases, to="check")

    assert found(flow, fields=FIELDS, choices={"noi_den": ("Trong tỉnh", "Ngoài tỉnh")}) == expected


def test_step_behind_a_condition_that_is_never_true_is_an_orphan() -> None:
    flow = fork(("1 = 2", "check"), to="sign")

    assert found(flow) == [("warning", "fork", "never"), ("error", "check", "orphan")]


def test_hours_beyond_the_limit_are_told_to_the_minute() -> None:
    """30 + 240 + 120 + 30; the branch's shorter way and the return do not matter."""
    assert lint(desk(), Facts(limit=360)) == [
        Finding("error", "", "over_limit", "Lối đi dài nhất mất 7 giờ làm việc, vượt thời hạn 6 giờ làm việc là "
                "1 giờ làm việc. Hãy rút ngắn một số bước.")
    ]  # fmt: skip
    assert found(fork(("tuoi > 1", "hand"), to="check"), limit=420) == []
    assert found(desk(check={"minutes": 0}), limit=480) == [("warning", "check", "no_time")]
    assert found(desk(check={"minutes": 0, "clock": False}), limit=480) == []


def test_seat_that_nobody_can_hold_blocks_unless_others_suffice() -> None:
    def vacant(assignee: str) -> str:
        return "Chưa có kế toán." if assignee == "ke_toan" else ""

    assert lint(desk(check={"assignee": "ke_toan"}), Facts(vacant=vacant)) == [
        Finding("error", "check", "vacant", "Không ai làm được bước này: Chưa có kế toán. "
                "Hãy bố trí người hoặc chọn người thực hiện khác.")
    ]  # fmt: skip
    assert found(consult(0, SECRETARY, "ke_toan"), vacant=vacant) == [("error", "ask", "vacant")]
    assert found(consult(1, SECRETARY, "ke_toan"), vacant=vacant) == [("warning", "ask", "vacant")]


def test_chair_is_looked_for_in_the_unit_that_meets() -> None:
    asked = []

    def vacant(assignee: str) -> str:
        asked.append(assignee)
        return "Chưa có bí thư." if assignee == SECRETARY else ""

    assert found(vote(threshold="1/2"), vacant=vacant) == [("error", "meet", "chair")]
    assert asked == ["hop(chi_doan_nop)", SECRETARY, "bi_thu(doan_co_so_cua(chi_doan_nop))"]


def test_vacancies_are_looked_for_in_the_real_tree(org) -> None:
    ask = vacancies(org.desk, NOON.date(), applicant=org.branch)

    assert ask("bi_thu(chi_doan_nop)") == ""
    assert ask("bo_phan_mot_cua") == ""
    assert ask("hop(chi_doan_nop)") == ""
    Position.objects.filter(person=org.neighbour_head).delete()
    alone, told = vacancies(org.neighbour, NOON.date()), "hiện chưa có người giữ “%s” và cũng không có người thay."
    assert alone("lanh_dao_don_vi") == told % "Lãnh đạo đơn vị, UBND xã bên"
    assert alone("bi_thu(chi_doan_nop)") == ""


def test_seats_of_the_applicants_unit_need_that_unit() -> None:
    flow = desk(check={"assignee": "bch(doan_co_so_cua(chi_doan_nop))"})

    assert found(flow, unit_known=False) == [("error", "check", "unit_unknown")]


def test_papers_that_come_later_are_made_by_some_step() -> None:
    documents = ({"name": "Biên bản thẩm định"}, {"name": "Phiếu thẩm định", "later": True})
    made = desk(check={"output": "Phiếu của việc thẩm định"})

    assert found(made, documents=documents) == []
    assert found(desk(check={"name": "Xem", "output": "Ý kiến"}), documents=documents) == [("warning", "", "not_made")]


def test_way_past_the_signature_is_told() -> None:
    flow = fork(("tuoi > 1", "hand"), to="check")
    flow["steps"][3]["extra"] = {"issue": True}

    assert found(flow, result="Giấy phép") == [("warning", "", "way_without_result")]


def test_office_must_take_part() -> None:
    own = {"steps": [{"key": "a", "name": "Tự làm", "assignee": "nguoi_nop", "actions": ["forward"]}]}

    assert found(own) == [("warning", "", "applicant_alone")]
    assert found({"steps": [{"key": "a", "name": "Tự chạy", "kind": "system"}]}) == [("warning", "", "nobody_acts")]


def test_more_automatic_steps_than_the_engine_passes_at_once() -> None:
    steps = [{"key": f"a{n}", "name": "Tự chạy", "kind": "system"} for n in range(51)]

    assert found({"steps": steps})[0] == ("error", "", "long_run")
    assert found({"steps": steps[:50]}) == [("warning", "", "nobody_acts")]


def test_messages_are_whole_sentences_in_vietnamese() -> None:
    broken = desk(check={"to": "gone"}, sign={"actions": ["supplement"]})

    assert [finding.message for finding in lint(broken)] == [
        "Bước này dẫn đến “gone” là bước không còn nữa. Hãy chọn bước khác hoặc chọn kết thúc.",
        "Không có lối nào dẫn đến bước này. Hãy chọn nó làm bước tiếp theo của một bước khác, hoặc xóa đi.",
        "Không có lối nào dẫn đến bước này. Hãy chọn nó làm bước tiếp theo của một bước khác, hoặc xóa đi.",
    ]
