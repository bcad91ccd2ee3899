"""A result in the issuing office's own Word template."""

import io

import pytest
from django.test import Client
from docx import Document

from doanso.blocks.papers import services as papers
from doanso.blocks.papers.tests.test_word import docx
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON

pytestmark = pytest.mark.django_db
LINES = ["{{ co_quan }}", "{{ so_ky_hieu }}, {{ ngay_thang }}", "{{ ho_so.ten_nguoi_nop }}", "{{ ho_so.khac }}"]


@pytest.fixture
def org():
    return office.build()


def browser(person) -> Client:
    client = Client()
    client.force_login(office.account(person))
    return client


def own_template(org, *lines: str) -> None:
    papers.set_word_template(
        unit=org.commune, kind="quyet_dinh", name="a.docx", content=docx(*lines), by=org.admin, now=NOON
    )


def test_officer_gets_the_result_in_the_offices_own_words(org) -> None:
    own_template(org, *LINES)
    dossier = office.submit(org.version, "Lò Thị Mai Ánh")
    office.finish(org, dossier)
    client = browser(org.desk_officer)

    address = f"/ho-so/{dossier.code}/ket-qua.docx"
    assert f'href="{address}"' in client.get(dossier.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert [line.text for line in Document(io.BytesIO(answer.content)).paragraphs] == [
        "UBND phường",
        "01/QĐ-UB, ngày 18 tháng 11 năm 2026",
        "Lò Thị Mai Ánh",
        "…………",
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="{dossier.code}.docx"'


def test_without_a_template_nothing_is_offered(org) -> None:
    dossier = office.submit(org.version)
    client = browser(org.desk_officer)
    address = f"/ho-so/{dossier.code}/ket-qua.docx"
    assert client.get(address).status_code == 404  # no result yet either
    office.finish(org, dossier)

    assert address not in client.get(dossier.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 404


def test_who_may_not_see_the_dossier_gets_nothing(org) -> None:
    own_template(org, *LINES)
    dossier = office.submit(org.version)
    office.finish(org, dossier)
    address = f"/ho-so/{dossier.code}/ket-qua.docx"

    for person in (org.neighbour_head, org.neighbour_admin, org.stranger):
        assert browser(person).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert browser(org.head).post(address).status_code == 405
