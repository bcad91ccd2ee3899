"""Files that other programs wrote (`files/programs/README.md`): each of their questions is in, or says why not."""

from pathlib import Path

import pytest
from django.utils import translation
from tests.support.org import NOON

from doanso.blocks.questions import formats, kinds
from doanso.blocks.questions.formats.reading import Read
from doanso.blocks.questions.services import importing
from doanso.blocks.questions.tests.support import small
from doanso.blocks.questions.tests.test_foreign import told

FILES = Path(__file__).parent / "files" / "programs"
ESSAY = "An essay is read by a person; here answers are graded by the machine."
SEVERAL = "It asks several things at once."
PAIRS = "Matching pairs is a kind of question that is not offered here."
BORN = (kinds.ONE, "Đoàn được thành lập năm nào?", "1931 & không năm nào khác")
EVEN = (kinds.MANY, "Số nào là số chẵn?", ["2", "4"])
PI = (kinds.NUMBER, "Số pi gần bằng bao nhiêu?", "3.14")
FIRST = (kinds.SHORT, "Ai là đội viên đầu tiên?", ["Kim Đồng", "Nông Văn Dền"])
SORTED = (kinds.ORDER, "Xếp từ trước đến sau.", ["1930", "1931", "1941"])


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def found(name: str) -> list[Read]:
    return formats.read((FILES / name).read_bytes())[1]


def test_gift_of_gift_wrapper():
    taken = found("gift-wrapper.gift")
    assert told(taken) == [
        (kinds.ONE, "Đoàn được thành lập ngày nào?\nChọn một đáp án.\n\nEstimated time: 2 minutes", "26/3/1931"),
        (kinds.MANY, "Những việc nào là của **Đoàn**?", ["Tình nguyện mùa hè", "Trồng cây"]),
        (kinds.NUMBER, "Số \\(\\pi\\) gần bằng bao nhiêu?", "3.14"),
        (kinds.NUMBER, "Lý Tự Trọng sinh năm nào?", "1914"),
        # the program does not escape braces of the text
        ("refused", "Thủ đô là gì: chọn", "A text with several gaps (cloze) cannot be kept as one question."),
    ]
    assert [one.topic for one in taken] == ["Thành lập"] * 4 + ["Địa lý"]
    assert [one.explanation for one in taken[:3]] == [
        "Hội nghị Trung ương lần thứ hai quyết định.", "", "Ác-si-mét đã tính."
    ]  # fmt: skip
    assert (taken[1].code, taken[1].answer["partial"], taken[2].answer["tolerance"]) == ("CH-02", True, "0.01")


@pytest.mark.parametrize(("name", "root"), [("pexams.gift", "$$x^2 = 4$$ là\n"), ("pexams.xml", "\\(x^2 = 4\\) là ")])
def test_gift_and_moodle_xml_of_pexams(name, root):
    capital, flag, roots = found(name)
    assert told([capital, flag])[:2] == [
        (kinds.ONE, "Thủ đô của Việt Nam: là thành phố nào?", "Hà Nội = Thăng Long"),
        (kinds.ONE, "Trong hình là cờ của tổ chức nào?", "Đoàn"),
    ]
    assert {option["text"] for option in capital.body["options"]} >= {"Huế ~ cố đô", "Sài Gòn #2", "{Đà Nẵng}"}
    assert capital.explanation == "Từ năm 1976: Hà Nội."
    assert roots.text == f"Nghiệm của {root}hai số nào?"
    (picture,) = flag.pictures.values()
    assert (flag.body["media"], picture.data[:4], len(picture.data)) == ("h1", b"\x89PNG", 68)


@pytest.mark.parametrize(
    "name",
    ["qti-package-maker-21.zip", "citolab-qti-convert-3.zip", "citolab-qti-convert-npm-3.zip"],
)
def test_a_package_of_qti_2_and_the_same_of_qti_3(name):
    taken = found(name)
    assert told(taken) == [
        BORN, EVEN, PI, FIRST,
        ("refused", "Đoàn ra đời năm .", SEVERAL),  # its gaps have names that QTI does not know
        ("refused", "Nối sự kiện với năm.", PAIRS),
        SORTED,
    ]  # fmt: skip
    assert (taken[1].answer["partial"], taken[2].answer["tolerance"], taken[3].answer["exact"]) == (
        False,
        "0.01",
        False,
    )


