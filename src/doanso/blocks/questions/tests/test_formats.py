from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doanso.blocks.questions import formats, kinds
from doanso.blocks.questions.content import choosing, ordering
from doanso.blocks.questions.faults import faults
from doanso.blocks.questions.formats import FORMATS
from doanso.blocks.questions.formats.reading import Picture
from doanso.lib.errors import Refused

FILES = Path(__file__).parent / "files"
PNG = bytes.fromhex("89504e470d0a1a0a")
MP3 = b"ID3\x04"
LETTERS = "aBđệ~=#{}:\\%*<>&\"'1.,)("


def _line():
    return st.text(LETTERS, min_size=1, max_size=8).map(lambda text: f"Từ {text} cuối")


LINES = st.lists(_line(), min_size=1, max_size=3).map("\n".join)
TEXTS = st.lists(_line(), min_size=2, max_size=5, unique=True)


@st.composite
def questions(draw):
    kind = draw(st.sampled_from([kinds.ONE, kinds.MANY, kinds.TRUTH, kinds.ORDER, kinds.SHORT, kinds.NUMBER]))
    texts, partial = draw(TEXTS), draw(st.booleans())
    body, answer = {}, {}
    if kind in {kinds.ONE, kinds.MANY}:
        count = 1 if kind == kinds.ONE else draw(st.integers(min(2, len(texts) - 1), len(texts) - 1))
        body, answer = choosing(texts, list(range(count)), kind=kind, partial=partial)
    elif kind == kinds.ORDER:
        body, answer = ordering(texts, partial=partial)
    elif kind == kinds.TRUTH:
        answer = {"right": partial}
    elif kind == kinds.SHORT:
        answer = {"accepted": texts, "exact": partial}
    else:
        answer = {
            "value": draw(st.sampled_from(["0", "-3.50", "1931"])),
            "tolerance": draw(st.sampled_from(["0", "0.25"])),
        }
    return SimpleNamespace(
        pk=1,
        code="C001",
        kind=kind,
        body=body | {"text": draw(LINES)},
        answer=answer,
        explanation=draw(st.just("") | LINES),
        source=draw(st.just("") | _line()),
        difficulty=draw(st.sampled_from([1, 2, 3])),
        topic=draw(st.none() | st.just(SimpleNamespace(name="Lịch sử Đoàn"))),
    )


KEPT = {
    "xlsx": {"code", "explanation", "source", "difficulty", "topic", "exact", "partial"},
    "moodle": {"code", "explanation", "source", "difficulty", "topic", "exact", "partial"},
    "qti": {"code", "explanation", "source", "exact", "partial_many"},
    "gift": {"code", "explanation", "source", "topic", "partial"},
    "aiken": set(),
}


def _told(name, one):
    """What a format keeps of a question, in a shape that does not depend on letters."""
    kept, answer = KEPT[name], dict(one.answer)
    if not (kept & {"partial"} or (one.kind == kinds.MANY and "partial_many" in kept)) or (
        one.kind == kinds.MANY and len(answer["right"]) == 1
    ):
        answer.pop("partial", None)
    if "exact" not in kept:
        answer.pop("exact", None)
    if one.kind in kinds.WITH_OPTIONS:
        answer["right"] = kinds.in_words(one.kind, one.body, answer["right"])
    options = [option["text"] for option in one.body.get("options", [])]
    if one.kind == kinds.NUMBER:
        answer = {key: float(text) for key, text in answer.items()}
    told = {name: getattr(one, name) for name in ("code", "explanation", "source", "difficulty") if name in kept}
    if "topic" in kept:
        told["topic"] = getattr(one.topic, "name", one.topic) or ""
    return told | {"kind": one.kind, "text": one.body["text"], "options": options, "answer": answer}


@settings(max_examples=40, deadline=None)
@given(questions())
def test_what_is_written_is_read_back_the_same(one):
    for name, known in FORMATS.items():
        if known.why_not(one):
            continue
        found, items = formats.read(known.write([one], {}))
        assert (found.name, [item.reasons for item in items]) == (name, [()])
        assert _told(name, items[0]) == _told(name, one)


def test_formats_say_what_they_cannot_hold():
    order = SimpleNamespace(kind=kinds.ORDER, body=ordering(["a", "b"])[0] | {"text": "Xếp"})
    held = {name for name, known in FORMATS.items() if not known.why_not(order)}
    assert held == {"xlsx", "moodle", "qti"}
    body = choosing(["a", "b"], [0], kind=kinds.ONE)[0] | {"text": "Hỏi", "media": "h1"}
    pictured = SimpleNamespace(kind=kinds.ONE, body=body)
    assert {name for name, known in FORMATS.items() if not known.why_not(pictured)} == {"moodle", "qti"}


