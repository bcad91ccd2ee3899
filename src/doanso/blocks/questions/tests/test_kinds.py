from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.blocks.questions import kinds, likeness
from doanso.blocks.questions.content import choosing, ordering
from doanso.blocks.questions.faults import faults
from doanso.blocks.questions.kinds import MANY, NUMBER, ONE, ORDER, SHORT, TRUTH, grade
from doanso.blocks.questions.models import Kind

TEXT = st.text("AB19.,- đệ\x00", max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
OPTIONS = [{"key": letter, "text": f"Đáp án {letter}"} for letter in "ABCD"]
SOUND = {
    ONE: ({"text": "Hỏi?", "options": OPTIONS}, {"right": "B"}),
    MANY: ({"text": "Hỏi?", "options": OPTIONS}, {"right": ["A", "C"], "partial": True}),
    TRUTH: ({"text": "Hỏi?"}, {"right": True}),
    ORDER: ({"text": "Hỏi?", "options": OPTIONS}, {"right": ["B", "A", "D", "C"], "partial": True}),
    SHORT: ({"text": "Hỏi?"}, {"accepted": ["Lý Tự Trọng", "Lê Hữu Trọng"], "exact": False}),
    NUMBER: ({"text": "Hỏi?"}, {"value": "1931", "tolerance": "0.5"}),
}


def test_every_kind_is_known_everywhere():
    assert set(Kind.values) == set(SOUND)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"value": "3.14", "tolerance": "0.01"}, "3,14 ± 0,01"),
        ({"value": "1931", "tolerance": "0"}, "1931"),
        ({"value": "1931", "tolerance": "0.00"}, "1931"),
        ({"value": "-10", "tolerance": "10"}, "-10 ± 10"),
        ({"value": "7"}, "7"),
    ],
)
def test_a_right_number_is_told_with_what_it_may_miss(answer, words):
    assert kinds.number_in_words(answer) == words


@given(JSON)
def test_nonsense_is_worth_nothing_and_never_fails(reply):
    for kind, (_body, answer) in SOUND.items():
        assert 0.0 <= grade(kind, answer, reply) <= 1.0


@given(JSON, JSON)
def test_any_json_is_judged_in_words(body, answer):
    for kind in [*SOUND, "la"]:
        assert all(isinstance(text, str) for text in faults(kind, body, answer))
        faults(kind, {"text": "Hỏi?", "options": body}, answer)
        faults(kind, SOUND[ONE][0], {"right": answer, "accepted": answer, "value": answer, "tolerance": body})


@pytest.mark.parametrize("kind", SOUND)
def test_the_right_reply_is_worth_everything_and_none_nothing(kind):
    body, answer = SOUND[kind]
    assert faults(kind, body, answer) == []
    assert grade(kind, answer, kinds.right_reply(kind, answer)) == 1.0
    assert grade(kind, answer, None) == 0.0


@pytest.mark.parametrize(
    ("kind", "reply", "worth"),
    [
        (ONE, "B", 1.0),
        (ONE, "A", 0.0),
        (ONE, ["B"], 0.0),
        (MANY, ["C", "A"], 1.0),
        (MANY, ["A"], 0.5),
        (MANY, ["A", "B"], 0.0),
        (MANY, ["A", "C", "B"], 0.5),
        (MANY, ["A", "A", "A"], 0.5),
        (MANY, ["B", "D"], 0.0),
        (MANY, "AC", 0.0),
        (TRUTH, True, 1.0),
        (TRUTH, 1, 0.0),
        (TRUTH, "true", 0.0),
        (ORDER, ["B", "A", "D", "C"], 1.0),
        (ORDER, ["B", "A", "C", "D"], 0.5),
        (ORDER, ["B", "B", "B", "B"], 0.0),
        (ORDER, ["B", "A"], 0.0),
        (SHORT, "  lý  tự trọng. ", 1.0),
        (SHORT, "Lý Tự Trọng", 1.0),
        (SHORT, "Lê hữu trọng", 1.0),
        (SHORT, "Ly Tu Trong", 0.0),
        (SHORT, "Trần Văn Ơn", 0.0),
        (SHORT, "x" * 401, 0.0),
        (NUMBER, "1931", 1.0),
        (NUMBER, "1931,5", 1.0),
        (NUMBER, "1.931", 1.0),
        (NUMBER, " 1 931 ", 1.0),
        (NUMBER, 1931, 1.0),
        (NUMBER, "1932", 0.0),
        (NUMBER, "năm 1931", 0.0),
        (NUMBER, "NaN", 0.0),
        (NUMBER, True, 0.0),
    ],
)
def test_replies_are_worth(kind, reply, worth):
    assert grade(kind, SOUND[kind][1], reply) == worth


