"""Forms on paper: printed blank or filled in, scanned at the counter, received once."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from tests.support.org import NOON, person, seat

from doanso.blocks.eforms import services as eforms
from doanso.blocks.eforms.models import Draft
from doanso.core.audit.models import Event
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests.publicly import ANSWERS, CCCD, CONTACT, build, resume_link, signed_in, turn

pytestmark = pytest.mark.django_db
ADDRESS = "/thu-tuc/T-1/nop/"


@pytest.fixture
def org() -> Any:
    return build()


def scan(response: Any, folder: Path) -> str:
    """What an independent reader finds in the code on the PDF: a path of ours."""
    assert response.headers["Content-Type"] == "application/pdf"
    sheet = folder / "to-khai.pdf"
    sheet.write_bytes(response.content)
    subprocess.run(["pdftoppm", "-r", "120", "-png", "-singlefile", sheet, folder / "to-khai"], check=True)
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", folder / "to-khai.png"], capture_output=True, text=True, check=True
    )
    return urlsplit(read.stdout.strip()).path


def text_of(response: Any) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=response.content, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def printed(client: Client) -> Any:
    """A draft of the first page, and its PDF."""
    return client.get(f"{urlsplit(resume_link(client)).path}to-khai.pdf")


def at_the_counter(org: Any, code: str, officer: Client | None = None) -> Any:
    return (officer or signed_in(org.desk_officer)).get(code, follow=True)


def test_blank_form_asks_everything_and_its_code_opens_the_intake(org, client, tmp_path) -> None:
    pdf = client.get("/thu-tuc/T-1/to-khai.pdf")
    text = text_of(pdf)

    for words in ("Họ tên", "Số định danh", "Lý do", "Số điện thoại liên hệ", "Người nộp hồ sơ", "Trang 1/1"):
        assert words in text, words
    code = scan(pdf, tmp_path)
    assert scan(Client().get("/thu-tuc/T-1/to-khai.pdf"), tmp_path) == code
    assert at_the_counter(org, code).redirect_chain[-1][0] == "/tiep-nhan/T-1/"


def test_form_filled_online_is_printed_scanned_and_received_without_typing_again(org, client, tmp_path) -> None:
    pdf = printed(client)
    assert ANSWERS["ho_ten"] in text_of(pdf)
    assert " ".join(CCCD) in text_of(pdf)  # a digit to a box
    officer = signed_in(org.desk_officer)

    page = at_the_counter(org, scan(pdf, tmp_path), officer)
    text = page.content.decode()
    assert f'value="{ANSWERS["ho_ten"]}"' in text
    assert ANSWERS["ly_do"] in text
    address = page.wsgi_request.get_full_path()
    second = officer.get(turn(officer, address, page, **ANSWERS).url)
    sent = turn(officer, address, second, go="submit", **CONTACT)

    dossier = Dossier.objects.get()
    assert (sent.status_code, sent.url) == (302, f"/ho-so/{dossier.code}/")
    assert (dossier.channel, dossier.taken_by, dossier.applicant_name) == (
        "truc_tiep",
        org.desk_officer,
        ANSWERS["ho_ten"],
    )
    assert not Draft.objects.filter(subject="T-1").exists()
    assert Event.objects.filter(kind="eforms.draft_taken_over").count() == 1


def test_paper_is_good_for_one_dossier(org, client, tmp_path) -> None:
    form = client.get(ADDRESS)
    turn(client, ADDRESS, form, go="save", **ANSWERS)
    draft = re.search(r'name="_draft" value="([^"]+)"', form.content.decode())[1]
    code = scan(client.get(f"{ADDRESS}{draft}/to-khai.pdf"), tmp_path)
    officer = signed_in(org.desk_officer)
    page = at_the_counter(org, code, officer)
    address = page.wsgi_request.get_full_path()
    second = officer.get(turn(officer, address, page, **ANSWERS).url)
    for _press in range(2):
        turn(officer, address, second, go="submit", **CONTACT)
    dossier = Dossier.objects.get()

    assert at_the_counter(org, code, officer).redirect_chain[-1][0] == f"/ho-so/{dossier.code}/"
    again = turn(client, ADDRESS, form, go="submit", **ANSWERS, **CONTACT)  # the applicant's page was still open
    assert again.url == f"/cua-toi/{dossier.tracking}/mo/"
    assert Dossier.objects.count() == 1


def test_two_officers_with_the_same_paper_make_one_dossier(org, client, tmp_path) -> None:
    code = scan(printed(client), tmp_path)
    other = person("Sùng A Hai")
    seat(other, org.desk, "bo_phan_mot_cua")
    officers = [signed_in(org.desk_officer), signed_in(other)]
    pages = [at_the_counter(org, code, officer) for officer in officers]
    for officer, page in zip(officers, pages, strict=True):
        address = page.wsgi_request.get_full_path()
        second = officer.get(turn(officer, address, page, **ANSWERS).url)
        turn(officer, address, second, go="submit", **CONTACT)

    assert Dossier.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_counter_and_home_at_the_same_moment_make_one_dossier(org, client) -> None:
    form = client.get(ADDRESS)
    turn(client, ADDRESS, form, go="save", **ANSWERS)
    draft = Draft.objects.get()

    with ThreadPoolExecutor(1) as home, transaction.atomic():
        assert eforms.take_over(draft_id=draft.pk, by=org.desk_officer, now=NOON)
        sent = home.submit(_sent_from_home, client, form)
        with pytest.raises(TimeoutError):
            sent.result(0.8)  # it waits for the officer
    assert sent.result().status_code == 409
    assert Dossier.objects.count() == 0


def _sent_from_home(client: Client, form: Any) -> Any:
    try:
        return turn(client, ADDRESS, form, go="submit", **ANSWERS, **CONTACT, _page="1")
    finally:
        connection.close()


def test_code_tells_a_stranger_nothing_and_refuses_an_officer_of_another_office(org, client, tmp_path) -> None:
    code = scan(printed(client), tmp_path)
    seat(org.neighbour_head, org.neighbour, "bo_phan_mot_cua")
    nobody, citizen, elsewhere = Client(), signed_in(org.stranger), signed_in(org.neighbour_head)

    for visitor in (nobody, citizen):
        page = visitor.get(code, follow=True)
        assert page.status_code == 200
        assert ANSWERS["ho_ten"] not in page.content.decode()
        assert CCCD not in page.content.decode()
    assert elsewhere.get(code, follow=True).status_code == 403
    assert nobody.get(code, follow=True).redirect_chain[-1][0].startswith("/to-giay/T-1/")


@pytest.mark.parametrize("ref", ["a", "WyJhIiwiVC0xIl0:1abcde:xyz"])
def test_a_made_up_reference_leads_nowhere(org, ref) -> None:
    assert signed_in(org.desk_officer).get(f"/to-giay/T-1/{ref}/").status_code == 404
    page = signed_in(org.head).get(f"/tiep-nhan/T-1/?tu={ref}")
    assert page.status_code in (200, 403)


def test_somebody_elses_draft_is_not_printed(org) -> None:
    link = urlsplit(resume_link(signed_in(org.members[2]))).path

    assert Client().get(f"{link}to-khai.pdf").status_code == 404