@pytest.mark.parametrize("name", ["moodle", "qti"])
def test_pictures_and_sounds_go_out_and_come_back(name):
    body, answer = choosing(["a", "b"], [0], kind=kinds.ONE)
    body |= {"text": "Hình gì?", "media": "h1"}
    body["options"][1]["media"] = "h2"
    one = SimpleNamespace(
        pk=1, code="C1", kind=kinds.ONE, body=body, answer=answer, explanation="", source="", difficulty=2, topic=None
    )
    pictures = {(1, "h1"): Picture("lá cờ.png", PNG, "Lá cờ"), (1, "h2"): Picture("b.mp3", MP3, "Hai tiếng chuông")}
    (item,) = formats.read(FORMATS[name].write([one], pictures))[1]
    shown = {
        place: item.pictures[part["media"]]
        for place, part in enumerate([item.body, *item.body["options"]])
        if "media" in part
    }
    assert (item.text, item.reasons, shown[2].sound) == ("Hình gì?", (), "audio/mpeg")
    assert {place: (found.data, found.words) for place, found in shown.items()} == {
        0: (PNG, "Lá cờ"),
        2: (MP3, "Hai tiếng chuông"),
    }


def _file(name):
    return formats.read((FILES / name).read_bytes())[1]


def test_a_moodle_export_is_read_whole_or_said_why_not():
    found = _file("moodle.xml")
    one, many, truth, short, number, order, *refused = found
    assert [item.topic for item in found] == ["Lịch sử Đoàn"] * 11
    assert (one.text, one.code, one.explanation) == (
        "Đoàn được thành lập ngày nào?",
        "LS-01",
        "Hội nghị Trung ương lần thứ hai & thứ ba.\nĐó là ngày thành lập Đảng.",
    )
    assert (one.body["media"], one.pictures["h1"].name, one.pictures["h1"].words) == ("h1", "co doan.png", "Lá cờ Đoàn")
    assert kinds.in_words(one.kind, one.body, one.answer["right"]) == "26/3/1931"
    assert set(one.remarks) == {
        "Không giữ tiêu đề “Ngày thành lập”.",
        "Chữ đậm, nghiêng, có màu trở thành chữ thường.",
        "Không giữ thẻ “thi tuần 1”.",
        "Không giữ lời Moodle nói sau câu trả lời đúng, đúng một phần hay sai.",
        "Phản hồi riêng của từng đáp án được ghi vào phần giải thích.",
        "Đáp án được một phần điểm tính là sai ở đây.",
    }
    assert (many.kind, many.answer, many.text) == (
        kinds.MANY,
        {"right": ["A", "B"], "partial": True},
        "Những ai từng là anh hùng trẻ tuổi?\nChọn mọi đáp án đúng.",
    )
    assert many.remarks[0] == "Mỗi câu bao nhiêu điểm là do từng cuộc thi quy định."
    assert (truth.kind, truth.answer, truth.remarks) == (
        kinds.TRUTH,
        {"right": True},
        ("Không giữ tiêu đề “Đúng sai”.",),
    )
    assert short.answer == {"accepted": ["Thanh niên làm theo lời Bác"], "exact": False}
    assert len(short.remarks) == 3
    assert number.answer == {"value": "24", "tolerance": "0.5"}
    assert {"Không hỏi đơn vị đo: giờ", "Không giữ số khác: “* ± 0”."} < set(number.remarks)
    assert kinds.in_words(order.kind, order.body, order.answer["right"]) == ["1931", "1945", "1975"]
    assert [item.reasons for item in refused] == [
        ("Câu tự luận cần người chấm; ở đây máy chấm.",),
        ("Ở đây không có dạng câu nối cặp.",),
        ("Ở đây không có dạng câu kéo thả.",),
        ("Ở đây không có dạng câu “coderunner”.",),
        (
            "Câu cần hình hoặc âm thanh “@@PLUGINFILE@@/thieu.png” nhưng tệp không có.",
            "Câu cần phim hoặc hình vẽ không giữ được ở đây.",
        ),
    ]


def test_a_gift_file_is_read_whole_or_said_why_not():
    found = _file("questions.gift")
    taken, refused = [one for one in found if not one.reasons], [one for one in found if one.reasons]
    capital, even, earth, member, born, span, pi, braces = taken
    assert (capital.code, capital.text, capital.topic) == ("Q1", "Thủ đô của Việt Nam : là?", "Địa lý")
    assert (capital.explanation, capital.source) == (
        "Hà Nội là thủ đô từ năm 1976\nĐúng rồi\nCố đô",
        "Hiến pháp",
    )
    assert kinds.in_words(kinds.ONE, capital.body, capital.answer["right"]) == "Hà Nội"
    assert (even.text, even.answer) == ("Hai số chẵn là? 1 = 1", {"right": ["A", "B"], "partial": True})
    assert set(even.remarks) == {
        "Không giữ chú thích: “Soạn cho lớp 10”",
        "Không giữ tiêu đề “Một tên có dấu cách”.",
        "Chữ đậm, nghiêng, có màu trở thành chữ thường.",
    }
    assert (earth.answer, earth.explanation) == ({"right": True}, "Sai rồi\nĐúng")
    assert member.answer["accepted"] == ["Kim Đồng", "Nông Văn Dền"]
    assert (born.text, born.answer) == ("Bác Hồ sinh năm _____ tại Nghệ An.", {"value": "1890", "tolerance": "0"})
    assert span.answer == {"value": "3", "tolerance": "2"}
    assert (pi.answer, pi.remarks) == ({"value": "3.14", "tolerance": "0.01"}, ("Không giữ số khác: “3 ± 0.5”.",))
    assert (braces.text, braces.kind, braces.answer["right"]) == ("Dấu {ngoặc} và ~ngã", kinds.MANY, ["A"])
    assert [one.place for one in refused] == ["Dòng 24", "Dòng 26", "Dòng 28", "Dòng 30"]
    assert refused[1].reasons == ("Ở đây không có dạng câu nối cặp.",)