def test_all_or_nothing_where_parts_do_not_count():
    assert grade(MANY, {"right": ["A", "C"], "partial": False}, ["A"]) == 0.0
    assert grade(ORDER, {"right": ["A", "B", "C"], "partial": False}, ["A", "C", "B"]) == 0.0
    assert grade(SHORT, {"accepted": ["TNCS"], "exact": True}, "tncs") == 0.0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234", {"1234", "1.234"}),
        ("1.234,5", {"1234.5"}),
        ("1,234.5", {"1234.5"}),
        ("1.234.567", {"1234567"}),
        ("0.500", {"0.500"}),
        ("−3,5", {"-3.5"}),
        ("1.2,5", set()),
        ("1.2.3", set()),
        ("1,", set()),
        ("", set()),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, meant):
    assert kinds.readings(typed) == {Decimal(text) for text in meant}


@pytest.mark.parametrize(
    ("kind", "body", "answer", "said"),
    [
        (ONE, {"text": " ", "options": OPTIONS}, {"right": "A"}, ["Câu hỏi chưa có nội dung."]),
        (ONE, {"text": "Hỏi?", "options": OPTIONS[:1]}, {"right": "A"}, ["Cần ít nhất hai đáp án để chọn."]),
        (ONE, {"text": "Hỏi?", "options": OPTIONS}, {"right": "E"}, ["Hãy đánh dấu đáp án đúng."]),
        (MANY, {"text": "Hỏi?", "options": OPTIONS}, {"right": []}, ["Hãy đánh dấu các đáp án đúng."]),
        (TRUTH, {"text": "Hỏi?", "options": OPTIONS}, {"right": True}, ["Dạng câu hỏi này không có đáp án để chọn."]),
        (NUMBER, {"text": "Hỏi?"}, {"value": "1,5", "tolerance": "0"}, ["Không đọc được số đúng."]),
        (
            ONE,
            {"text": "Hỏi?", "options": [*OPTIONS, {"key": "E", "text": "Đáp  án A"}]},
            {"right": "A"},
            ["Đáp án “Đáp án A” có hai lần."],
        ),
    ],
)
def test_what_is_wrong_is_said(kind, body, answer, said):
    assert faults(kind, body, answer) == said


def test_what_is_shown_does_not_give_the_order_away():
    texts = ["1931", "1941", "1956", "1970"]
    body, answer = ordering(texts)
    assert kinds.in_words(ORDER, body, answer["right"]) == texts
    assert ordering(texts[::-1])[0] == body


def _body(text, *options):
    return choosing(options, [0], kind=ONE)[0] | {"text": text}


def test_questions_that_ask_nearly_the_same_are_found():
    known = {
        "same": _body("Đoàn TNCS Hồ Chí Minh được thành lập ngày, tháng, năm nào?", "26/3/1931", "3/2/1930"),
        "other number": _body("Đại hội Đoàn toàn quốc lần thứ II họp năm nào?", "1956", "1961"),
        "other answers": _body("Chọn phát biểu đúng.", "Bác Hồ sinh ở Nghệ An", "Bác Hồ sinh ở Huế"),
    }
    finder = likeness.Finder((key, likeness.words_of(body)) for key, body in known.items())

    def near(text, *options):
        return finder.near(likeness.words_of(_body(text, *options)))

    assert near("Doan TNCS Ho Chi Minh được thành lập vào ngày tháng năm nào", "26/3/1931", "3/2/1930") == ["same"]
    assert near("Đại hội Đoàn toàn quốc lần thứ III họp năm nào?", "1956", "1961") == []
    assert near("Chọn phát biểu đúng!", "Đoàn có bốn cấp", "Đoàn có năm cấp") == []
    assert likeness.fingerprint(known["same"]) == (
        "doan tncs ho chi minh duoc thanh lap ngay thang nam nao | 26 3 1931 | 3 2 1930"
    )
