"""Dossiers whose archives' time is up: which are listed, and who decides on a list."""

from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.core.audit import queries as audit
from doanso.core.units.models import Position
from doanso.features.procedures.models import Destruction, DestructionItem, Dossier, Procedure, Status
from doanso.features.procedures.services import archiving
from doanso.features.procedures.tests import archives, office
from doanso.features.procedures.tests.archives import (
    DECISION,
    LATER,
    NAME,
    browser,
    decided,
    ended,
    listed,
    proposed,
)
from doanso.features.procedures.tests.office import NOON, at_once
from doanso.lib.dates import VN
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org() -> SimpleNamespace:
    return archives.build()


def test_time_runs_from_the_end_of_the_year_and_only_where_somebody_set_it(org) -> None:
    dossier = ended(org)
    other = office.finish(org, office.submit(office.publish(org.desk, code="T-2"), "Hai", phone="0900000008"))
    running = office.submit(org.version, "Ba", phone="0900000009")
    assert other.procedure.keep_years is None  # for ever
    assert listed(org, date(2028, 12, 31)) == []
    assert listed(org, date(2029, 1, 1)) == [dossier.code]
    office.act(running, org.desk_officer)
    office.act(running, org.head, now=datetime(2027, 1, 1, 0, 30, tzinfo=VN))  # still 2026 in Greenwich
    assert listed(org) == [dossier.code]
    assert listed(org, date(2030, 1, 1)) == [dossier.code, running.code]


def test_years_are_set_by_who_writes_the_procedure(org) -> None:
    kept = partial(archiving.keep_for, procedure_id=org.version.procedure_id, now=NOON)
    for years in (0, 1, 71):
        with pytest.raises(Refused):
            kept(years=years, by=org.admin)
    for person in (org.neighbour_admin, org.archivist, org.desk_officer, None):
        with pytest.raises(Forbidden):
            kept(years=5, by=person)
    assert kept(years=None, by=org.admin).keep_years is None
    page = browser(org.admin)
    assert page.post("/quan-tri/thu-tuc/T-1/thoi-han-luu/", {"years": "20"}).status_code == 302
    assert Procedure.objects.get(code="T-1").keep_years == 20
    assert page.post("/quan-tri/thu-tuc/T-1/thoi-han-luu/", {"years": "nhiều"}).status_code == 422
    last = audit.of(Procedure.objects.get(code="T-1")).filter(kind="procedures.keep_years").latest("pk")
    assert last.data == {"before": None, "years": 20}


def test_neighbour_and_proposer_and_strangers_decide_nothing(org) -> None:
    dossier = ended(org)
    for person in (org.head, org.desk_officer, org.neighbour_head, org.admin, org.stranger, None):
        with pytest.raises(Forbidden):
            archiving.propose(body=org.commune, dossier_ids=[dossier.pk], by=person, now=LATER)
    batch = proposed(org, dossier)
    organisation.seat(org.archivist, org.commune, "lanh_dao_don_vi")  # who drew it up becomes the head
    for person in (org.archivist, org.neighbour_head, org.desk_officer, org.admin, org.stranger, None):
        told = {"batch_id": batch.pk, "by": person, "now": LATER, "digest": batch.digest}
        with pytest.raises(Forbidden):
            archiving.decide(**DECISION, **told)
    for person in (org.neighbour_head, org.desk_officer, org.stranger):
        with pytest.raises(Forbidden):
            archiving.drop(batch_id=batch.pk, by=person, now=LATER)
        assert browser(person).get(batch.get_absolute_url()).status_code in {403, 404}
        assert browser(person).get(batch.get_absolute_url() + "danh-muc.xlsx").status_code in {403, 404}
    assert browser(org.neighbour_head).post(batch.get_absolute_url() + "quyet-dinh/", {}).status_code == 404
    assert archiving.run(batch_id=batch.pk, now=LATER)["waiting"] == 1  # a job that nobody decided on does nothing
    assert Dossier.objects.get(pk=dossier.pk).applicant_name == NAME


def test_decision_needs_its_number_its_day_and_the_very_list(org) -> None:
    batch = proposed(org, ended(org))
    early, late = LATER.date() - timedelta(days=1), LATER.date() + timedelta(days=1)
    for wrong in ({"number": " "}, {"decided_on": early}, {"decided_on": late}, {"digest": "0" * 64}):
        with pytest.raises(Refused):
            decided(org, batch, **wrong)
    Dossier.objects.update(finished_at=NOON - timedelta(days=1))  # somebody wrote past the program
    with pytest.raises(Refused, match="danh mục"):
        decided(org, batch)
    archiving.drop(batch_id=batch.pk, by=org.head, now=LATER)
    with pytest.raises(AlreadyDone):
        decided(org, batch)
    assert DestructionItem.objects.get().state == "kept"
    assert len(listed(org)) == 1


