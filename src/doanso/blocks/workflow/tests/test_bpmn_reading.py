"""Files of other tools: read where they mean the same here, refused by name where they do not."""

import pytest

from doanso.blocks.workflow.bpmn import Unreadable, conditions, read, write
from doanso.blocks.workflow.definition import load
from doanso.blocks.workflow.tests import bpmn_samples as samples
from doanso.core.units import services as units

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles(db):
    units.seed_roles()


def table(found) -> list[tuple]:
    """Key, kind, name, where it leads, what can be done."""
    return [
        (row["key"], row["kind"], row["name"], row.get("to", ""), " ".join(row.get("actions", [])))
        for row in found.flow["steps"]
    ]


def test_camunda_decision_of_a_person_becomes_what_they_can_do() -> None:
    found = read(samples.CAMUNDA.encode())

    assert found.name == "Xin nghỉ phép"
    assert found.flow["steps"] == [
        {"key": "buoc_1", "name": "Viết đơn", "kind": "task", "assignee": "", "actions": ["forward"]},
        {"key": "buoc_2", "name": "Duyệt đơn", "kind": "task", "assignee": "lanh_dao_don_vi",
         "note": "Xem lịch trực trước khi duyệt.", "actions": ["forward", "return", "refuse"]},
    ]  # fmt: skip
    assert [(doubt.step, doubt.about, doubt.words) for doubt in found.doubts] == [
        ("buoc_1", "assignee", "Nhân viên"),
        ("buoc_2", "assignee", "Lãnh đạo đơn vị"),
        ("buoc_2", "actions", "Đồng ý, Viết lại, Không"),
    ]
    assert list(map(str, found.lost)) == [
        "Bên tham gia “Bưu điện”: phần này nằm ngoài quy trình",
        "Luồng thông điệp “Thư”: phần này nằm ngoài quy trình",
        "Việc của người dùng “Viết đơn”: phần riêng của phần mềm kia (formKey) sẽ được đặt lại ở đây",
        "Ghi chú “Hỏi phòng nhân sự”: đây là chú thích trên hình vẽ",
    ]


def test_zeebe_branch_in_feel_is_translated() -> None:
    found = read(samples.ZEEBE.encode())

    assert table(found) == [
        ("buoc_1", "start", "Nộp đề nghị", "", ""),
        ("buoc_2", "branch", "Số tiền lớn?", "buoc_4", ""),
        ("buoc_3", "task", "Giám đốc duyệt", "buoc_5", "forward"),
        ("buoc_4", "task", "Kế toán duyệt", "", "forward"),
        ("buoc_5", "system", "Ghi sổ", "", ""),
    ]
    assert found.flow["steps"][1]["cases"] == [{"when": "so_tien > 5000000 and loai == 'gấp'", "to": "buoc_3"}]
    assert [(doubt.about, doubt.words) for doubt in found.doubts] == [
        ("answers", "loai, so_tien"),
        ("assignee", "giam-doc"),
        ("assignee", "ke-toan"),
    ]


def test_bizagi_opinions_side_by_side_become_a_consult() -> None:
    found = read(samples.BIZAGI.encode())

    assert table(found)[1] == ("buoc_2", "consult", "Phòng A góp ý, Phòng B góp ý", "", "forward")
    assert [branch["name"] for branch in found.flow["steps"][1]["branches"]] == ["Phòng A góp ý", "Phòng B góp ý"]
    assert [doubt.words for doubt in found.doubts] == ["Văn thư", "Phòng A", "Phòng B", "Văn thư"]
    assert found.lost == ()


def test_signavio_addition_by_the_applicant_becomes_a_supplement() -> None:
    found = read(samples.SIGNAVIO.encode())

    assert table(found) == [
        ("buoc_1", "start", "Đơn đến", "", ""),
        ("buoc_2", "task", "Kiểm tra đơn", "", "forward supplement"),
        ("buoc_3", "task", "In thẻ", "", "forward"),
    ]
    assert list(map(str, found.lost)) == [
        "Sự kiện bắt đầu “Đơn đến”: không gửi hay chờ thông điệp; người liên quan được thông báo",
        "Sự kiện kết thúc “Trả thẻ”: không gửi hay chờ thông điệp; người liên quan được thông báo",
        "Việc của người dùng “Người dân bổ sung giấy tờ”: người nộp làm việc này khi được yêu cầu bổ sung",
    ]


def test_flowable_loop_by_answers_is_kept() -> None:
    found = read(samples.FLOWABLE.encode())

    assert table(found) == [
        ("buoc_1", "task", "Chấm điểm", "", "forward"),
        ("buoc_2", "branch", "Đi theo hướng nào?", "buoc_1", ""),
        ("buoc_3", "task", "Quyết định", "", "forward"),
    ]
    assert found.flow["steps"][1]["cases"] == [{"when": "dat == true", "to": "buoc_3"}]


