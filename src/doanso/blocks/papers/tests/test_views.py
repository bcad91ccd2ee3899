"""The pages on which an office decides about its documents."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx import Document
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.papers import services
from doanso.blocks.papers.models import NumberRule, WordTemplate
from doanso.blocks.papers.tests.test_word import docx
from doanso.core.accounts.models import Person, User
from doanso.core.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def org() -> SimpleNamespace:
    """`admin` looks after the commune, `chief` after the whole Union, `neighbour` after the commune next door."""
    found = organisation.build()
    services.add_missing_rules(now=NOON)
    for name, unit in (("admin", found.commune), ("chief", found.province), ("neighbour_admin", found.neighbour)):
        person = organisation.person(name)
        organisation.seat(person, unit, "quan_tri_don_vi")
        setattr(found, name, person)
    return found


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get_or_create(username=f"u{person.pk}", person=person)[0])
    return client


def at(path: str, unit: Unit) -> str:
    return f"/van-ban/{path}?don-vi={unit.code}"


def send(client: Client, unit: Unit, content: bytes, name: str = "quyet-dinh.docx"):
    return client.post(at("mau/quyet_dinh/", unit), {"file": SimpleUploadedFile(name, content)})


def paragraphs(response) -> list[str]:
    return [line.text for line in Document(io.BytesIO(response.content)).paragraphs]


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_template_is_sent_tried_downloaded_and_removed(org) -> None:
    client = browser(org.admin)
    content = docx("Số: {{ so_ky_hieu }}", "{{ ho_so.ten_gi_do }}")

    assert send(client, org.commune, content).status_code == 302
    page = text(client.get(at("", org.desk)))
    assert "quyet-dinh.docx" in page
    assert "theo UBND phường" in page  # the desk below uses its superior's
    assert paragraphs(client.get(at("mau/quyet_dinh/thu.docx", org.desk))) == ["Số: 01/QĐ-SNV", "…………"]
    saved = client.get(at("mau/quyet_dinh/tai-ve.docx", org.commune))
    assert (saved.content, saved["Content-Disposition"]) == (content, 'attachment; filename="quyet-dinh.docx"')

    assert "Gỡ mẫu Word của UBND phường?" in text(client.get(at("mau/quyet_dinh/xoa/", org.commune)))
    assert client.post(at("mau/quyet_dinh/xoa/", org.commune)).status_code == 302
    assert not WordTemplate.objects.exists()
    assert client.get(at("mau/quyet_dinh/thu.docx", org.commune)).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (docx("{{ khong_co }}"), "Mẫu Word có chỗ sai: &#x27;khong_co&#x27; is undefined"),
        (docx("{{ co_quan.__class__ }}"), "Mẫu Word có chỗ sai: Getattr is not allowed"),
        (b"%PDF-1.7", "Đây không phải tệp Word (.docx)."),
        (docx("x") + b"0" * (2 * 1024 * 1024), "Mẫu Word lớn hơn 2 MB."),
        (b"", "rỗng"),
    ],
    ids=["unknown", "hostile", "pdf", "large", "empty"],
)
def test_wrong_template_is_refused_with_words_and_the_old_one_stays(org, content, words) -> None:
    client = browser(org.admin)
    send(client, org.commune, docx("cũ"), "cu.docx")

    answer = send(client, org.commune, content)

    assert answer.status_code == 422
    assert words.lower() in text(answer).lower()
    assert WordTemplate.objects.get().name == "cu.docx"


def test_nothing_sent_says_so(org) -> None:
    assert browser(org.admin).post(at("mau/quyet_dinh/", org.commune)).status_code == 422


ADDRESSES = ["", "mau/quyet_dinh/", "mau/quyet_dinh/tai-ve.docx", "mau/quyet_dinh/thu.docx", "mau/quyet_dinh/xoa/"]


@pytest.mark.parametrize("path", [*ADDRESSES, "so/quyet_dinh/"])
def test_stranger_neighbour_and_visitor_get_nothing(org, path) -> None:
    services.set_word_template(
        unit=org.commune, kind="quyet_dinh", name="a.docx", content=docx("x"), by=org.admin, now=NOON
    )

    for person in (org.neighbour_admin, org.head, org.stranger):
        client = browser(person)
        assert client.get(at(path, org.commune)).status_code == 403
        if path.endswith("/"):
            assert client.post(at(path, org.commune)).status_code == 403
    assert Client().get(at(path, org.commune)).status_code == 302
    assert WordTemplate.objects.count() == 1


def test_template_of_the_superior_is_not_theirs_to_remove(org) -> None:
    services.set_word_template(
        unit=org.commune, kind="quyet_dinh", name="a.docx", content=docx("x"), by=org.admin, now=NOON
    )

    assert browser(org.admin).post(at("mau/quyet_dinh/xoa/", org.desk)).status_code == 409


def test_unknown_kind_is_not_found(org) -> None:
    client = browser(org.chief)

    assert client.get(at("mau/cong_van/", org.province)).status_code == 404
    assert client.get(at("so/khong_co/", org.province)).status_code == 404


def test_next_number_is_shown_for_the_unit(org) -> None:
    today = timezone.localdate()  # the page shows the number of today's period
    for _turn in range(3):
        services.next_number(unit=org.commune, family="nha_nuoc", kind="bao_cao", on=today, by=None, now=NOON)
    page = text(browser(org.admin).get(at("", org.commune)))

    assert '<strong class="nowrap">04/BC-UB</strong>' in page
    assert '<strong class="nowrap">01/QĐ-UB</strong>' in page
    assert "/van-ban/so/" not in page  # the commune does not stand at the top: another one stands beside it


def rule(**more: str) -> dict[str, str]:
    return {"pattern": "{so}-QĐ/{cap}", "reset": "year", "term_start": "", **more}


def test_top_administrator_changes_a_rule_after_a_look_at_the_next_number(org) -> None:
    client = browser(org.chief)

    looked = client.post(at("so/quyet_dinh/", org.province), rule(pattern="{so}/QĐ-{cap}", preview="1"))
    assert "01/QĐ-HL" in text(looked)
    assert NumberRule.objects.get(family="doan", kind="quyet_dinh").pattern == "{so}-QĐ/{cap}-{ban}"

    assert client.post(at("so/quyet_dinh/", org.province), rule()).status_code == 302
    assert NumberRule.objects.get(family="doan", kind="quyet_dinh").pattern == "{so}-QĐ/{cap}"
    assert NumberRule.objects.get(family="nha_nuoc", kind="quyet_dinh").pattern == "{so}/QĐ-{co_quan}"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"pattern": "QĐ-{cap}"}, "Mẫu số, ký hiệu sai ở: {so}."),
        ({"pattern": "{so.__class__}"}, "Mẫu số, ký hiệu sai ở: so.__class__."),
        ({"pattern": "{so:>9999999}"}, "Mẫu số, ký hiệu sai ở: so."),
        ({"reset": "term"}, "Hãy cho biết nhiệm kỳ bắt đầu từ ngày nào."),
        ({"reset": "never"}, "không"),
    ],
)
def test_wrong_rule_is_refused_with_words(org, typed, words) -> None:
    answer = browser(org.chief).post(at("so/quyet_dinh/", org.province), rule(**typed))

    assert answer.status_code == 422
    assert words in text(answer)
    assert "01" not in [word for word in text(answer).split() if word == "01"]


def test_administrator_below_the_top_does_not_number(org) -> None:
    below = organisation.person("Dưới")
    organisation.seat(below, org.base, "quan_tri_don_vi")
    organisation.unit("T-CS2", "Đoàn trường khác", "DOAN_CO_SO", org.province)

    assert browser(below).get(at("so/quyet_dinh/", org.base)).status_code == 403


def test_only_child_of_the_root_is_the_top_too(org) -> None:
    """The province under the Union's centre: nobody stands beside it."""
    centre = organisation.unit("T-TW", "Trung ương Đoàn", "TINH_DOAN")
    only = organisation.unit("T-TW1", "Tỉnh đoàn khác", "TINH_DOAN", centre)
    admin = organisation.person("Quản trị tỉnh")
    organisation.seat(admin, only, "quan_tri_don_vi")

    assert browser(admin).get(at("so/quyet_dinh/", only)).status_code == 403  # the tests' province is a root beside it
    Unit.objects.filter(path__startswith=org.province.path).update(valid_to=date(2026, 1, 1))
    assert browser(admin).get(at("so/quyet_dinh/", only)).status_code == 200


def test_owner_of_the_installation_decides_everywhere(org) -> None:
    client = browser(org.stranger)
    User.objects.filter(person=org.stranger).update(is_superuser=True)

    assert client.get(at("so/quyet_dinh/", org.commune)).status_code == 200
    assert client.get(at("", org.neighbour)).status_code == 200
