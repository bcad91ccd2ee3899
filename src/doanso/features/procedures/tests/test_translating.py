"""Guides, steps and forms in the language that a reader chose, in Vietnamese where nobody translated them."""

from copy import deepcopy

import pytest
from django.test import Client
from tests.support import org as organisation

from doanso.blocks.workflow import queries as workflow
from doanso.features.procedures.queries.comparing import compare
from doanso.features.procedures.services import dossiers
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, exchange, reviewing, translating
from doanso.features.procedures.tests import office
from doanso.ui import languages

pytestmark = pytest.mark.django_db
NOON = organisation.NOON


@pytest.fixture
def org():
    org = office.build()
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    return org


def content():
    made = contents.blank(code="KM-1", kind="TTHC", name="Xác nhận cư trú")
    made["guide"] |= {"field": "Cư trú", "conditions": ["Có nơi ở", "Đủ tuổi"]}
    fields = made["form"]["pages"][0]["sections"][0]["fields"]
    fields.append({"key": "lan", "type": "choice", "label": "Lần thứ", "options": ["Một", "Hai"], "required": True})
    return made


TEXTS = {
    "guide.name": "ការបញ្ជាក់ទីលំនៅ",
    "guide.conditions": "មានកន្លែងស្នាក់នៅ\nគ្រប់អាយុ",
    "steps.buoc_1.name": "ទទួល",
    "form.fields.lan.label": "លើកទី",
    "form.fields.lan.Một.label": "មួយ",
    "form.khong_co.label": "គ្មាន",
}


def publish(org, made):
    draft = drafts.begin(content=made, owner=org.commune, by=org.writer, now=NOON)
    reviewing.send(draft_id=draft.pk, by=org.writer, now=NOON)
    return reviewing.approve(draft_id=draft.pk, by=org.second, now=NOON).version


def test_translation_touches_only_what_it_translates() -> None:
    before = content()
    after = translating.translate(before, "km", TEXTS)

    fields = after["form"]["pages"][0]["sections"][0]["fields"]
    assert fields[0] == before["form"]["pages"][0]["sections"][0]["fields"][0]
    assert fields[1]["label"] == {"vi": "Lần thứ", "km": "លើកទី"}
    assert fields[1]["options"] == [{"value": "Một", "label": {"vi": "Một", "km": "មួយ"}}, "Hai"]
    assert sorted(after["extra"]["translations"]["km"]) == ["guide.conditions", "guide.name", "steps.buoc_1.name"]
    assert before == content()


def test_translation_taken_away_leaves_no_trace_in_the_guide() -> None:
    after = translating.translate(content(), "km", {"guide.name": "ការបញ្ជាក់"})
    assert translating.translate(after, "km", {"guide.name": ""}) == content()


def _renamed(before):
    """The Vietnamese of two texts that are translated reads otherwise, and the question stands in another section."""
    form = deepcopy(before["form"])
    [page] = form["pages"]
    page["sections"].append({"key": "muc_2", "title": "Khác", "fields": [page["sections"][0]["fields"].pop()]})
    page["sections"][1]["fields"][0]["label"] |= {"vi": "Lần nộp"}
    return before | {"guide": before["guide"] | {"name": "Xác nhận nơi cư trú"}, "form": form}


def _old(content) -> dict[str, tuple[str, str]]:
    return {line.path: (line.was, line.words) for line in translating.lines(content, "km") if line.was}


def test_translation_tells_that_its_vietnamese_has_changed_also_in_a_question_that_moved() -> None:
    translated = translating.translate(content(), "km", TEXTS)

    assert _old(translated) == {}
    assert _old(_renamed(translated)) == {
        "guide.name": ("Xác nhận cư trú", "Xác nhận nơi cư trú"),
        "form.fields.lan.label": ("Lần thứ", "Lần nộp"),
    }


def test_translation_is_right_again_once_rewritten_or_confirmed() -> None:
    changed = _renamed(translating.translate(content(), "km", TEXTS))

    assert translating.translate(changed, "km", TEXTS) == changed  # saved as it stood: nobody looked at it
    rewritten = translating.translate(changed, "km", {**TEXTS, "guide.name": "ការបញ្ជាក់ថ្មី"})
    assert [*_old(rewritten)] == ["form.fields.lan.label"]
    assert (
        _old(translating.translate(rewritten, "km", TEXTS | {"guide.name": "ការបញ្ជាក់ថ្មី"}, {"form.fields.lan.label"}))
        == {}
    )
    assert _old(translating.translate(changed, "km", {"guide.name": ""})) == {
        "form.fields.lan.label": ("Lần thứ", "Lần nộp")
    }


