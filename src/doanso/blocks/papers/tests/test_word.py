import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from tests.support import org as organisation

from doanso.blocks.papers import queries, services, word
from doanso.blocks.papers.tests.samples import DECISION
from doanso.core.audit import queries as audit
from doanso.lib.errors import Refused

GUIDE = Path(__file__).parents[5] / "docs/howto/word-templates.md"


def docx(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def filled(*lines: str, **answers: str) -> list[str]:
    result = word.fill(docx(*lines), DECISION, answers=answers)
    return [paragraph.text for paragraph in Document(io.BytesIO(result)).paragraphs]


def test_template_is_filled() -> None:
    assert filled(
        "{{ co_quan | upper }}",
        "Số: {{ so_ky_hieu }}, {{ dia_danh }}, {{ ngay_thang }}",
        "{%p for d in dieu %}",
        "Điều {{ d.so }} ({{ loop.index }}). {{ d.noi_dung }}",
        "{%p endfor %}",
        "{% if quyen_han %}{{ quyen_han }}{% endif %} {{ nguoi_ky }}",
        "{{ ho_so.ho_ten }}",
        ho_ten="Lò Văn Bình",
    ) == [
        "SỞ NỘI VỤ",
        "Số: 08/QĐ-SNV, Hưng Lộc, ngày 05 tháng 02 năm 2026",
        "Điều 1 (1). Công nhận 12 sáng kiến cấp cơ sở.",
        "Điều 2 (2). Văn phòng Sở cập nhật sáng kiến vào kho dữ liệu dùng chung.\n"
        "Mỗi sáng kiến được theo dõi số lần áp dụng.",
        "Điều 3 (3). Quyết định này có hiệu lực kể từ ngày ký.",
        "KT. Giám đốc Nguyễn Thị Thiều Hương",
        "Lò Văn Bình",
    ]


def test_text_of_people_is_neither_markup_nor_template() -> None:
    hostile = "<w:b/> & {{ 7 * 7 }} {% for x in y %}"

    assert filled("{{ ho_so.a }}", a=hostile) == [hostile]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ co_quan.__class__ }}",
        "{{ co_quan['__class__'] }}",
        "{{ co_quan.upper }}",
        "{{ dieu.append }}",
        "{{ ''.join(dieu) }}",
        "{{ co_quan | attr('upper') }}",
        "{{ dieu | map(attribute='__class__') | list }}",
        "{{ self }}",
        "{{ loop }}",
        "{{ _x }}",
        "{{ range }}",
        "{{ lipsum }}",
        "{{ cycler }}",
        "{{ dieu }}",
        "{{ ho_so }}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ 1 / 0 }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ 'a' | center(999999999) }}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% for a in dieu %}{% for b in dieu %}{% for c in dieu %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(999999999) %}x{% endfor %}",
        "{% for a in dieu recursive %}{{ loop(dieu) }}{% endfor %}",
        "{{ khong_co }}",
        "{{ co_quan",
        "{% if %}",
        "{{ 1 | join }}",
    ],
)
def test_hostile_or_broken_template_is_refused(hostile) -> None:
    with pytest.raises(Refused, match="Mẫu Word có chỗ sai"):
        word.check(docx(hostile))


def test_hostile_header_is_refused_too() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{ co_quan.__class__ }}"
    out = io.BytesIO()
    document.save(out)

    with pytest.raises(Refused):
        word.check(out.getvalue())


def repacked(content: bytes, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item.filename, old.read(item))
        for name, data in more.items():
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04",
        repacked(docx("x"), **{"word/vbaProject.bin": b"x"}),
        repacked(docx("x"), **{"word/embeddings/oleObject1.bin": b"x"}),
        repacked(docx("x"), **{"word/bomb.xml": b"0" * (21 * 1024 * 1024)}),
        docx("x") + b"0" * (2 * 1024 * 1024),
    ],
    ids=["empty", "pdf", "torn", "macro", "embedded", "bomb", "large"],
)
def test_what_is_no_plain_word_file_is_refused(content) -> None:
    with pytest.raises(Refused):
        word.check(content)


def test_zip_without_word_parts_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a>")

    with pytest.raises(Refused):
        word.check(out.getvalue())


def test_guide_lists_every_variable() -> None:
    listed = set(re.findall(r"^\| `([a-z_]+)`", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))

    assert listed == set(word.variables(DECISION))


@pytest.mark.django_db
def test_template_holds_for_the_units_below_unless_they_have_their_own(now) -> None:
    org = organisation.build()
    person = organisation.person("Trần Quốc Bảo")
    above = org.branch.parent
    services.set_word_template(unit=above, kind="quyet_dinh", name="chung.docx", content=docx("x"), by=person, now=now)

    assert queries.word_template(org.branch, "quyet_dinh").name == "chung.docx"
    assert queries.word_template(org.branch, "bao_cao") is None
    services.set_word_template(unit=org.branch, kind="quyet_dinh", name="a.docx", content=docx("x"), by=person, now=now)
    assert queries.word_template(org.branch, "quyet_dinh").name == "a.docx"
    services.remove_word_template(unit=org.branch, kind="quyet_dinh", by=person, now=now)
    assert queries.word_template(org.branch, "quyet_dinh").name == "chung.docx"
    with pytest.raises(Refused):
        services.remove_word_template(unit=org.branch, kind="quyet_dinh", by=person, now=now)


@pytest.mark.django_db
def test_refused_template_leaves_nothing(now) -> None:
    org = organisation.build()
    person = organisation.person("Trần Quốc Bảo")

    with pytest.raises(Refused):
        services.set_word_template(
            unit=org.branch, kind="quyet_dinh", name="a.docx", content=docx("{{ x }}"), by=person, now=now
        )

    assert queries.word_template(org.branch, "quyet_dinh") is None


@pytest.mark.django_db
def test_change_of_template_is_in_the_audit_trail(now) -> None:
    org = organisation.build()
    person = organisation.person("Trần Quốc Bảo")
    template = services.set_word_template(
        unit=org.branch, kind="quyet_dinh", name="a.docx", content=docx("x"), by=person, now=now
    )

    assert [event.kind for event in audit.of(template)] == ["papers.word_template"]