def test_spiff_arena_python_conditions_are_translated() -> None:
    found = read(samples.SPIFF.encode())

    assert found.flow["steps"][1]["cases"] == [{"when": "gia < 100 or kho == 'hết'", "to": "buoc_3"}]
    assert [lost.why for lost in found.lost] == [
        "phần riêng của phần mềm kia (instructionsForEndUser) sẽ được đặt lại ở đây",
        "phần riêng của phần mềm kia (properties) sẽ được đặt lại ở đây",
    ]


@pytest.mark.parametrize("sample", samples.ALL.values(), ids=samples.ALL)
def test_read_flow_can_run_once_people_are_named(sample) -> None:
    flow = read(sample.encode()).flow
    for row in flow["steps"]:
        if row["kind"] == "task":
            row["assignee"] = row["assignee"] or "bi_thu(don_vi)"
        for branch in row.get("branches", []):
            branch["assignee"] = "bi_thu(don_vi)"

    load(flow)
    assert read(write(flow, code="X", name="Tên")).flow == flow


TIMER = "<timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition>"
MULTI = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
LISTENER = '<extensionElements><camunda:executionListener event="start" class="a.B" /></extensionElements>'
REFUSED = {
    "timer": ("intermediateCatchEvent", TIMER, "Sự kiện trung gian “Bước lạ”: một bước không thể chờ sự kiện"),
    "subprocess": ("subProcess", "<task id='t' />", "Quy trình con “Bước lạ”: các bước bên trong chạy tách khỏi"),
    "event gateway": ("eventBasedGateway", "", "Cổng chờ sự kiện “Bước lạ”: cổng này chờ sự kiện nào đến trước"),
    "inclusive gateway": ("inclusiveGateway", "", "Cổng bao hàm “Bước lạ”: cổng này có thể mở cùng lúc nhiều nhánh"),
    "multi-instance": ("userTask", MULTI, "Việc của người dùng “Bước lạ”: việc này tự lặp lại"),
    "loop": ("task", "<standardLoopCharacteristics />", "Công việc “Bước lạ”: việc này tự lặp lại"),
    "listener": ("userTask", LISTENER, "“Bước lạ”: đoạn chương trình kèm theo (executionListener) không được chạy"),
    "script": ("scriptTask", "<script>x = 1</script>", "Việc chạy mã lệnh “Bước lạ”: đoạn chương trình kèm theo"),
    "service": (
        "serviceTask camunda:class='a.B'",
        "",
        "Việc gọi dịch vụ “Bước lạ”: đoạn chương trình kèm theo (class)",
    ),
    "rules": ("businessRuleTask", "", "Việc tra bảng quyết định “Bước lạ”: bảng quyết định không được chạy ở đây"),
    "receive": ("receiveTask", "", "Việc chờ thông điệp “Bước lạ”: một bước không thể chờ thông điệp"),
    "call": ("callActivity calledElement='q'", "", "Lời gọi quy trình khác “Bước lạ”: một bước không gọi được"),
    "compensation": ("task isForCompensation='true'", "", "Công việc “Bước lạ”: việc này để hoàn tác một bước khác"),
    "unknown": ("teleportTask", "", "teleportTask “Bước lạ”: phần mềm không biết loại này"),
}


@pytest.mark.parametrize(("between", "inside", "told"), REFUSED.values(), ids=REFUSED)
def test_element_that_changes_the_meaning_is_refused_by_name(between, inside, told) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(samples.process(inside, between=between))

    assert [element.name for element in refusal.value.unsupported] == ["Bước lạ"]
    assert told in refusal.value.message


FLOW = '<sequenceFlow id="f9" name="Lối lạ" sourceRef="{}" targetRef="{}" />'
BESIDE = {
    "boundary timer": (f'<boundaryEvent id="b" name="Quá hạn" attachedToRef="x">{TIMER}</boundaryEvent>', "Quá hạn"),
    "second start": ('<startEvent id="s2" name="Đầu kia" />' + FLOW.format("s2", "x"), "Đầu kia"),
    "implicit split": (FLOW.format("x", "s"), "Bước lạ"),
    "loose line": (FLOW.format("x", "nowhere"), "Lối lạ"),
    "unreached": ('<userTask id="u" name="Bước lạc" />', "Bước lạc"),
    "twice the same": ('<userTask id="x" name="Bước hai" />', "Bước hai"),
}


@pytest.mark.parametrize(("more", "name"), BESIDE.values(), ids=BESIDE)
def test_drawing_that_is_not_whole_is_refused_by_name(more, name) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(samples.process("", more=more))

    assert name in [element.name for element in refusal.value.unsupported]