def test_an_aiken_file_is_read_whole_or_said_why_not():
    first, second, wrong, cut = _file("aiken.txt")
    assert (first.text, first.answer) == ("Đoàn ca do ai sáng tác?", {"right": "A"})
    assert (second.text, second.answer) == ("Câu có hai\ndòng?", {"right": "B"})
    assert wrong.reasons == ("“ANSWER: D” không chỉ đúng một đáp án.",)
    assert cut.reasons == ("Thiếu dòng “ANSWER:”.",)


def _item_xml(body, response="", cardinality="single", base="identifier", more=""):
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1" title="Tên">'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">{response}'
        "</responseDeclaration>"
        f"<itemBody>{body}</itemBody>{more}</assessmentItem>"
    ).encode()


def _right(*values):
    return f"<correctResponse>{''.join(f'<value>{value}</value>' for value in values)}</correctResponse>"


CHOICES = "".join(f'<simpleChoice identifier="c{n}">Số {n}</simpleChoice>' for n in (1, 2, 3))


def test_items_of_qti_are_read():
    (order,) = _file("item-order.xml")
    assert (order.text, order.kind) == ("Xếp theo thời gian", kinds.ORDER)
    assert kinds.in_words(order.kind, order.body, order.answer["right"]) == ["1931", "1945", "1975"]
    entries = '<mapEntry mapKey="c1" mappedValue="1"/><mapEntry mapKey="c3" mappedValue="2"/>'
    mapping = f'<mapping defaultValue="0">{entries}</mapping>'
    prompted = f"<prompt>Chọn</prompt>{CHOICES}</choiceInteraction>"
    asked = f'<p>Hỏi &amp; đáp</p><choiceInteraction responseIdentifier="R" maxChoices="0">{prompted}'
    (many,) = formats.read(_item_xml(asked, _right("c1", "c3") + mapping, "multiple"))[1]
    assert (many.text, many.answer) == ("Hỏi & đáp\n\nChọn", {"right": ["A", "C"], "partial": True})
    assert len(many.remarks) == 3
    gap = '<p>Đoàn ra đời năm <textEntryInteraction responseIdentifier="R"/> tại Việt Nam.</p>'
    (number,) = formats.read(_item_xml(gap, _right("1931"), base="integer"))[1]
    assert (number.text, number.answer) == ("Đoàn ra đời năm _____ tại Việt Nam.", {"value": "1931", "tolerance": "0"})
    essay = '<extendedTextInteraction responseIdentifier="R"><prompt>Viết</prompt></extendedTextInteraction>'
    (essay,) = formats.read(_item_xml(essay))[1]
    assert (essay.text, essay.reasons) == ("Viết", ("Câu tự luận cần người chấm; ở đây máy chấm.",))
    (two,) = formats.read(_item_xml(gap + gap, _right("1")))[1]
    assert two.reasons == ("Câu hỏi nhiều việc cùng lúc.",)


def _zip(**files):
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"  ", "Tệp này trống"),
        (b"\xff\xd8\xff\xe0", "không ở dạng Unicode"),
        ("Một bức thư.".encode(), "không phải tệp câu hỏi"),
        (b"<questestinterop/>", "không có câu hỏi nào"),
        (b"<quiz><question>", "bị hỏng"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz/>', "khai báo thực thể"),
        (b"<quiz/>", "không có câu hỏi nào"),
        (b"PK\x03\x04 no zip", "bị hỏng"),
        (_zip(a="b"), "không có câu hỏi QTI"),
    ],
)
def test_files_that_are_not_questions_are_refused_in_words(data, said):
    with pytest.raises(Refused, match=said):
        formats.read(data)


def test_a_package_that_swells_is_refused():
    with pytest.raises(Refused, match="bung ra quá lớn"):
        formats.read(_zip(a=b"\0" * (61 * 1024 * 1024)))


@settings(max_examples=150, deadline=None)
@given(st.text("{}=~#%1.:\\\n/<>&;aA[] ->$*", max_size=60))
def test_any_text_is_read_or_refused(text):
    found = [*FORMATS["gift"].read(text.encode()), *FORMATS["aiken"].read(text.encode())]
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    answer = f'<answer fraction="{html.replace(chr(34), "")}"><text>{html}</text></answer>'
    asked = f'<questiontext format="html"><text>{html}</text></questiontext><single>true</single>{answer}'
    quiz = f'<quiz><question type="multichoice">{asked}</question></quiz>'
    found += FORMATS["moodle"].read(quiz.encode())
    assert [one for one in found if not one.reasons and faults(one.kind, one.body, one.answer)] == []
