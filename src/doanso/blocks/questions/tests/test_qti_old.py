"""Items of QTI 1.2 in shapes that other programs write, with sentences of our own."""

import pytest
from django.utils import translation

from doanso.blocks.questions import formats, kinds
from doanso.blocks.questions.formats.reading import Read
from doanso.blocks.questions.tests.test_foreign import told


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def _old(*items: str) -> list[Read]:
    return formats.read(f"<questestinterop>{''.join(items)}</questestinterop>".encode())[1]


def _labels(*texts: str) -> str:
    material = "<material><mattext>{0}</mattext></material>"
    return "".join(f'<response_label ident="{text}">{material.format(text)}</response_label>' for text in texts)


def _old_item(text: str, asked: str = "", rules: str = "", **more: str) -> str:
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in more.items()
    )
    shown = f"<presentation><material><mattext>{text}</mattext></material>{asked}</presentation>"
    return f'<item ident="{text.replace("<", "")}">{fields}{shown}<resprocessing>{rules}</resprocessing></item>'


def _condition(*names: str) -> str:
    equal = "".join(f'<varequal respident="r">{name}</varequal>' for name in names)
    return f'<respcondition><conditionvar>{equal}</conditionvar><setvar varname="SCORE">100</setvar></respcondition>'


def _one(*texts: str, kind: str = "Single") -> str:
    return (
        f'<response_lid ident="r" rcardinality="{kind}"><render_choice>{_labels(*texts)}</render_choice></response_lid>'
    )


def test_qti_1_2_without_a_key_is_not_taken_for_false():
    (one,) = _old(_old_item("Đúng không?", _one("True", "False")))
    assert one.reasons == ("The file does not say clearly which answer is right.",)


def test_qti_1_2_with_a_passage_and_with_things_in_order():
    found = _old(
        _old_item("Bài đọc"),
        _old_item("Hỏi gì?", _one("A", "B"), _condition("B"), parent_stimulus_item_ident="Bài đọc"),
        _old_item("Xếp", _one("1945", "1930", kind="Ordered"), _condition("1930", "1945")),
    )
    assert told(found) == [
        ("refused", "Bài đọc", "This is a text without a question."),
        (kinds.ONE, "Bài đọc\n\nHỏi gì?", "B"),
        (kinds.ORDER, "Xếp", ["1930", "1945"]),
    ]


def _counted(name: str, right: bool) -> str:
    """As Brightspace counts: what is right and what is wrong, chosen and not chosen."""
    chosen, left = ("D2L_Correct", "D2L_Incorrect") if right else ("D2L_Incorrect", "D2L_Correct")
    equal, give = f'<varequal respident="r">{name}</varequal>', '<setvar varname="{}" action="Add">1</setvar>'
    return (
        f"<respcondition><conditionvar>{equal}</conditionvar>{give.format(chosen)}</respcondition>"
        f"<respcondition><conditionvar><not>{equal}</not></conditionvar>{give.format(left)}</respcondition>"
    )


def test_a_library_of_brightspace():
    extension, hint = "<response_extension/>", "<hint><mattext>Bên sông Hồng</mattext></hint>"
    places = "".join(
        f'<respcondition><conditionvar><varequal respident="{name}">{place}</varequal></conditionvar>'
        '<setvar varname="D2L_Correct" action="Add">1</setvar></respcondition>'
        for name, place in (("1945", 2), ("1930", 1))
    )
    gap = '<response_str ident="a"><render_fib/></response_str><material><mattext>ở Cao Bằng.</mattext></material>'
    found = _old(
        _old_item("Thủ đô?", extension + _one("Huế", "Hà Nội", kind="Multiple"), _condition("Hà Nội") + hint,
                  qmd_questiontype="Multiple Choice"),
        _old_item("Số chẵn?", extension + _one("2", "3", "4", kind="Multiple"),
                  _counted("2", True) + _counted("3", False) + _counted("4", True)),
        _old_item("Đội viên đầu tiên là", gap, _condition("Kim Đồng")),
        _old_item("Xếp", extension + _one("1945", "1930", kind="Ordered").replace("lid", "grp"), places),
        _old_item("<p>Chọn <b>một</b></p>", _one("A", "B"), _condition("A")),
    )  # fmt: skip
    assert told(found) == [
        (kinds.ONE, "Thủ đô?", "Hà Nội"),
        (kinds.MANY, "Số chẵn?", ["2", "4"]),
        (kinds.SHORT, "Đội viên đầu tiên là _____ ở Cao Bằng.", ["Kim Đồng"]),
        (kinds.ORDER, "Xếp", ["1930", "1945"]),
        (kinds.ONE, "Chọn một", "A"),
    ]
    assert found[1].answer["partial"] is True
    assert found[0].remarks == ("Hints for a further try are not kept.",)


def test_the_kinds_of_olat():
    """Feedback stands in rules of its own; KPRIM asks of each statement whether it is true."""
    wrong = "<not><or><varequal respident='r'>B</varequal><varequal respident='r'>D</varequal></or></not>"
    right = "<and><varequal respident='r'>A</varequal><varequal respident='r'>C</varequal></and>"
    shown = "<displayfeedback feedbacktype='Response' linkrefid='{0}'/>"
    both = f"<conditionvar>{right}{wrong}</conditionvar><setvar varname='SCORE' action='Set'>1.0</setvar>"
    each = "<conditionvar><varequal respident='r'>B</varequal></conditionvar>"
    rules = f"<respcondition title='Mastery'>{both}</respcondition>"
    rules += f"<respcondition title='_olat_resp_feedback'>{each}{shown.format('B')}</respcondition>"
    rules += f"<respcondition title='Fail'><conditionvar><other/></conditionvar>{shown.format('Fail')}</respcondition>"
    asked = _one("A", "B", "C", "D", kind="Multiple")
    statements = _condition("A:correct") + _condition("B:wrong")
    found = _old(
        _old_item("QTIEDIT:MCQ:8", asked, rules),
        _old_item("QTIEDIT:KPRIM:9", asked, statements),
        _old_item("Không khóa", asked, statements),
    )
    assert told(found) == [
        (kinds.MANY, "QTIEDIT:MCQ:8", ["A", "C"]),
        ("refused", "QTIEDIT:KPRIM:9", "“KPRIM” is a kind of question that is not offered here."),
        ("refused", "Không khóa", "The file does not say clearly which answer is right."),
    ]
    assert found[0].answer["partial"] is False