def test_milestone_is_left_out_by_name() -> None:
    more = '<task id="t" name="Làm" />' + FLOW.format("x", "t")
    xml = samples.process("", between="intermediateThrowEvent", more=more)
    found = read(xml.replace(b'id="f2" sourceRef="x"', b'id="f2" sourceRef="t"'))

    assert [row["name"] for row in found.flow["steps"]] == ["Làm"]
    assert [lost.name for lost in found.lost] == ["Bước lạ"]


def test_conditions_that_may_hold_together_are_asked_about() -> None:
    ways = CASE.format("u", "a &gt; 1") + CASE.format("v", "a &gt; 5") + FLOW.format("g", "e")
    found = read(decided(ways).replace(b'<exclusiveGateway id="g"', b'<exclusiveGateway id="g" default="f9"'))

    assert [case["when"] for case in found.flow["steps"][1]["cases"]] == ["a > 1", "a > 5"]
    assert [doubt.text for doubt in found.doubts if doubt.about == "order"] == [
        "Các điều kiện có thể cùng đúng; hệ thống đi theo điều kiện đúng đầu tiên."
    ]


def test_every_element_in_the_way_is_named_at_once() -> None:
    more = '<callActivity id="c" name="Gọi A" /><sendTask id="d" name="Gửi B" />'
    with pytest.raises(Unreadable) as refusal:
        read(samples.process(TIMER, between="intermediateCatchEvent", more=more))

    assert [element.name for element in refusal.value.unsupported] == ["Bước lạ", "Gọi A", "Gửi B"]


def test_several_processes_are_refused_by_name() -> None:
    other = '<process id="q" name="Quy trình hai"><task id="t" /></process>'
    with pytest.raises(Unreadable) as refusal:
        read(samples.process("", root=other))

    assert [element.name for element in refusal.value.unsupported] == ["Quy trình hai", "Mẫu"]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${loai == 'a' && !khan}", "loai == 'a' and (empty(khan) or not khan)"),
        ('=loai != "a" or so >= 2.5', "empty(loai) or loai != 'a' or so >= 2.5"),
        ("not (a == 1 or b == True)", "(empty(a) or a != 1) and (empty(b) or b != true)"),
    ],
)
def test_foreign_condition_is_read(theirs, ours) -> None:
    assert conditions.from_foreign(theirs) == ours


@pytest.mark.parametrize(
    "theirs",
    ["a == null", "${execution.getVariable('x') == 1}", "a == b", "x matches 'y'", "a == 'it\\'s'", "!(a > 1)",
     "a ? b : c", "a == ''", "a + 1 > 2", "status eq 'ok'", "sum(a) > 1", "", "${a} == 1", "a.b == 1",
     "a === 1", "a < 'x'"],
)  # fmt: skip
def test_foreign_condition_that_may_mean_something_else_is_not_read(theirs) -> None:
    with pytest.raises(conditions.NotSimple):
        conditions.from_foreign(theirs)


CASE = """<sequenceFlow id="w{0}" sourceRef="g" targetRef="{0}">
  <conditionExpression>{1}</conditionExpression></sequenceFlow>"""


def decided(ways: str) -> bytes:
    """A task, then a gateway with these ways to u, v and e."""
    more = f"""<exclusiveGateway id="g" name="Sao?" /><userTask id="u" name="U" /><userTask id="v" name="V" />
      <sequenceFlow id="g0" sourceRef="u" targetRef="e" /><sequenceFlow id="g1" sourceRef="v" targetRef="e" />{ways}"""
    return samples.process("", more=more).replace(b'sourceRef="x" targetRef="e"', b'sourceRef="x" targetRef="g"')


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("", "", "chưa nêu khi nào đi theo từng nhánh"),
        ("a == 1", "", "chưa nêu khi nào đi theo nhánh này"),
        ("a == 1", "a == 2", "thiếu nhánh cho các câu trả lời còn lại"),
        ("a == b", "a == 1", "không nhận “a == b”"),
        ("action == 'forward'", "action == 'return'", "không nhận “action == 'forward'”"),
    ],
)
def test_gateway_that_does_not_say_how_it_chooses_is_refused(one, other, told) -> None:
    ways = "".join(
        f'<sequenceFlow id="w{to}" sourceRef="g" targetRef="{to}">'
        + (f"<conditionExpression>{text}</conditionExpression>" if text else "")
        + "</sequenceFlow>"
        for to, text in (("u", one), ("v", other))
    )
    with pytest.raises(Unreadable) as refusal:
        read(decided(ways))

    assert told in refusal.value.message
