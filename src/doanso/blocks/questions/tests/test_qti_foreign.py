"""Items of QTI in shapes that other programs write, with sentences of our own."""

import pytest
from django.utils import translation

from doanso.blocks.questions import formats, kinds
from doanso.blocks.questions.formats.reading import Read
from doanso.blocks.questions.tests.test_foreign import PNG, packed, told

OWN_RULES = "Its own rules of grading are not kept: the right answer counts."
CHOICES = "".join(f'<simpleChoice identifier="c{n}">Số {n}</simpleChoice>' for n in (1, 2, 3))
MATCH = '<match><variable identifier="R"/><correct identifier="R"/></match>'
TEMPLATE = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}"/>'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def _right(*values: str, mapping: str = "") -> str:
    return f"<correctResponse>{''.join(f'<value>{value}</value>' for value in values)}</correctResponse>{mapping}"


def _map(*entries: tuple[str, str]) -> str:
    told = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries)
    return f'<mapping defaultValue="0">{told}</mapping>'


def _points(test: str, points: str = '<baseValue baseType="float">1</baseValue>') -> str:
    given = f'<setOutcomeValue identifier="SCORE">{points}</setOutcomeValue>'
    condition = f"<responseCondition><responseIf>{test}{given}</responseIf></responseCondition>"
    return f"<responseProcessing>{condition}</responseProcessing>"


def _xml(body: str, right: str, rules: str = "", *, kind: str = "single", base: str = "identifier") -> bytes:
    declared = f'<responseDeclaration identifier="R" cardinality="{kind}" baseType="{base}">{right}'
    outcome = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1" title="Bài 1">'
        f"{declared}</responseDeclaration>{outcome}<itemBody>{body}</itemBody>{rules}</assessmentItem>"
    ).encode()


def _choice(text: str = "<p>Hỏi gì?</p>", choices: str = CHOICES, name: str = "choiceInteraction") -> str:
    return f'{text}<{name} responseIdentifier="R">{choices}</{name}>'


def _entry(text: str = "<p>Ai? {}</p>") -> str:
    return text.format('<textEntryInteraction responseIdentifier="R"/>')


def _read(*told_of: str, **more: str) -> Read:
    (one,) = formats.read(_xml(*told_of, **more))[1]
    return one


def test_what_is_no_question_does_not_stand_in_it():
    """A solution in the text would give the answer away."""
    body = (
        '<rubricBlock view="candidate"><p>Đọc kỹ.</p></rubricBlock>'
        '<rubricBlock view="scorer"><p>Chấm 2</p></rubricBlock>'
        f"{_choice()}<feedbackBlock identifier='f' outcomeIdentifier='F'><p>Là số 2.</p></feedbackBlock>"
        '<p><endAttemptInteraction responseIdentifier="H" title="Gợi ý"/></p>'
    )
    one = _read(body, _right("c2"), _points(MATCH))
    assert (told([one]), one.explanation) == ([(kinds.ONE, "Đọc kỹ.\n\nHỏi gì?", "Số 2")], "Là số 2.")
    assert {"Notes for those who mark by hand are not kept.", "Hints for a further try are not kept."} < set(
        one.remarks
    )
    assert OWN_RULES not in one.remarks


def test_a_gap_with_a_list_is_one_choice():
    inline = CHOICES.replace("simpleChoice", "inlineChoice")
    body = f"<p>Có {_choice('', inline, 'inlineChoiceInteraction')} quả.</p>"
    assert told([_read(body, _right("c3"))]) == [(kinds.ONE, "Có _____ quả.", "Số 3")]


@pytest.mark.parametrize(
    ("rules", "partial"),
    [
        (TEMPLATE.format("map_response"), True),
        (TEMPLATE.format("match_correct"), False),
        ('<responseProcessing template="http://www.imsglobal.org/xml/imsqti_item_v2p0/rpMatchCorrect"/>', False),
        (_points(MATCH, '<mapResponse identifier="R"/>'), False),
        ('<responseProcessing><setOutcomeValue identifier="SCORE"><mapResponse identifier="R"/></setOutcomeValue>'
         "</responseProcessing>", True),
    ],
)  # fmt: skip
def test_points_for_a_part_are_as_the_rules_say_whatever_is_declared(rules, partial):
    one = _read(
        _choice(), _right("c1", "c3", mapping=_map(("c1", "1"), ("c3", "1"), ("c2", "-1"))), rules, kind="multiple"
    )
    assert (told([one])[0][2], one.answer["partial"]) == (["Số 1", "Số 3"], partial)


