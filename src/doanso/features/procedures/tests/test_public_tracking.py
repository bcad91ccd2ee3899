"""The private page of a dossier: who may open it, by its key, by code, by code and phone, and what it shows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support.org import NOON

from doanso.blocks.workflow import queries as workflow
from doanso.core.audit.models import Event
from doanso.features.procedures.models import Dossier, Paper
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import CCCD, PHONE, act, pdf, signed_in, supplement, with_phone
from doanso.ui.formats import vn_datetime

WRONG_KEY = "a" * 23


def pages(made) -> list[str]:
    """Every address below the private page."""
    step = workflow.open_steps(workflow.case_of(made.dossier)).get()
    names = ["", "bo-sung/", "rut/", "danh-gia/", "giay/0.pdf", "ket-qua.pdf", f"buoc/{step.pk}/", "tep/abc/"]
    return [f"{made.address}{name}" for name in names]


# Who may open it


def test_private_page_is_closed_to_a_wrong_key(made, client, org) -> None:
    strangers = (client, signed_in(org.stranger))
    for address in pages(made):
        wrong = address.replace(made.key, WRONG_KEY)
        for stranger in strangers:
            assert stranger.get(wrong).status_code in {404, 405}
            assert stranger.post(wrong).status_code in {404, 405}


def test_private_page_is_closed_to_a_browser_that_was_let_into_another(org, made, client) -> None:
    other = publicly.apply(Client())
    with_phone(client, other)

    assert client.get(f"/cua-toi/{other.dossier.tracking}/mo/").status_code == 200
    assert client.get(f"/cua-toi/{made.dossier.tracking}/mo/").status_code == 404


def test_private_page_is_never_kept_nor_indexed(made, client) -> None:
    headers = client.get(made.address).headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "same-origin"


def test_guessing_keys_is_limited(made, client, settings) -> None:
    settings.RATE_LIMITS = True
    wrong = made.address.replace(made.key, WRONG_KEY)

    assert [client.get(wrong).status_code for _ in range(31)] == [404] * 30 + [429]


def test_signed_in_applicant_opens_it_without_key(org, client) -> None:
    own = signed_in(org.members[2])
    made = publicly.apply(own)
    address = f"/cua-toi/{made.dossier.tracking}/mo/"

    assert own.get(address).status_code == 200
    assert client.get(address).status_code == 404
    assert signed_in(org.members[3]).get(address).status_code == 404


# By code, and by code and phone


def test_tracking_shows_the_step_and_nobody(made, client) -> None:
    typed = made.dossier.tracking.lower().replace("-", " ")
    text = client.get("/tra-cuu/", {"ma": typed}).content.decode()

    assert "Tiếp nhận" in text
    assert "Mới đăng ký" in text
    for secret in ("Nguyễn Thị Thử", PHONE, CCCD, made.dossier.code, made.key):
        assert secret not in text


def test_code_of_the_home_page_is_understood(made, client) -> None:
    assert client.get("/tra-cuu/", {"code": made.dossier.tracking}).context["dossier"] == made.dossier


@pytest.mark.parametrize("typed", ["7K3M-9QXA-T", "x", "\x00", "T99.1-261118-0001", "'; --", "Đ" * 40])
def test_unknown_codes_get_a_friendly_answer(org, client, typed) -> None:
    response = client.get("/tra-cuu/", {"ma": typed})

    assert response.status_code == 200
    assert response.context["dossier"] is None


@pytest.mark.parametrize("typed", ["T99.1-261118-0001", "D-HL-BTC-261123-0001", "d-hl-btc 261123 0001 "])
def test_dossier_code_is_told_apart_from_a_tracking_code(org, client, typed) -> None:
    assert "Đây là mã hồ sơ" in client.get("/tra-cuu/", {"ma": typed}).context["error"]


def test_tracking_promises_no_day_while_the_clock_stands(made, client) -> None:
    type(made.dossier).objects.update(paused_since=made.dossier.submitted_at)
    text = client.get("/tra-cuu/", {"ma": made.dossier.tracking}).content.decode()

    assert "Sẽ tính lại khi hết tạm dừng" in text
    assert vn_datetime(made.dossier.due_at) not in text


def test_trying_codes_is_limited_but_looking_up_is_not(made, client, settings) -> None:
    settings.RATE_LIMITS = True
    good = [client.get("/tra-cuu/", {"ma": made.dossier.tracking}).status_code for _ in range(40)]
    bad = [client.get("/tra-cuu/", {"ma": f"sai {number}"}).status_code for number in range(31)]

    assert set(good) == {200}
    assert bad == [200] * 30 + [429]


def test_phone_opens_the_page_for_a_while_without_what_is_most_private(made, client) -> None:
    opened = with_phone(client, made, "+84 900 000 007")
    text = client.get(opened.url).content.decode()

    assert opened.url == f"/cua-toi/{made.dossier.tracking}/mo/"
    assert "Cần cho việc học" in text
    assert CCCD not in text
    assert made.key not in text
    assert client.get(f"{opened.url}rut/").status_code == 403
    assert client.post(f"{opened.url}rut/").status_code == 403
    assert client.get(f"{opened.url}tep/abc/").status_code == 403
    assert Event.objects.filter(kind="procedures.opened_by_phone").count() == 1


def test_access_by_phone_ends(made, client) -> None:
    opened = with_phone(client, made)
    session = client.session
    session["opened"] = {made.dossier.tracking: [int(timezone.now().timestamp()) - 1, False]}
    session.save()

    assert client.get(opened.url).status_code == 404


@pytest.mark.parametrize("phone", ["", "0900000008", "khong phai so", "\x00", "0" * 500])
def test_wrong_phone_opens_nothing(made, client, phone) -> None:
    response = with_phone(client, made, phone)

    assert (response.status_code, response.context["phone_error"]) == (200, "Mã và số điện thoại không khớp nhau.")
    assert client.get(f"/cua-toi/{made.dossier.tracking}/mo/").status_code == 404


def test_dossier_without_phone_opens_with_none(made, client) -> None:
    Dossier.objects.update(applicant_phone="")

    assert with_phone(client, made, "").status_code == 200
    assert with_phone(client, made, "0").status_code == 200


def test_phones_are_tried_five_times_an_hour_for_one_code(made, settings) -> None:
    settings.RATE_LIMITS = True
    tries = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            "/tra-cuu/", {"ma": made.dossier.tracking.lower(), "phone": f"090000010{number}"}
        )
        for number in range(6)
    ]

    assert [answer.status_code for answer in tries] == [200] * 5 + [429]


def test_private_page_tells_where_it_is(made, client) -> None:
    response = client.get(f"{made.address}?moi=1")
    text = response.content.decode()

    assert [(stage.name, stage.state) for stage in response.context["stages"]] == [
        ("Tiếp nhận", "now"),
        ("Ký duyệt", "next"),
    ]
    for wanted in (made.dossier.tracking, made.dossier.code, "Nguyễn Thị Thử", CCCD, "Hồ sơ của bạn đã đến nơi"):
        assert wanted in text
    assert f"{made.address}</a>" in text
    assert "eforms/done.js" in text


def test_private_page_takes_the_same_queries_after_three_supplements(org, made, client) -> None:
    client.get(made.address)
    with CaptureQueriesContext(connection) as one:
        client.get(made.address)
    for _ in range(3):
        act(made.dossier, org.desk_officer, "supplement", comment="Thiếu giấy")
        supplement(made, client)
    client.get(made.address)  # what is remembered for a moment may have been forgotten meanwhile
    with CaptureQueriesContext(connection) as many:
        client.get(made.address)

    assert made.dossier.filings.count() == 4
    assert len(many) == len(one)


def test_receipt_is_a_pdf_issued_once(made, client) -> None:
    first, second = (pdf(client.get(f"{made.address}giay/0.pdf")) for _ in range(2))

    assert first.startswith(b"%PDF")
    assert first == second
    assert Paper.objects.get().kind == "receipt"


def test_papers_that_are_not_public_stay_closed(org, made, client) -> None:
    paper = Paper.objects.create(dossier=made.dossier, kind="control_slip", content={}, public=False, issued_at=NOON)
    other = publicly.apply(Client())

    assert client.get(f"{made.address}giay/{paper.pk}.pdf").status_code == 404
    assert client.get(f"{other.address}giay/{paper.pk}.pdf").status_code == 404
    assert client.get(f"{made.address}giay/{10**25}.pdf").status_code == 404
