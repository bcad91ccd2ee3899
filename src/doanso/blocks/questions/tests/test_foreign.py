"""Files in the shapes that other programs write: each item becomes a question or says why not, none goes missing."""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.utils import translation
from openpyxl import Workbook

from doanso.blocks.questions import formats, kinds
from doanso.blocks.questions.content import choosing
from doanso.blocks.questions.formats.reading import Read

FILES = Path(__file__).parent / "files"
PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def told(found: list[Read]) -> list[tuple]:
    """Kind, text, the words of the right answers; or what is said of one that is refused."""
    return [("refused", one.text, *one.reasons) if one.reasons else (one.kind, one.text, _right(one)) for one in found]


def _right(one: Read) -> object:
    texts = {option["key"]: option["text"] for option in one.body.get("options", [])}
    right = one.answer.get("right")
    if isinstance(right, list):
        return [texts[key] for key in right]
    return texts.get(right, right) if texts else one.answer.get("accepted") or one.answer.get("value") or right


def packed(**files: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return content.getvalue()


def sheet(*rows: tuple) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


CANVAS = [
    (kinds.ONE, "Đoàn thành lập năm nào?", "1931 & không năm nào khác"),
    (kinds.MANY, "Việc nào là của Đoàn?", ["Tình nguyện", "Trồng cây"]),
    (kinds.TRUTH, "Tháng Ba là Tháng Thanh niên.", True),
    (kinds.SHORT, "Ai là đội viên đầu tiên?", ["Kim Đồng", "Nông Văn Dền"]),
    (kinds.NUMBER, "Số pi?", "3.14"),
    ("refused", "Viết về một tấm gương.", "An essay is read by a person; here answers are graded by the machine."),
    ("refused", "Nối năm.", "It asks several things at once."),
    ("refused", "Phần hai.", "This is a text without a question."),
    (kinds.ONE, "Trong ảnh là ai?", "Lý Tự Trọng"),
    ("refused", "gbank77", "It takes questions from another bank, which is not in the file."),
]


def test_a_quiz_of_canvas_keeps_its_questions_pictures_and_explanations():
    name = "g5a0/g5a0.xml"
    package = {"imsmanifest.xml": b"<manifest/>", name: (FILES / "canvas.xml").read_bytes()}
    package |= {"g5a0/assessment_meta.xml": b"<quiz/>", "web_resources/Uploaded Media/mat.png": PNG}
    _format, found = formats.read(packed(**package))
    assert told(found) == CANVAS
    assert (found[0].explanation, found[4].answer["tolerance"]) == ("Ngày 26/3/1931.", "0.01")
    assert found[1].answer["partial"] is False
    assert [(one.data, one.words) for one in found[8].pictures.values()] == [(PNG, "Chân dung")]


def test_a_quiz_of_canvas_without_its_package_lacks_the_picture_and_says_so():
    _format, found = formats.read((FILES / "canvas.xml").read_bytes())
    assert told(found)[:8] == CANVAS[:8]
    assert "mat.png" in found[8].reasons[0]


def test_a_pool_of_blackboard_is_read_too():
    package = {"imsmanifest.xml": b"<manifest/>", "res00001.dat": (FILES / "blackboard.dat").read_bytes()}
    _format, found = formats.read(packed(**package))
    assert told(found) == [
        (kinds.ONE, "Thủ đô của Việt Nam?", "Hà Nội"),
        (kinds.TRUTH, "Mặt trời mọc ở hướng tây.", False),
        ("refused", "Chỉ vào Hà Nội.", "“Hot Spot” is a kind of question that is not offered here."),
    ]


def test_an_item_of_tao_in_a_package():
    manifest = b"""<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
        <resource identifier="i5f0c2" type="imsqti_item_xmlv2p2" href="items/i5f0c2/qti.xml"/></resources></manifest>"""
    item = (FILES / "tao.xml").read_bytes()
    _format, found = formats.read(packed(**{"imsmanifest.xml": manifest, "items/i5f0c2/qti.xml": item}))
    assert told(found) == [(kinds.MANY, "Chọn các thành phố trực thuộc Trung ương.", ["Huế", "Cần Thơ"])]


def test_an_export_of_moodle_4():
    _format, found = formats.read((FILES / "moodle4.xml").read_bytes())
    assert [(one[0], one[1]) for one in told(found)] == [
        (kinds.ONE, "Bác Hồ về nước năm nào?"),
        (kinds.ORDER, "Xếp từ trước đến sau"),
        (kinds.NUMBER, "Chiến thắng Điện Biên Phủ năm nào?"),
        ("refused", "Đoàn [[1]] Đội [[2]]"),
        ("refused", "Nối"),
        ("refused", "Ngẫu nhiên (Chương 1)"),
        ("refused", "Viết hàm cộng hai số."),
        ("refused", "Thủ đô là [[1]]."),
    ]
    first = found[0]
    assert (first.code, first.topic, first.explanation) == ("LS-01", "Chương 1", "Ngày 28/01/1941, tại Pác Bó.")
    assert told(found)[1][2] == ["1930", "1945", "1975"]
    assert {"The tag “lớp 10” is not kept."} <= set(first.remarks)


def test_a_spreadsheet_of_quizizz():
    heads = ("Question Text", "Question Type", "Option 1", "Option 2", "Option 3", "Option 4", "Option 5",
             "Correct Answer", "Time in seconds", "Image Link", "Answer explanation")  # fmt: skip
    rows = [
        ("Thủ đô?", "Multiple Choice", "Huế", "Hà Nội", None, None, None, 2, 30, None, "Từ năm 1976"),
        ("Số chẵn?", "Checkbox", "2", "3", "4", None, None, "1,3", 20, None, None),
        ("Đội viên đầu tiên?", "Fill-in-the-Blank", "Kim Đồng", "Nông Văn Dền", None, None, None, None, 60, None, None),
        ("Bạn thích màu gì?", "Poll", "Đỏ", "Xanh", None, None, None, None, 30, None, None),
        ("Cờ nào?", "Multiple Choice", "Một", "Hai", None, None, None, 1, 30, "https://example.vn/co.png", None),
    ]
    _format, found = formats.read(sheet(heads, *rows))
    assert told(found) == [
        (kinds.ONE, "Thủ đô?", "Hà Nội"),
        (kinds.MANY, "Số chẵn?", ["2", "4"]),
        (kinds.SHORT, "Đội viên đầu tiên?", ["Kim Đồng", "Nông Văn Dền"]),
        ("refused", "Bạn thích màu gì?", "The kind “Poll” is not known."),
        ("refused", "Cờ nào?", "It needs the picture or sound “https://example.vn/co.png”, which is not in the file."),
    ]
    assert (found[0].explanation, found[0].remarks) == (
        "Từ năm 1976", ("How long one may think is said by each contest.",)
    )  # fmt: skip


def test_a_spreadsheet_of_kahoot_with_its_numbered_empty_rows():
    heads = (None, "Question - max 120 characters", "Answer 1 - max 75 characters", "Answer 2 - max 75 characters",
             "Answer 3 - max 75 characters", "Answer 4 - max 75 characters",
             "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
             "Correct answer(s) - choose at least one")  # fmt: skip
    rows = [
        (1, "Đoàn thành lập năm nào?", 1930, 1931, None, None, 20, 2),
        (2, "Số lẻ?", "1", "2", "3", "4", 60, "1,3"),
        (3, None, None, None, None, None, None, None),
    ]
    _format, found = formats.read(sheet((None, "Quiz template"), (), (None, "Add questions"), (), heads, *rows))
    assert told(found) == [(kinds.ONE, "Đoàn thành lập năm nào?", "1931"), (kinds.MANY, "Số lẻ?", ["1", "3"])]


@pytest.mark.parametrize(("weights", "kind"), [((100, 0, 0), "mot"), ((50, 50, -100), "nhieu")])
def test_moodle_choice_that_does_not_say_how_many_are_right_goes_by_its_points(weights, kind):
    """As programs write it that leave `single` out."""
    answers = "".join(f'<answer fraction="{w}"><text>Đáp án {n}</text></answer>' for n, w in enumerate(weights))
    asked = f'<questiontext format="html"><text>Câu hỏi?</text></questiontext>{answers}'
    [found] = formats.FORMATS["moodle"].read(f'<quiz><question type="multichoice">{asked}</question></quiz>'.encode())
    assert (found.kind, found.reasons) == (kind, ())


GIFT = r"""// question: 0  name: Switch category to $course$/top/Lịch sử//Địa lý
  $CATEGORY: $course$/top/Lịch sử//Địa lý

// question: 7  name: Hồ
// [id:DL-07] [tag:lớp 10]
::Hồ nào ở
Hà Nội?::[html]<p>Hồ nào ở Hà&nbsp;Nội?</p>{
    =[plain]Hồ <Gươm>#[html]<b>Đúng</b> rồi
    ~[html]<i>Hồ Lắk</i>#Hồ này ở
       Đắk Lắk
}

Viết <b>hoa</b> chữ đầu:<br>hà nội
hay huế? {=Hà Nội =Huế}

Số từ 1 đến 5? {#3:2~#Ngoài khoảng}

[html]In gì?<pre>if a \:\n    in(1)</pre>Chọn. {= [html] 1 ~%-50% [html] 2}

Câu quên đóng ngoặc {=một ~hai

::C9::Câu sau vẫn còn {T}
::C10::Không cách dòng {F}

$CATEGORY: $course$

Hình ![cờ](@@PLUGINFILE@@/co.png) gì? {=Cờ ~Hoa}

[markdown]Hình ![cờ](@@PLUGINFILE@@/co.png) và thẻ `<b>`? {=Cờ ~Hoa}

[markdown]Thẻ `<b>` dùng để làm gì? {=In đậm ~In nghiêng}
"""


def test_gift_as_moodle_takes_it():
    found = formats.read(GIFT.encode())[1]
    assert told(found) == [
        (kinds.ONE, "Hồ nào ở Hà Nội?", "Hồ <Gươm>"),
        (kinds.SHORT, "Viết hoa chữ đầu:\nhà nội\nhay huế?", ["Hà Nội", "Huế"]),
        (kinds.NUMBER, "Số từ 1 đến 5?", "3"),
        (kinds.ONE, "In gì?\nif a :\n\xa0\xa0\xa0\xa0in(1)\nChọn.", "1"),
        ("refused", "Câu quên đóng ngoặc", "This is a text without a question, or its braces do not close."),
        (kinds.TRUTH, "Câu sau vẫn còn", True),
        (kinds.TRUTH, "Không cách dòng", False),
        (kinds.ONE, "Hình ![cờ](@@PLUGINFILE@@/co.png) gì?", "Cờ"),
        ("refused", "Hình và thẻ `<b>`?",
         "It needs the picture or sound “@@PLUGINFILE@@/co.png”, which is not in the file."),
        (kinds.ONE, "Thẻ `<b>` dùng để làm gì?", "In đậm"),
    ]  # fmt: skip
    lake, *_more, after = found[:6]
    assert (lake.code, lake.topic, lake.explanation) == (
        "DL-07", "Lịch sử/Địa lý", "Đúng rồi\nHồ này ở Đắk Lắk"
    )  # fmt: skip
    assert "The tag “lớp 10” is not kept." in lake.remarks
    assert (found[2].explanation, after.code, found[7].topic) == ("Ngoài khoảng", "C9", "")


def test_gift_that_looks_like_html_goes_out_as_what_it_is():
    body, answer = choosing(["<b>", "&lt;"], [0], kind=kinds.ONE)
    asked = {"body": body | {"text": "Thẻ nào in đậm: <b> hay &lt;?"}, "answer": answer, "kind": kinds.ONE}
    one = SimpleNamespace(code="C1", explanation="", source="", topic=None, **asked)
    (back,) = formats.read(formats.FORMATS["gift"].write([one], {}))[1]
    assert (back.text, back.body["options"]) == (one.body["text"], body["options"])


def test_a_moodle_quiz_in_markdown_keeps_its_pictures_and_lines():
    question = """<quiz><question type="multichoice"><name><text>Hình 1</text></name>
      <questiontext format="markdown"><text>Hình ![Lá cờ](@@PLUGINFILE@@/co.png) gì?</text>
      <file name="co.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
      <generalfeedback format="moodle_auto_format"><text>Dòng một
Dòng hai</text></generalfeedback>
      <answer fraction="100"><text>Cờ</text></answer><answer fraction="0"><text>Hoa</text></answer></question></quiz>"""
    (one,) = formats.read(question.encode())[1]
    assert (one.text, one.explanation) == ("Hình gì?", "Dòng một\nDòng hai")
    assert [(picture.data, picture.words) for picture in one.pictures.values()] == [(PNG, "Lá cờ")]
    assert "The title “Hình 1” is not kept." in one.remarks


def test_a_moodle_quiz_keeps_what_stands_beside_the_text():
    """The picture of Moodle 1.9, a sound that is only a link; what no text names is told of."""
    answers = '<answer fraction="100"><text>A</text></answer><answer fraction="0"><text>B</text></answer>'
    image = "<image>co.png</image><image_base64>\niVBORw0KGgo=\n</image_base64>"
    linked = '&lt;p&gt;&lt;a href="@@PLUGINFILE@@/chao.mp3"&gt;Nghe lời chào&lt;/a&gt;&lt;/p&gt;'
    files = "".join(f'<file name="{name}" encoding="base64">SUQzBA==</file>' for name in ("chao.mp3", "thua.mp3"))
    category = "<category><text>$course$/A</text></category><info><text>Thư mục thử</text></info>"
    old, new = formats.read(
        f"""<quiz><question type="category">{category}</question>
        <question type="multichoice"><questiontext><text>Cờ gì?</text></questiontext>{image}{answers}</question>
        <question type="multichoice"><questiontext><text>{linked}</text>{files}</questiontext>{answers}
        <idnumber>T &amp; F</idnumber></question></quiz>""".encode()
    )[1]
    assert [(old.body["media"], one.name, one.data) for one in old.pictures.values()] == [("h1", "co.png", PNG)]
    assert "What is said of its category is not kept: “Thư mục thử”" in old.remarks
    assert (new.text, [(one.name, one.words) for one in new.pictures.values()]) == (
        "Nghe lời chào", [("chao.mp3", "Nghe lời chào")]
    )  # fmt: skip
    assert set(new.remarks) == {
        "The file “thua.mp3” comes along, but no text names it: it is not kept.",
        "The code “T & F” is not kept.",
    }
