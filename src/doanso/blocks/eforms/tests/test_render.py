import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import override
from tests.support.spoken import in_wrong_voice

from doanso.blocks.eforms import engine, render
from doanso.blocks.eforms.definition import load
from doanso.blocks.eforms.demo import definitions
from doanso.blocks.eforms.kinds.files import sign, unsign
from doanso.blocks.eforms.tests.making import REF, TODAY, check, demo, field, form, read
from doanso.blocks.eforms.tokens import Ticket

VOID = {"input", "br", "hr", "img", "meta", "link"}


class Tree(HTMLParser):
    """Complains about tags that do not match; collects ids, names and references."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        assert len(attrs) == len(dict(attrs)), f"an attribute stands twice in {tag} {attrs}"
        if tag not in VOID and tag not in {"path", "circle", "use"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in {"path", "circle", "use"}:
            assert self.open.pop() == tag

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag and all(attrs.get(k) == v for k, v in wanted.items())]


def draw(definition, reading=None, **more) -> str:
    return render.form(definition, reading or engine.start(definition, today=TODAY), csrf_token="tok", **more)


def pages(code: str) -> list[str]:
    definition = demo(code)
    reading = read(definition, {"_add:dong": "1"})
    return [draw(definition, reading, page=n, ticket=Ticket.new(1)) for n in range(len(definition.pages))]


@pytest.mark.parametrize("code", sorted(definitions()))
def test_every_demo_page_is_well_formed_and_labelled(code):
    for html in pages(code):
        tree = Tree(re.sub(r"<template>.*?</template>", "", html, flags=re.S))
        ids = [attrs["id"] for _tag, attrs in tree.tags if attrs.get("id")]
        assert len(ids) == len(set(ids))
        labelled = {attrs["for"] for attrs in tree.all("label") if attrs.get("for")}
        for tag in ("input", "select", "textarea"):
            for attrs in tree.all(tag):
                named = attrs.get("type") in {"hidden", "radio", "checkbox"} or attrs.get("aria-label")
                assert named or attrs["id"] in labelled, attrs
        for _tag, attrs in tree.tags:
            assert set((attrs.get("aria-describedby") or "").split()) <= set(ids)
        for link in tree.all("a"):
            assert link["href"].removeprefix("#") in ids
        assert "style=" not in html
        assert "<script" not in html


def test_what_was_typed_is_escaped_everywhere():
    fields = [
        field(kind, f"k{n}")
        for n, kind in enumerate(("text", "long_text", "money", "date", "unit", "address", "person"))
    ]
    definition = form(
        *fields, field("choice", "c", options=["<b>x</b>"]), field("table", "t", columns=[field("text", "x")])
    )
    evil = "\"'><img src=x onerror=alert(1)>"
    data = {f["key"]: evil for f in fields} | {"k5.province": evil, "k5.commune": evil, "t.0.x": evil, "c": evil}

    html = draw(definition, read(definition, data))

    assert "<img" not in html
    assert "<b>" not in html
    Tree(html)


def test_the_words_of_a_form_are_escaped():
    definition = form(field("text", label="<i>Tên</i>", help="<u>", missing='a" onclick="x'), title="<s>")

    html = draw(definition, read(definition, {}))

    assert [tag for tag in ("<i>", "<u>", "<s>", ' onclick="') if tag in html] == []


def test_an_error_stands_on_top_at_the_box_and_in_its_description():
    definition = form(field("text", required=True, label="Họ tên", help="Như trên giấy tờ."))

    tree = Tree(draw(definition, read(definition, {})))

    box = tree.all("input", name="a")[0]
    assert (box["aria-invalid"], box["aria-describedby"]) == ("true", "f-a-help f-a-error")
    assert tree.all("a") == [{"href": "#f-a"}]
    assert len(tree.all("ul", id="f-a-error")) == 1


def test_the_summary_counts_and_names_the_cell():
    definition = form(field("table", "t", label="Danh sách", columns=[field("money", "x", label="Tiền")]))

    html = draw(definition, read(definition, {"t.0.x": "5", "t.1.x": "abc"}))

    assert "Mời bạn sửa 1 lỗi" in html
    assert '<a href="#f-t-1-x">Danh sách, dòng 2, Tiền: Ghi số tiền bằng đồng, ví dụ 1.250.000.</a>' in html


def test_enter_goes_on_instead_of_deleting_a_row():
    definition = form(field("table", "t", columns=[field("text", "x")]))

    first = Tree(draw(definition)).all("button")[0]

    assert (first["name"], first["value"]) == ("_go", "submit")


def test_hidden_fields_are_marked_for_the_script_and_still_drawn():
    definition = form(field("yes_no", "b"), field("text", "a", show_if="b"))

    html = draw(definition)

    assert 'data-path="a" data-type="text" data-if="[&quot;$&quot;,&quot;b&quot;]" data-off>' in html
    assert Tree(html).all("input", name="a") != []


def test_a_stored_file_comes_back_signed_and_may_be_removed():
    definition = form(field("file", "a"))
    reading = engine.start(definition, raw={"a": [REF]}, today=TODAY)

    tree = Tree(draw(definition, reading))

    kept = tree.all("input", name="a.kept")[0]["value"]
    assert unsign(kept) == REF
    assert tree.all("input", name="a.drop")[0]["value"] == "tok-1"
    assert read(definition, {"a.kept": kept}).answers == {"a": [REF]}
    assert read(definition, {"a.kept": kept, "a.drop": "tok-1"}).answers == {}


def test_a_forged_file_reference_is_ignored():
    definition = form(field("file", "a"))

    assert read(definition, {"a.kept": sign(REF)[:-2] + "xx"}).answers == {}
    assert read(definition, {"a.kept": '{"token": "tok-1"}'}).answers == {}


def test_rows_of_a_table_have_their_buttons_and_a_spare_for_the_script():
    definition = form(field("table", "t", columns=[field("text", "x", label="Tên")]))

    tree = Tree(draw(definition, read(definition, {"t.0.x": "A", "t.1.x": "B"})))

    names = [button["name"] for button in tree.all("button") if button["name"].startswith("_")]
    assert names == ["_go", "_del:t:0", "_del:t:1", "_del:t:__n__", "_add:t", "_go"]
    assert [box["aria-label"] for box in tree.all("input", **{"class": None}) if box.get("aria-label")][:2] == [
        "Tên, dòng 1",
        "Tên, dòng 2",
    ]


def test_the_ambiguous_is_offered_as_a_choice_that_wins():
    definition = form(field("unit", "a"))

    html = draw(definition, read(definition, {"a": "Chi đoàn"}))

    assert re.findall(r'type="radio" name="a" value="([^"]+)"', html) == [
        "Chi đoàn Thôn 1 [D-1]",
        "Chi đoàn Thôn 2 [D-2]",
    ]
    assert read(definition, {"a": ["Chi đoàn", "Chi đoàn Thôn 2 [D-2]"]}).answers == {"a": "D-2"}


def test_amounts_are_said_in_words_at_once():
    definition = form(field("money", "a", words=True), field("money", "b", computed="a * 2", words=True))

    html = draw(definition, read(definition, {"a": "1.000"}))

    assert "Một nghìn đồng" in html
    assert "Hai nghìn đồng" in html
    assert ">2.000 đồng</output>" in html


def test_a_page_knows_the_answers_of_other_pages_that_it_needs():
    source = {
        "code": "T",
        "title": "T",
        "pages": [
            {"key": "p1", "sections": [{"key": "s1", "fields": [field("date", "a"), field("text", "secret")]}]},
            {"key": "p2", "sections": [{"key": "s2", "fields": [field("text", "b", show_if="age(a) >= 16")]}]},
        ],
    }
    from doanso.blocks.eforms.definition import load

    definition = load(source)
    reading = read(definition, {"a": "1/1/2000", "secret": "x"})

    html = draw(definition, reading, page=1)

    assert 'data-scope="{&quot;a&quot;:[&quot;date&quot;,&quot;2000-01-01&quot;]}"' in html


def test_a_form_speaks_english_where_it_can():
    definition = form(field("text", label={"vi": "Họ tên", "en": "Full name"}))

    with override("en"):
        english = draw(definition)

    assert "Full name" in english
    assert "Submit" in english
    assert "Họ tên" in draw(definition)


def test_a_definition_is_prepared_once_per_language():
    definition = form(field("text"))

    assert render.page.skeleton(definition, 0, "vi") is render.page.skeleton(definition, 0, "vi")


def test_a_page_of_forty_fields_weighs_little():
    import gzip

    definition = form(*(field("text", f"t{n}", help="Một dòng hướng dẫn.", required=True) for n in range(40)))

    assert len(gzip.compress(draw(definition).encode(), 9)) < 3_000


def test_check_answers_can_be_shown_in_the_form_again():
    definition = demo("F-QT")
    rows = [{"ngay": "2026-03-01", "noi_dung": "Chi", "so_tien": 4500000}]
    answers = check(definition, {"tam_ung": 12000000, "chung_tu": rows}).answers

    html = draw(definition, engine.start(definition, answers, today=TODAY))

    assert 'value="12.000.000"' in html
    assert 'name="chung_tu.0.so_tien"' in html
    assert ">7.500.000 đồng</output>" in html


def test_the_summary_names_the_box_that_is_not_ticked():
    definition = form(field("consent", label="Tôi cam đoan lời khai đúng", version="1", text="Đúng.", required=True))

    assert "Tôi cam đoan lời khai đúng: Mời bạn đánh dấu vào ô này để tiếp tục." in draw(
        definition, read(definition, {})
    )


def test_the_summary_does_not_say_a_label_twice():
    columns = [field("text", "x", label="Tên", required=True), field("money", "y", label="Tiền")]
    definition = form(
        field("text", label="Họ tên", required=True), field("table", "t", label="Danh sách", columns=columns)
    )

    html = draw(definition, read(definition, {"t.0.y": "5"}))

    assert re.findall(r'<a href="[^"]+">([^<]+)</a>', html) == ["Nhập họ tên.", "Danh sách, dòng 1: Nhập tên."]


def _in_vietnamese_alone(part: Any) -> Any:
    if isinstance(part, dict):
        return part["vi"] if "vi" in part else {name: _in_vietnamese_alone(value) for name, value in part.items()}
    return [_in_vietnamese_alone(value) for value in part] if isinstance(part, list) else part


def test_every_shipped_form_without_translations_says_on_an_english_page_that_it_is_vietnamese() -> None:
    with override("en"):
        for code, written in definitions().items():
            definition = load(_in_vietnamese_alone(written))
            reading = engine.read(definition, {}, today=TODAY)
            for page in range(len(definition.pages)):
                drawn = render.form(definition, reading, page=page, csrf_token="c")
                assert in_wrong_voice(f'<html lang="en">{drawn}</html>') == [], code
