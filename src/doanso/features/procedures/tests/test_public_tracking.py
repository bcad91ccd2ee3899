from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support.org import NOON

from doanso.blocks.eforms.models import Draft
from doanso.blocks.workflow import queries as workflow
from doanso.core.audit.models import Event
from doanso.features.procedures.models import Dossier, Paper, Rating, Status
from doanso.features.procedures.services import results
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import ANSWERS, CCCD, CONTACT, OWN, PHONE, RECEIVE, SIGN, act, turn
from doanso.features.procedures.tests.test_public_applying import resume_link, signed_in

WRONG_KEY = "a" * 23


@pytest.fixture
def org(db):
    cache.clear()
    return publicly.build()


@pytest.fixture
def made(org):
    return publicly.apply(Client())


def pages(made) -> list[str]:
    """Every address below the private page."""
    step = workflow.open_steps(workflow.case_of(made.dossier)).get()
    names = ["", "bo-sung/", "rut/", "danh-gia/", "giay/0.pdf", "ket-qua.pdf", f"buoc/{step.pk}/", "tep/abc/"]
    return [f"{made.address}{name}" for name in names]


def with_phone(client, made, phone: str = PHONE):
    return client.post("/tra-cuu/", {"ma": made.dossier.tracking, "phone": phone})


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


def test_dossier_code_is_told_apart_from_a_tracking_code(made, client) -> None:
    assert "Đây là mã hồ sơ" in client.get("/tra-cuu/", {"ma": made.dossier.code}).context["error"]


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


# The page itself


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