def test_what_is_new_in_translations_is_told_text_by_text() -> None:
    before = translating.translate(content(), "km", {"steps.buoc_1.name": "ទទួល"})
    after = translating.translate(before, "km", {"steps.buoc_1.name": "ទទួលឯកសារ", "guide.name": "ការបញ្ជាក់"})

    assert [
        (part.title, [(r.where, r.what, r.before, r.after) for r in part.rows]) for part in compare(before, after)
    ] == [
        (
            "Bản dịch",
            [
                ("Tiếng Khmer", "Tên", "–", "ការបញ្ជាក់"),
                ("Tiếng Khmer", "Bước “Tiếp nhận hồ sơ”, Tên", "ទទួល", "ទទួលឯកសារ"),
            ],
        )
    ]


def test_file_without_memory_is_read_and_notices_changes_from_then_on(org) -> None:
    translated = translating.translate(content(), "km", TEXTS)
    extra = {name: value for name, value in translated["extra"].items() if name != "translated_from"}
    file = exchange.write(translated | {"extra": extra})

    assert _old(_renamed(exchange.read(file))) == {}
    assert translating.remembered(exchange.read(file)) == translated
    assert exchange.read(exchange.write(translated)) == translated


def test_reader_gets_the_chosen_language_and_vietnamese_where_there_is_none(org) -> None:
    publish(org, translating.translate(content(), "km", TEXTS))
    client = Client()
    client.post("/giao-dien/ngon-ngu/", {"language": "km", "next": "/thu-tuc/KM-1/"})

    guide = client.get("/thu-tuc/KM-1/").content.decode()
    form = client.get("/thu-tuc/KM-1/nop/").content.decode()

    assert [words in guide for words in ("ការបញ្ជាក់ទីលំនៅ", "គ្រប់អាយុ", "ទទួល", "Xem xét và ký kết quả")] == [True] * 4
    assert [words in form for words in ("លើកទី", "មួយ", "Hai", "Nội dung đề nghị")] == [True] * 4
    assert ('<strong lang="km">ទទួល</strong>' in guide, "<strong>Xem xét và ký kết quả</strong>" in guide) == (
        True,
        True,
    )
    assert 'value="en" lang="en">English</button>' in guide.replace("\n", "")
    plain = Client().get("/thu-tuc/KM-1/nop/").content.decode()
    assert ("លើកទី" in plain, "Lần thứ" in plain, "Tiếng Khmer" in plain) == (False, True, True)


OWN = {"key": "giai_trinh", "name": "Giải trình", "kind": "task", "assignee": "nguoi_nop", "actions": ["forward"]}
OF_STEP = {
    "step_forms.B-1.title": "ការពន្យល់",
    "step_forms.B-1.fields.ly_do.label": "ហេតុផល",
    "step_forms.B-1.fields.muc_do.Ít.label": "តិច",
    "steps.giai_trinh.name": "ការបកស្រាយ",
}


def with_form_of_a_step():
    made = content()
    choice = {"key": "muc_do", "type": "choice", "label": "Mức độ", "options": ["Ít", "Nhiều"]}
    fields = [{"key": "ly_do", "type": "text", "label": "Lý do"}, choice]
    page = {"key": "trang", "title": "Trang", "sections": [{"key": "muc", "title": "Mục", "fields": fields}]}
    made["step_forms"] = {"B-1": {"code": "B-1", "title": "Giải trình", "intro": "Xin nói rõ.", "pages": [page]}}
    made["flow"]["steps"].insert(1, OWN | {"extra": {"form": "B-1"}})
    return made