def test_rules_with_points_for_everybody_and_with_steps_that_are_none():
    """As Cito and R/exams write them."""
    everybody = '<sum><baseValue baseType="float">1</baseValue><mapResponse identifier="R"/></sum>'
    stray = f"<responseCondition><and>{MATCH}</and><setOutcomeValue identifier='SCORE'><null/></setOutcomeValue>"
    rules = f"<responseProcessing><setOutcomeValue identifier='SCORE'>{everybody}</setOutcomeValue>{stray}"
    one = _read(_choice(), _right("c2", mapping=_map(("c2", "1"))), f"{rules}</responseCondition></responseProcessing>")
    assert (told([one])[0][2], one.remarks) == ("Số 2", ("The title “Bài 1” is not kept.",))


def test_html_written_as_characters_and_words_on_a_word():
    tip = '<p>Đọc <b>kỹ</b><span data-role="tooltip-content">chậm</span>.</p>'
    choices = CHOICES.replace("Số 1", "<![CDATA[<p>Số <b>một</b></p>]]>")
    one = _read(_choice(tip, choices), _right("c1"))
    assert told([one]) == [(kinds.ONE, "Đọc kỹ (chậm).", "Số một")]
    assert any("Marks of HTML" in remark for remark in one.remarks)


def test_the_key_follows_the_rules_where_it_is_nowhere_else():
    chosen = '<match><variable identifier="R"/><baseValue baseType="identifier">c2</baseValue></match>'
    assert told([_read(_choice(), "", _points(chosen))]) == [(kinds.ONE, "Hỏi gì?", "Số 2")]
    matched = "".join(
        f'<stringMatch caseSensitive="false"><variable identifier="R"/><baseValue baseType="string">{name}</baseValue>'
        "</stringMatch>"
        for name in ("Huế", "Phú Xuân")
    )
    one = _read(_entry(), "", _points(f"<or>{matched}</or>"), base="string")
    assert (one.answer, OWN_RULES in one.remarks) == ({"accepted": ["Huế", "Phú Xuân"], "exact": False}, False)


def test_rules_that_say_more_than_can_be_kept_are_named():
    tolerant = (
        '<mapTolResponse xmlns="http://bps-system.de/xsd/imsqti_ext_maptolresponse" identifier="R" tolerance="2"/>'
    )
    near = _read(_entry(), _right("Huế"), _points(MATCH, tolerant), base="string")
    swapped = "".join(f'<baseValue baseType="identifier">c{n}</baseValue>' for n in (1, 3, 2))
    half = f'<match><variable identifier="R"/><ordered>{swapped}</ordered></match>'
    rules = _points(MATCH).replace("</responseProcessing>", "") + _points(half).replace("<responseProcessing>", "")
    order = _read(_choice(name="orderInteraction"), _right("c1", "c2", "c3"), rules, kind="ordered")
    for one in (near, order):
        assert (one.reasons, OWN_RULES in one.remarks) == ((), True)


def test_a_number_between_two_bounds():
    bound = '<{0}><variable identifier="R"/><baseValue baseType="float">{1}</baseValue></{0}>'
    rules = _points(f"<and>{bound.format('gte', '3.1')}{bound.format('lte', '3.2')}</and>")
    one = _read(_entry(), _right("3.14"), rules, base="float")
    assert one.answer == {"value": "3.15", "tolerance": "0.05"}


def test_true_and_false_are_words_and_need_a_key():
    def asked(yes: str, no: str) -> str:
        return _choice(choices=f'<simpleChoice identifier="true">{yes}</simpleChoice>'
                               f'<simpleChoice identifier="false">{no}</simpleChoice>')  # fmt: skip

    assert told([_read(asked("Đúng", "Sai"), _right("false"))]) == [(kinds.TRUTH, "Hỏi gì?", False)]
    assert told([_read(asked("Có, từ 1976", "Chưa bao giờ"), _right("true"))]) == [
        (kinds.ONE, "Hỏi gì?", "Có, từ 1976")
    ]
    assert _read(asked("Đúng", "Sai"), "").reasons == ("The file does not say clearly which answer is right.",)