def pdf(response) -> bytes:
    assert response.headers["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content)


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


# Supplement, own steps, withdrawal, rating


def supplement(made, client, **changed):
    address = f"{made.address}bo-sung/"
    page = client.get(address)
    answers = {**ANSWERS, **changed}
    turned = turn(client, address, page, **answers)
    return turn(client, address, client.get(turned.url), go="submit", **CONTACT)


def test_supplement_begins_with_the_earlier_answers_and_the_request(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Ghi rõ lý do hơn.")
    text = client.get(f"{made.address}bo-sung/").content.decode()

    assert "Ghi rõ lý do hơn." in text
    assert f'value="{CCCD}"' in text
    assert "Bổ sung ngay" in client.get(made.address).content.decode()


def test_supplement_is_filed_and_the_dossier_goes_on(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Ghi rõ lý do hơn.")
    sent = supplement(made, client, ly_do="Để xin học bổng")
    made.dossier.refresh_from_db()

    assert (sent.status_code, sent.url, made.dossier.status) == (302, made.address, Status.PROCESSING)
    assert [f.answers["ly_do"] for f in made.dossier.filings.order_by("pk")] == ["Cần cho việc học", "Để xin học bổng"]
    assert made.dossier.filings.last().answers["dien_thoai_lien_he"] == PHONE
    assert client.get(f"{made.address}bo-sung/").status_code == 409
    assert Draft.objects.count() == 0


def test_supplement_by_phone_does_not_reveal_the_citizen_number(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Ghi rõ lý do hơn.")
    opened = with_phone(client, made)
    text = client.get(f"{opened.url}bo-sung/").content.decode()

    assert "Cần cho việc học" in text
    assert CCCD not in text


def test_draft_of_a_supplement_does_not_serve_another_dossier(org, made, client) -> None:
    other = publicly.apply(Client())
    for one in (made, other):
        act(one.dossier, org.desk_officer, "supplement", comment="Bổ sung")
    page = client.get(f"{made.address}bo-sung/")
    turned = turn(client, f"{made.address}bo-sung/", page, **ANSWERS)
    token = turned.url.partition("nhap=")[2].partition("&")[0]

    assert client.get(f"{other.address}bo-sung/?nhap={token}").status_code == 404
    assert turn(client, f"{other.address}bo-sung/", page, **ANSWERS).status_code == 409


@pytest.fixture
def with_own_step(org):
    own_form = {**OWN, "key": "khai_them", "name": "Khai thêm", "extra": {"form": "T-DON"}}
    publicly.publish(org, flow={"steps": [RECEIVE, OWN, own_form, SIGN]})
    made = publicly.apply(Client())
    act(made.dossier, org.desk_officer, "forward")
    return made


def own_address(made) -> str:
    return f"{made.address}buoc/{workflow.open_steps(workflow.case_of(made.dossier)).get().pk}/"


def test_applicant_confirms_and_fills_in_steps_of_their_own(org, with_own_step, client) -> None:
    made = with_own_step
    assert "Xác nhận thông tin" in client.get(made.address).content.decode()
    confirm = own_address(made)
    assert client.post(confirm, {"comment": "Đúng rồi"}).url == made.address

    fill = own_address(made)
    page = client.get(fill)
    assert f'value="{CCCD}"' in page.content.decode()
    assert turn(client, fill, page, go="submit", **{**ANSWERS, "ly_do": "Khai thêm"}).url == made.address
    assert made.dossier.filings.get(step="khai_them").answers["ly_do"] == "Khai thêm"
    assert client.post(confirm).status_code == 404


def test_step_of_an_officer_is_not_the_applicants(made, client) -> None:
    assert client.get(own_address(made)).status_code == 404
    assert client.post(own_address(made)).status_code == 404


def test_own_step_of_another_dossier_is_closed(org, with_own_step, client) -> None:
    step = own_address(with_own_step).rpartition("buoc/")[2]
    other = publicly.apply(Client())

    assert client.post(f"{other.address}buoc/{step}").status_code == 404


def test_withdrawal_asks_first_and_happens_once(made, client) -> None:
    assert client.get(f"{made.address}rut/").status_code == 200
    made.dossier.refresh_from_db()
    assert made.dossier.status == Status.REGISTERED

    assert client.post(f"{made.address}rut/", {"comment": "Nhầm"}).url == made.address
    made.dossier.refresh_from_db()
    assert made.dossier.status == Status.WITHDRAWN
    assert client.post(f"{made.address}rut/").status_code == 409


def test_finished_dossier_shows_its_result_and_is_rated_once(org, made, client) -> None:
    assert client.get(f"{made.address}ket-qua.pdf").status_code == 404
    assert client.post(f"{made.address}danh-gia/", {"score": "5"}).status_code == 409
    publicly.finish(org, made.dossier)

    assert pdf(client.get(f"{made.address}ket-qua.pdf")).startswith(b"%PDF")
    for wrong in ("", "0", "6", "٣", "5; drop"):
        assert client.post(f"{made.address}danh-gia/", {"score": wrong}).status_code == 409
    assert client.post(f"{made.address}danh-gia/", {"score": "4", "comment": "Nhanh"}).url == made.address
    assert client.post(f"{made.address}danh-gia/", {"score": "1"}).status_code == 409
    assert (Rating.objects.get().score, Rating.objects.get().comment) == (4, "Nhanh")
    assert "4 trên 5" in client.get(made.address).content.decode()


# Checking a result


def test_verification_shows_the_result_and_nobody(org, made, client) -> None:
    result = publicly.finish(org, made.dossier).result
    text = client.get(f"/kiem-tra/{result.verify_token}/").content.decode()

    for wanted in (result.number, result.title, "UBND phường", "Lê Quang Vinh", "18/11/2026", "còn hiệu lực"):
        assert wanted in text
    for secret in ("Nguyễn Thị Thử", made.dossier.code, made.dossier.tracking, "ket-qua.pdf"):
        assert secret not in text


def test_verification_tells_that_a_result_was_revoked(org, made, client) -> None:
    result = publicly.finish(org, made.dossier).result
    results.revoke(result_id=result.pk, reason="Cấp sai đối tượng", by=org.head, now=NOON + timedelta(days=1))
    text = client.get(f"/kiem-tra/{result.verify_token}/").content.decode()

    assert "Không còn hiệu lực" in text
    assert "Cấp sai đối tượng" in text
    assert "còn hiệu lực</h1>" not in text.replace("Không còn hiệu lực</h1>", "")


def test_guessing_results_is_limited(org, client, settings) -> None:
    settings.RATE_LIMITS = True

    assert [client.get(f"/kiem-tra/{'a' * 11}/").status_code for _ in range(31)] == [404] * 30 + [429]


# My dossiers


def test_mine_asks_a_visitor_to_sign_in(org, client) -> None:
    assert client.get("/cua-toi/").url.startswith("/dang-nhap/")


def test_mine_lists_own_dossiers_and_drafts_alone(org) -> None:
    own, other = signed_in(org.members[2]), signed_in(org.members[3])
    made = publicly.apply(own)
    publicly.apply(other)
    resume_link(own)
    page = own.get("/cua-toi/")

    assert [row.code for row in page.context["page"]] == [made.dossier.code]
    assert [version.procedure.code for _draft, version in page.context["drafts"]] == ["T-1"]
    assert len(other.get("/cua-toi/").context["drafts"]) == 0


def test_mine_takes_the_same_queries_for_one_and_three(org) -> None:
    own = signed_in(org.members[2])
    publicly.apply(own)
    resume_link(own)
    own.get("/cua-toi/")
    with CaptureQueriesContext(connection) as one:
        own.get("/cua-toi/")
    for _ in range(2):
        publicly.apply(own)
        resume_link(own)
    with CaptureQueriesContext(connection) as three:
        own.get("/cua-toi/")

    assert len(one) == len(three)


def test_draft_goes_on_and_is_deleted_by_its_owner_alone(org) -> None:
    own, other = signed_in(org.members[2]), signed_in(org.members[3])
    resume_link(own)
    number = Draft.objects.get().pk

    assert other.post("/cua-toi/", {"draft": number}).status_code == 404
    assert 'value="Nguyễn Thị Thử"' in own.post("/cua-toi/", {"draft": number}, follow=True).content.decode()
    assert own.post("/cua-toi/", {"draft": number, "discard": "1"}).url == "/cua-toi/"
    assert Draft.objects.count() == 0
    for wrong in ("", "x", "9" * 18, "\x00", "²"):
        assert own.post("/cua-toi/", {"draft": wrong}).status_code == 404