def test_a_pool_as_blackboard_exports_it():
    taken = found("qti-package-maker-blackboard.zip")
    assert told(taken)[:5] == [BORN, EVEN, PI, FIRST, ("refused", "Đoàn [d] ra đời năm [n].", SEVERAL)]
    assert (len(taken), taken[5].reasons, taken[2].answer["tolerance"]) == (6, (SEVERAL,), "0.01")


def test_qti_3_of_incept_with_texts_and_feedback_of_its_own():
    taken = found("incept-qti-sdk-3.zip")
    assert told(taken) == [
        BORN, EVEN,
        (kinds.SHORT, "Đội viên đầu tiên là _____.", ["Kim Đồng", "Nông Văn Dền"]),
        SORTED,
        ("refused", "Viết về một tấm gương.", ESSAY),
        (kinds.ONE, "Trăng quay quanh gì?", "Trái Đất"),
        (kinds.ONE, "Đảo Mơ có ba ngọn đồi và một con suối.\n\nTheo bài đọc, đảo có mấy ngọn đồi?", "Ba"),
    ]  # fmt: skip
    assert taken[5].explanation == "Nhìn lên trời.\nMột vòng gần một tháng.\nSao Hỏa có trăng riêng."
    assert (taken[2].answer["exact"], taken[0].code) == (False, "cau-1")


def test_items_that_stand_inside_of_their_test():
    assert told(found("txttoqti-21.zip")) == [
        (kinds.ONE, "Đoàn được thành lập năm nào?", "1931"),
        (kinds.ONE, "Thủ đô của Việt Nam là gì?", "Hà Nội"),
    ]


def test_a_quiz_of_text2qti():
    taken = found("text2qti-12.zip")
    assert told(taken) == [
        BORN, EVEN, (*PI[:2], "3.1400"), FIRST,
        ("refused", "Viết về một tấm gương.", ESSAY),
        ("refused", "Nộp bài vẽ.", ESSAY),
        (kinds.TRUTH, "Trái Đất quay quanh Mặt Trời.", True),
        ("refused", "Đọc kỹ phần này.", "This is a text without a question."),
        (kinds.ONE, "Một cộng một?", "2"),
        (kinds.ONE, "Hai cộng hai?", "4"),
    ]  # fmt: skip
    assert taken[0].explanation == "Phản hồi chung.\nĐúng rồi.\nChưa đúng.\nNgày 26 tháng 3."
    assert "How many points it gives is said by each contest." in taken[0].remarks
    assert (taken[1].answer["partial"], taken[2].answer["tolerance"]) == (False, "0.0100")


def test_moodle_xml_of_quizpy_and_of_moodle_questions():
    taken = found("quizpy.xml")
    assert told(taken) == [
        BORN, EVEN,
        (kinds.ONE, "Cờ gì?", "Đoàn"),
        FIRST, PI,
        ("refused", "Viết về một tấm gương.", ESSAY),
        ("refused", "Nối sự kiện với năm.", PAIRS),
        ("refused", "Đúng hay sai?", "“mtf” is a kind of question that is not offered here."),
    ]  # fmt: skip
    assert (taken[0].explanation, taken[0].topic) == ("Ngày 26/3.\nSai", "Lịch sử")
    assert [(one.words, len(one.data)) for one in taken[2].pictures.values()] == [("Lá cờ", 68)]
    others = found("moodle-questions.xml")
    assert (told(others), others[0].code) == ([BORN, FIRST], "LS-1")


@pytest.mark.django_db
def test_what_a_program_wrote_becomes_drafts_with_their_pictures():
    o = small()
    batch = importing.read_in(
        bank=o.bank, name="pexams.gift", data=(FILES / "pexams.gift").read_bytes(), by=o.author, now=NOON
    )
    made = importing.take(batch=batch, chosen={0, 1, 2}, by=o.author, now=NOON)
    assert [one.body["text"].split("\n")[0] for one in made] == [
        "Thủ đô của Việt Nam: là thành phố nào?",
        "Trong hình là cờ của tổ chức nào?",
        "Nghiệm của $$x^2 = 4$$ là",
    ]
    assert [list(one.media.values_list("key", "words")) for one in made] == [[], [("h1", "Image for question")], []]