def test_running_requests_and_complaints_keep_a_dossier_off_the_list(org) -> None:
    dossier = ended(org)
    assert listed(org) == [dossier.code]
    complaint = office.publish(org.desk, code="T-KN", name="Giải quyết khiếu nại lần đầu")
    made = office.submit(complaint, NAME, email="", now=LATER)  # the same telephone number
    assert listed(org) == []
    with pytest.raises(Refused):
        proposed(org, dossier)
    office.act(made, org.desk_officer, "refuse", now=LATER, comment="Không thuộc thẩm quyền")
    assert listed(org) == [dossier.code]
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.FINISHED)  # its result is still to be handed over
    assert listed(org) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_list_and_one_decision(org) -> None:
    dossier = ended(org)
    second = organisation.person("Giàng A Hai")
    organisation.seat(second, org.commune, "luu_tru")
    organisation.seat(second, org.commune, "lanh_dao_don_vi")
    told = {"body": org.commune, "dossier_ids": [dossier.pk], "now": LATER}
    made = at_once(*(partial(archiving.propose, by=by, **told) for by in (org.archivist, second)))
    assert sorted(type(one).__name__ for one in made) == ["Destruction", "Refused"]
    batch = Destruction.objects.get()
    if batch.created_by == second:
        Destruction.objects.update(created_by=org.archivist)
    told = {"batch_id": batch.pk, **DECISION, "digest": batch.digest, "now": LATER}
    made = at_once(*(partial(archiving.decide, by=by, **told) for by in (org.head, second)))
    assert sorted(type(one).__name__ for one in made) == ["AlreadyDone", "Destruction"]
    at_once(*(partial(archiving.run, batch_id=batch.pk, now=LATER) for _one in range(2)))
    assert audit.of(dossier).filter(kind="procedures.destroyed").count() == 1
    assert audit.of(batch).filter(kind="procedures.destruction_done").count() == 1


def test_archivist_lists_by_procedure_and_year_and_head_decides_on_the_pages(org, monkeypatch) -> None:
    first, second = ended(org), ended(org, "Hai", phone="0900000008", email="")
    Dossier.objects.filter(pk=second.pk).update(finished_at=NOON - timedelta(days=400))
    Position.objects.update(valid_to=None)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    archivist, head = browser(org.archivist), browser(org.head)
    page = archivist.get("/luu-tru/?nam=2025").content.decode()
    assert (second.code in page, first.code in page) == (True, False)
    sheet = archivist.get("/luu-tru/danh-sach.xlsx?thu_tuc=T-1")
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
    assert 'name="all"' not in head.get("/luu-tru/").content.decode()
    for wrong in ("nam=x", "nam=%00", "thu_tuc=%00", "co_quan=%00", "page=%00"):
        assert archivist.get(f"/luu-tru/?{wrong}").status_code in {200, 400}
    assert archivist.post("/luu-tru/", {"code": ["\x00", "D-0"]}).status_code in {302, 400}
    none = archivist.post("/luu-tru/", {"nam": "2026", "thu_tuc": "T-1"})
    assert none["Location"] == "/luu-tru/?co_quan=&thu_tuc=T-1&nam=2026"  # what it was narrowed by stays
    assert archivist.get("/luu-tru/99999999999999999999/").status_code == 404
    made = archivist.post("/luu-tru/", {"all": "1", "nam": "2026", "thu_tuc": "T-1"})
    batch = Destruction.objects.get()
    assert made["Location"] == batch.get_absolute_url()
    assert [item.dossier for item in batch.items.all()] == [first]
    assert "danh mục hồ sơ" in head.get("/viec/").content.decode()
    assert "quyet-dinh" not in archivist.get(made["Location"]).content.decode()
    told = {"number": "12/QĐ-UBND", "decided_on": "2029-01-02", "digest": batch.digest}
    assert head.post(made["Location"] + "quyet-dinh/", told).status_code == 422  # not sure
    assert head.post(made["Location"] + "quyet-dinh/", told | {"sure": "on"}).status_code == 302
    assert "0/1" in head.get(made["Location"]).content.decode().replace(" ", "")
    assert "danh mục hồ sơ" not in head.get("/viec/").content.decode()
    archiving.run(batch_id=batch.pk, now=LATER)
    book = load_workbook(BytesIO(archivist.get(made["Location"] + "danh-muc.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:3] == [1, first.code, "T-1"]
    assert [row[1].value for row in book.worksheets[1]][3:] == [batch.digest, "12/QĐ-UBND, 02/01/2029"]
    assert "Đã hủy" in archivist.get(made["Location"]).content.decode()


def test_pages_need_the_same_queries_for_one_dossier_and_three(org, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client, asked = browser(org.archivist), []
    for names in (("Một",), ("Hai", "Ba", "Bốn")):
        found = [ended(org, name, email="") for name in names]
        client.get("/luu-tru/")
        with CaptureQueriesContext(connection) as list_page:
            assert found[-1].code in client.get("/luu-tru/").content.decode()
        batch = proposed(org, *found)
        with CaptureQueriesContext(connection) as batch_page:
            assert found[-1].code in client.get(batch.get_absolute_url()).content.decode()
        asked.append((len(list_page), len(batch_page)))
    assert asked[0] == asked[1]