def test_pictures_as_objects_and_in_the_text_itself():
    embedded = '<img alt="Cờ" src="data:image/png;base64,iVBORw0KGgo="/>'
    (picture,) = _read(_choice(f"<p>{embedded}</p>"), _right("c1")).pictures.values()
    assert (picture.data, picture.words, picture.name) == (PNG, "Cờ", "hinh.png")
    drawn = '<object type="image/png" data="hinh/co.png"><p>Lá cờ <b>đỏ</b></p></object>'
    (one,) = formats.read(packed(**{"i/q.xml": _xml(_choice(drawn), _right("c1")), "media/co.png": PNG}))[1]
    assert [(found.data, found.words) for found in one.pictures.values()] == [(PNG, "Lá cờ đỏ")]
    said = _choice(choices=CHOICES.replace("Số 1", f"Số 1<feedbackInline>{embedded}</feedbackInline>"))
    assert _read(said, _right("c1")).reasons == ("A picture or sound stands where only text can be kept.",)


def test_a_package_loses_no_item_whatever_its_manifest_says():
    listed = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{name}.xml"/>' for name in ("hong", "thieu", "mot"))
    page = '<p>Đọc bài.</p><object type="text/html" data="bai/doc.html"/>'
    files = {
        "imsmanifest.xml": f"<manifest><resources>{listed}</resources></manifest>".encode(),
        "mot.xml": _xml(_choice(page), _right("c1")),
        "bai/doc.html": "<html><head><title>x</title></head><body>Bài &amp; đọc<br>dòng hai</body></html>".encode(),
        "hai.xml": _xml(_choice("<p>Không có trong danh mục?</p>"), _right("c2")),
        "hong.xml": b"<assessmentItem><itemBody>&nbsp;",
        "anh.svg": b"<svg>assessmentItem",
        "de.xml": b'<assessmentTest><assessmentItemRef identifier="x" href="mat.xml"/></assessmentTest>',
    }
    found = formats.read(packed(**files))[1]
    lost = "The manifest names this file, but it is not in the package."
    assert [(one.place, *told([one])[0]) for one in found] == [
        ("hong.xml", "refused", "", "This file is damaged and cannot be read."),
        ("mot.xml", kinds.ONE, "Đọc bài.\n\nBài & đọc\ndòng hai", "Số 1"),
        ("hai.xml", kinds.ONE, "Không có trong danh mục?", "Số 2"),
        ("thieu.xml", "refused", "", lost),
        ("mat.xml", "refused", "", lost),
    ]


def test_hostile_items_are_refused_or_read_in_time():
    deep = "<div>" * 200 + "Sâu" + "</div>" * 200
    assert _read(_choice(deep), _right("c1")).text.startswith("Sâu")
    nested = "<not>" * 150 + MATCH + "</not>" * 150
    assert OWN_RULES in _read(_choice(), _right("c1"), _points(nested)).remarks
    many = f"<and>{MATCH * 5000}</and>"
    assert OWN_RULES in _read(_choice(), _right("c1"), _points(many)).remarks
    odd = '<sum><baseValue baseType="float">1e999999</baseValue><baseValue baseType="string">x</baseValue></sum>'
    assert OWN_RULES in _read(_choice(), _right("c1"), _points(MATCH, odd)).remarks
    empty = "<responseProcessing><setOutcomeValue/><responseCondition><responseIf/></responseCondition>"
    empty += "</responseProcessing>"
    assert told([_read(_choice(), _right("c1"), empty)])[0][2] == "Số 1"
    assert OWN_RULES in _read(_choice(), _right("c1"), TEMPLATE.format("of_our_own")).remarks
    broken = _read(_choice("<p><img src='data:image/png;base64,Đ='/></p>"), _right("c1"))
    assert broken.reasons == ("It needs the picture or sound “data:image/png;base64,Đ=”, which is not in the file.",)
    (odd,) = formats.read(b"<qti-assessment-item><qti-0x a-b='c'/></qti-assessment-item>")[1]
    assert odd.reasons == ("This is a text without a question.",)
