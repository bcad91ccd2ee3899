"""What applicants bring to the one-stop desk after the office has asked for it."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from doanso.blocks.papers.tests import pdf as drawn
from doanso.blocks.workflow import queries as workflow
from doanso.core.audit import queries as audit
from doanso.features.procedures.models import PaperKind, Status
from doanso.features.procedures.services import counter
from doanso.features.procedures.tests import office, publicly
from doanso.lib.dates import VN
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
NEW_CONTACT = publicly.CONTACT | {"dien_thoai_lien_he": "0900000008"}
CHANGES = [("Lý do", "Cần cho việc học", "Xin học bổng"), ("Số điện thoại liên hệ", "0900 000 007", "0900 000 008")]
ASKED = datetime(2026, 11, 18, 14, 0, 20, tzinfo=VN)  # a Wednesday; the office works 7:00-11:30 and 13:30-17:00


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


def typed_at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


@pytest.fixture
def org():
    return office.build(cutoff=True)


@pytest.fixture
def asked(org):
    """Due on Monday the 23rd at 10:00, and waiting since Wednesday 14:00."""
    return office.act(office.submit(org.version), org.desk_officer, "supplement", now=ASKED, comment="Thiếu bản sao")


def brought(when: datetime) -> counter.Brought:
    return counter.Brought("Lò Văn Bình", when, "Bản sao giấy khai sinh")


@pytest.mark.parametrize(
    ("when", "counts_from", "due"),
    [
        (at(18, 14, 0), ASKED, at(23, 10)),  # in the very minute of the request
        (at(19, 8), at(19, 8), at(23, 16)),  # 3 hours of Wednesday and one of Thursday later
        (at(19, 15), at(19, 15), at(24, 11)),  # 9 hours: a day and one hour
        (at(19, 15, 1), at(20, 7), at(24, 15)),  # 11 hours
    ],
)
def test_clock_runs_again_from_when_it_was_brought_by_the_rule_of_15_00(org, asked, when, counts_from, due) -> None:
    paper = counter.supplement(dossier_id=asked.pk, brought=brought(when), by=org.desk_officer, now=at(20, 9))
    asked.refresh_from_db()

    assert asked.due_at.replace(second=0) == due
    assert datetime.fromisoformat(paper.content["counts_from"]) == counts_from
    assert asked.paused_since is None


@pytest.mark.parametrize("when", [at(18, 13, 59), at(20, 9, 1)])
def test_supplement_is_brought_after_the_request_and_before_now(org, asked, when) -> None:
    with pytest.raises(Refused):
        counter.supplement(dossier_id=asked.pk, brought=brought(when), by=org.desk_officer, now=at(20, 9))


def test_only_who_receives_for_the_unit_enters_it(org, asked) -> None:
    for person in (org.field_officer, org.neighbour_admin, org.stranger):
        with pytest.raises(Forbidden):
            counter.supplement(dossier_id=asked.pk, brought=brought(at(19, 8)), by=person, now=at(20, 9))


def test_officer_enters_it_with_scans_and_prints_the_receipt(org) -> None:
    now = timezone.localtime()
    before = {"now": now - timedelta(hours=2), "comment": "Thiếu bản sao"}
    asked = office.act(office.submit(org.version), org.desk_officer, "supplement", **before)
    client, address = Client(), f"/ho-so/{asked.code}/bo-sung/"
    client.force_login(office.account(org.desk_officer))
    scan = SimpleUploadedFile("giay-khai-sinh.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    typed = {"who": "Lò Văn Bình", "at": typed_at(now - timedelta(hours=1)), "items": "Bản sao giấy khai sinh"}
    assert f'href="{address}"' in client.get(f"/ho-so/{asked.code}/").content.decode()
    late = client.post(address, {**typed, "at": typed_at(now + timedelta(hours=1))})
    assert (late.status_code, late.context["form"].errors["at"]) == (422, ["Thời điểm này chưa đến."])

    sent = client.post(address, {**typed, "files": [scan]})
    asked.refresh_from_db()
    entry = workflow.timeline(workflow.case_of(asked)).last()
    paper = asked.papers.get(kind=PaperKind.SUPPLEMENTED)

    assert (sent.status_code, sent.url, asked.status) == (302, f"/ho-so/{asked.code}/", Status.REGISTERED)
    assert entry.text == "Lò Văn Bình mang đến bộ phận một cửa.\nBản sao giấy khai sinh"
    assert [file.name for file in entry.files.all()] == ["giay-khai-sinh.pdf"]
    assert [event.actor_id for event in audit.of(asked).filter(kind="procedures.supplemented")] == [org.desk_officer.pk]
    assert publicly.pdf(client.get(f"/ho-so/{asked.code}/giay/{paper.pk}.pdf"))[:5] == b"%PDF-"
    assert client.get(address).status_code == 409


def test_after_a_supplement_the_dossier_stands_where_it_stood(org, asked) -> None:
    """Asked before reception, it waits for reception again."""
    counter.supplement(dossier_id=asked.pk, brought=brought(at(19, 8)), by=org.desk_officer, now=at(19, 8))
    asked.refresh_from_db()
    assert asked.status == Status.REGISTERED

    office.act(asked, org.desk_officer, now=at(19, 9))
    asked.refresh_from_db()
    assert asked.status == Status.PROCESSING


def test_changed_answers_are_filed_with_the_papers_and_stand_on_the_receipt(client) -> None:
    org = publicly.build()
    made = publicly.apply(client)
    now = timezone.localtime()
    waiting = publicly.act(made.dossier, org.desk_officer, "supplement", now - timedelta(hours=2), "Lý do chưa rõ")
    address, officer = f"/ho-so/{waiting.code}/bo-sung/", publicly.signed_in(org.desk_officer)
    form = f"{address}to-khai/"

    first = officer.get(form)
    assert 'value="Nguyễn Thị Thử"' in first.content.decode()
    turned = publicly.turn(officer, form, first, **publicly.ANSWERS | {"ly_do": "Xin học bổng"})
    whole = publicly.turn(officer, form, officer.get(turned.url), go="submit", **NEW_CONTACT)
    assert whole.url.partition("?")[0] == address
    page = officer.get(whole.url)
    assert [(c.label, c.before, c.after) for c in page.context["anew"].changes] == CHANGES
    assert list(waiting.filings.values_list("answers__ly_do", flat=True)) == ["Cần cho việc học"]  # nothing yet

    for other in (Client(), publicly.signed_in(org.head), publicly.signed_in(org.stranger)):
        assert other.get(whole.url).status_code in {302, 403, 404}
    sent = officer.post(whole.url, {"who": "Nguyễn Thị Thử", "at": typed_at(now - timedelta(hours=1)), "items": ""})
    waiting.refresh_from_db()
    filing, paper = waiting.filings.latest("pk"), waiting.papers.get(kind=PaperKind.SUPPLEMENTED)
    [event] = audit.of(waiting).filter(kind="procedures.supplemented")

    assert (sent.status_code, waiting.status) == (302, Status.REGISTERED)
    assert (filing.answers["ly_do"], filing.by_id, waiting.filings.count()) == ("Xin học bổng", org.desk_officer.pk, 2)
    assert (waiting.applicant_phone, waiting.applicant_email) == ("0900000008", "")
    assert (event.data["before"], event.data["after"]) == (
        {"applicant_phone": publicly.PHONE},
        {"applicant_phone": "0900000008"},
    )
    text = drawn.text(publicly.pdf(officer.get(f"/ho-so/{waiting.code}/giay/{paper.pk}.pdf")))
    assert "Khai lại trong tờ khai: Lý do; Số điện thoại liên hệ." in text
    assert [officer.get(whole.url).status_code, officer.get(form).status_code] == [409, 409]


def test_form_given_anew_is_nobody_elses_and_unfinished_leads_back_to_the_form(client) -> None:
    org = publicly.build()
    made = publicly.apply(client)
    waiting = publicly.act(made.dossier, org.desk_officer, "supplement", timezone.now(), "Lý do chưa rõ")
    address = f"/ho-so/{waiting.code}/bo-sung/"
    form, officer = f"{address}to-khai/", publicly.signed_in(org.desk_officer)
    turned = publicly.turn(officer, form, officer.get(form), **publicly.ANSWERS | {"ho_ten": ""}, go="save")
    token = turned.context["resume_link"].partition("nhap=")[2]

    assert officer.get(f"{address}?nhap={token}").url == f"{form}?nhap={token}"
    assert officer.get(f"{address}?nhap=khac").status_code == 404
    second = publicly.publish(org, "T-2")
    other = publicly.act(office.submit(second), org.desk_officer, "supplement", timezone.now(), "Thiếu")
    assert officer.get(f"/ho-so/{other.code}/bo-sung/?nhap={token}").status_code == 404


def test_who_brings_first_is_taken_in_once(org, asked) -> None:
    restated = counter.Restated(org.version.form_id, {"ten_nguoi_nop": "Lò Thị Mai"}, (), ("Họ tên",), "")
    with_form = counter.Brought("Lò Thị Mai", at(19, 8), restated=restated)
    counter.supplement(dossier_id=asked.pk, brought=with_form, by=org.desk_officer, now=at(20, 9))
    with pytest.raises(Refused):
        counter.supplement(dossier_id=asked.pk, brought=with_form, by=org.desk_officer, now=at(20, 9))
    assert asked.filings.count() == 2