def test_form_of_a_step_is_translated_text_by_text() -> None:
    before = with_form_of_a_step()
    after = translating.translate(before, "km", OF_STEP)
    of_form = [line for line in translating.lines(after, "km") if line.group == "Biểu mẫu của bước: Giải trình"]

    assert [(line.path.removeprefix("step_forms.B-1."), line.words, line.said) for line in of_form] == [
        ("title", "Giải trình", "ការពន្យល់"),
        ("intro", "Xin nói rõ.", ""),
        ("trang.title", "Trang", ""),
        ("sections.muc.title", "Mục", ""),
        ("fields.ly_do.label", "Lý do", "ហេតុផល"),
        ("fields.muc_do.label", "Mức độ", ""),
        ("fields.muc_do.Ít.label", "Ít", "តិច"),
        ("fields.muc_do.Nhiều.label", "Nhiều", ""),
    ]
    assert after["form"] == before["form"]
    renamed = deepcopy(after)
    renamed["step_forms"]["B-1"]["pages"][0]["sections"][0]["fields"][0]["label"]["vi"] = "Vì sao"
    assert _old(renamed) == {"step_forms.B-1.fields.ly_do.label": ("Lý do", "Vì sao")}
    assert translating.outgrown(renamed) == [("km", "Tiếng Khmer", 1)]
    empty = dict.fromkeys(OF_STEP, "")
    assert translating.lines(translating.translate(after, "km", empty), "km") == translating.lines(before, "km")


def test_applicant_reads_the_form_of_a_step_in_the_chosen_language_and_the_rest_in_vietnamese(org) -> None:
    version = publish(org, translating.translate(with_form_of_a_step(), "km", OF_STEP))
    assert "km" in version.extra["languages"]
    contact = dossiers.Contact("Lò Thị Mai Anh", "0900000007", "")
    made = dossiers.submit(version=version, answers={}, contact=contact, by=None, now=NOON)
    office.act(made.dossier, org.desk_officer)
    waiting = workflow.open_steps(workflow.case_of(made.dossier)).get()
    private, address = (f"/cua-toi/{made.dossier.tracking}/{made.key}/{rest}" for rest in ("", f"buoc/{waiting.pk}/"))
    client = Client()
    plain = client.get(address).content.decode()
    client.post("/giao-dien/ngon-ngu/", {"language": "km", "next": address})
    page = client.get(address).content.decode()

    assert [words in plain for words in ("Lý do", "Ít", "Tiếng Khmer", "ហេតុផល")] == [True, True, True, False]
    told = ("ការបកស្រាយ", "ហេតុផល", "តិច", "Nhiều", "Mức độ", "Xin nói rõ.")
    assert ([words in page for words in told], "Lý do" in page) == ([True] * 6, False)
    assert '<p lang="km">ការបកស្រាយ</p>' in client.get(private).content.decode()


def test_guide_without_translations_offers_no_choice(org) -> None:
    assert "Tiếng Khmer" not in Client().get("/thu-tuc/T-1/").content.decode()


@pytest.mark.parametrize("code", ["xx", "", "vi;drop", "VI"])
def test_unknown_language_chooses_nothing(code) -> None:
    with languages.chosen(code):
        assert languages.reading() == "vi"
    answer = Client().post("/giao-dien/ngon-ngu/", {"language": code, "next": "//example.com"})
    assert (answer.headers["Location"], "content_language" in answer.cookies) == ("/", False)


def test_translations_are_written_on_their_page(org) -> None:
    draft = drafts.begin(content=content(), owner=org.commune, by=org.writer, now=NOON)
    client = Client()
    client.force_login(office.account(org.writer))
    address = f"/soan-thao/{draft.pk}/ngon-ngu/"
    client.post(address + "km/", {"seen": "0", **{f"t.{path}": text for path, text in TEXTS.items()}})

    draft.refresh_from_db()
    assert draft.content == translating.translate(content(), "km", TEXTS)
    assert draft.edits.get().label == "Bản dịch: Tiếng Khmer"
    told = {row["code"]: row["said"] for row in client.get(address).context["languages"]}
    assert (told["km"], told["en"]) == (5, 0)
    drafts.edit(draft_id=draft.pk, seen=1, make=_renamed, label="Sửa", by=org.writer, now=NOON)
    page = client.get(address + "km/")
    assert [line.path for line in page.context["old"]] == ["guide.name", "form.fields.lan.label"]
    assert page.content.decode().index("Chưa dịch") < page.content.decode().index("<del>Xác nhận cư trú</del>")
    assert client.get(f"/soan-thao/{draft.pk}/").context["outgrown"] == [("km", "Tiếng Khmer", 2)]
    client.post(address + "km/", {"seen": "2", "t.guide.name": TEXTS["guide.name"], "ok": "guide.name"})
    assert [line.path for line in client.get(address + "km/").context["old"]] == ["form.fields.lan.label"]
    assert (client.get(address + "vi/").status_code, client.get(address + "xx/").status_code) == (404, 404)
