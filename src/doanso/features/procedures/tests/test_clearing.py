"""What is destroyed by a decision is gone, each dossier once, and nothing else."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.support import org as organisation

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as work
from doanso.blocks.workflow import workload
from doanso.core.audit import queries as audit
from doanso.core.audit import services as trail
from doanso.core.files.models import File
from doanso.core.files.services import store
from doanso.core.notify.models import Notification
from doanso.core.search import services as search
from doanso.core.search.models import Entry
from doanso.features.procedures import figures, personal
from doanso.features.procedures.models import Dossier, Procedure
from doanso.features.procedures.queries import archiving as queries
from doanso.features.procedures.services import archiving, clearing, dossiers, finishing, indexing, papers, results
from doanso.features.procedures.tests import archives, office
from doanso.features.procedures.tests.archives import (
    LATER,
    MAIL,
    NAME,
    PHONE,
    browser,
    decided,
    destroyed,
    ended,
    proposed,
)
from doanso.features.procedures.tests.office import NOON
from doanso.lib.dates import VN
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def org() -> SimpleNamespace:
    return archives.build()


def attach(org, dossier: Dossier, name: str, content: bytes = PDF) -> File:
    upload = SimpleUploadedFile(name, content)
    file = store(upload, kinds=frozenset({"pdf"}), by=None, now=NOON)
    dossier.filings.get().files.add(file)
    return file


def work_done(org) -> list[workload.Work]:
    days = (datetime(2026, 11, 1, tzinfo=VN), datetime(2026, 12, 1, tzinfo=VN))
    return sorted(workload.done_work(Dossier, [org.commune.pk, org.desk.pk], *days), key=str)


def everything() -> str:
    """Every row of every table but the trail, which only grows, and what is no table of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(("audit_", "procrastinate", "django_"))]
        found = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_personal_is_left_outside_the_trail_and_the_figures_are_the_same(org) -> None:
    dossier = ended(org, answers={"ten_nguoi_nop": NAME, "ly_do": "Chuyện riêng"})
    private, shared = attach(org, dossier, "can-cuoc-mai-anh.pdf"), attach(org, dossier, "chung.pdf", PDF + b"%2\n")
    other = ended(org, "Vừ A Khác", phone="0900000008", email="")
    other.filings.get().files.add(shared)
    case = workflow.case_of(dossier)
    work.comment(case_id=case.pk, by=org.head, now=NOON, text="Mai Anh đã đến quầy")
    dossiers.rate(dossier_id=dossier.pk, score=4, comment="Cảm ơn, Mai Anh", now=NOON)
    papers.draw(paper_id=papers.receipt(dossier=dossier, by=org.desk_officer, now=NOON).pk, now=NOON)
    indexing.index(dossier_id=dossier.pk, now=NOON)
    results.draw(result_id=dossier.result.pk, now=NOON)
    drawn = File.objects.get(pk=Dossier.objects.get(pk=dossier.pk).result.file_id)
    assert Notification.objects.filter(address=MAIL).exists()
    told = (org.commune.pk, date(2026, 11, 1), date(2026, 11, 30), LATER)
    shown = ("dossiers", "in_good_time", "online", "content")
    before = [getattr(figures, name)(*told) for name in shown] + [work_done(org)]
    marks = (NAME, "Mai Anh", "mai anh", "mai-anh", PHONE, MAIL, "Chuyện riêng", "lo thi mai")
    assert all(mark in everything() for mark in (NAME, "Mai Anh", PHONE, MAIL))

    batch = destroyed(org, dossier)

    left = everything()
    assert [line[:200] for line in left.splitlines() if any(mark in line for mark in marks)] == []
    assert [getattr(figures, name)(*told) for name in shown] + [work_done(org)] == before
    assert set(File.objects.values_list("pk", flat=True)).isdisjoint({private.pk, drawn.pk})
    assert other.filings.get().files.get() == shared
    row = Dossier.objects.get(pk=dossier.pk)
    kept = ("code", "procedure_id", "version_id", "unit_id", "status", "submitted_at", "due_at", "finished_at")
    assert [getattr(row, name) for name in kept] == [getattr(dossier, name) for name in kept]
    assert (row.destroyed_in, row.result.number) == (batch, dossier.result.number)
    assert trail.verify().problems == []
    event = audit.of(dossier).get(kind="procedures.destroyed")
    assert (event.actor, event.data["decision"], event.data["files"]) == (org.head, "12/QĐ-UBND", 3)
    search.rebuild("dossiers", now=LATER)
    assert list(Entry.objects.filter(source="dossiers").values_list("key", flat=True)) == [other.code]


def test_pages_say_that_it_is_no_longer_kept_and_nothing_works_on_it(org) -> None:
    dossier = ended(org, answers={"ten_nguoi_nop": NAME})
    papers.receipt(dossier=dossier, by=org.desk_officer, now=NOON)
    key, address = "x" * 26, f"/ho-so/{dossier.code}/"
    Dossier.objects.filter(pk=dossier.pk).update(key_hash=dossiers.key_hash(key))
    assert Client().get(f"/cua-toi/{dossier.tracking}/{key}/").status_code == 200
    destroyed(org, dossier)

    for page in (f"/tra-cuu/?ma={dossier.tracking}", f"/kiem-tra/{dossier.result.verify_token}/"):
        answer = Client().get(page).content.decode()
        assert [words in answer for words in ("12/QĐ-UBND", "02/01/2029", NAME)] == [True, True, False]
    assert Client().get(f"/cua-toi/{dossier.tracking}/{key}/").status_code == 404
    officer = browser(org.head)
    assert "12/QĐ-UBND" in officer.get(address).content.decode()
    keeper = organisation.person("Vi Thị Giữ")
    organisation.seat(keeper, org.commune, "bao_ve_du_lieu")
    terms = browser(keeper).get("/du-lieu-ca-nhan/thoi-han-luu/").content.decode()
    assert "Số hồ sơ đã hủy</dt><dd>1</dd>" in terms
    assert officer.get("/ho-so/").status_code == officer.get("/ho-so/xuat.xlsx").status_code == 200
    assert officer.get("/ho-so/so-theo-doi.pdf?since=2026-11-01&until=2026-11-30").status_code == 200
    assert officer.get(address + "ket-qua.pdf").status_code == 404
    for what in ("y-kien/", "phieu/phieu-hen.pdf", "lien-ket/", "bo-sung/"):
        assert officer.post(address + what, {"text": "Thêm"}).status_code == 404
    with pytest.raises(Refused):
        dossiers.rate(dossier_id=dossier.pk, score=5, comment="", now=LATER)


def test_what_got_a_reason_to_be_kept_is_left_out_and_named(org) -> None:
    asks, extended, goes = (
        ended(org, name, phone=f"090000001{number}", email="") for number, name in enumerate(("Một", "Hai", "Ba"))
    )
    longer = office.publish(org.desk, code="T-2")
    Dossier.objects.filter(pk=extended.pk).update(procedure=longer.procedure, version=longer)
    Procedure.objects.filter(code="T-2").update(keep_years=2)
    batch = decided(org, proposed(org, asks, extended, goes))
    person = organisation.person("Một")
    about = office.publish(org.desk, code="T-DL", effects=({"name": "privacy.copy", "params": {}},))
    office.submit(about, "Một", phone="0900000010", applicant=person, now=LATER)
    archiving.keep_for(procedure_id=longer.procedure_id, years=20, by=org.admin, now=LATER)

    assert archiving.run(batch_id=batch.pk, now=LATER) == {"waiting": 0, "destroyed": 1, "kept": 2}

    notes = dict(batch.items.values_list("dossier", "note"))
    assert notes == {
        asks.pk: "Người nộp đang có yêu cầu về dữ liệu cá nhân hoặc khiếu nại, tố cáo chưa giải quyết xong.",
        extended.pk: "Hồ sơ được lưu lâu hơn theo thời hạn mới, hoặc đang được xử lý lại.",
        goes.pk: "",
    }
    assert [Dossier.objects.get(pk=one.pk).applicant_name for one in (asks, extended, goes)] == ["Một", "Hai", ""]
    assert "Hai" in browser(org.archivist).get(batch.get_absolute_url()).content.decode()


def test_run_that_was_cut_off_goes_on_and_destroys_each_once(org, monkeypatch) -> None:
    found = [ended(org, name, phone=f"090000001{n}", email="") for n, name in enumerate(("Một", "Hai", "Ba"))]
    batch = decided(org, proposed(org, *found))
    real, left = clearing.clear, [1]

    def killed(*args, **more) -> None:
        real(*args, **more)
        if not left:
            raise KeyboardInterrupt  # in the middle of the second one's transaction
        left.pop()

    monkeypatch.setattr(clearing, "clear", killed)
    with pytest.raises(KeyboardInterrupt):
        archiving.run(batch_id=batch.pk, now=LATER)
    assert queries.counts(batch) == {"waiting": 2, "destroyed": 1, "kept": 0}
    assert [bool(Dossier.objects.get(pk=one.pk).applicant_name) for one in found] == [False, True, True]
    monkeypatch.setattr(clearing, "clear", real)
    for _time in range(2):
        assert archiving.run(batch_id=batch.pk, now=LATER) == {"waiting": 0, "destroyed": 3, "kept": 0}
    assert all(audit.of(one).filter(kind="procedures.destroyed").count() == 1 for one in found)
    assert audit.of(batch).filter(kind="procedures.destruction_done").count() == 1


def test_applicant_with_an_account_is_no_longer_tied_to_it(org) -> None:
    person = organisation.person("Vàng A Tài Khoản")
    own = {"key": "xn", "name": "Xác nhận", "assignee": "nguoi_nop", "actions": ["forward"]}
    version = office.publish(org.desk, code="T-2", flow={"steps": [office.STEPS[0], own, office.STEPS[1]]})
    Procedure.objects.filter(code="T-2").update(keep_years=2)
    dossier = office.submit(version, person.full_name, applicant=person)
    office.act(dossier, org.desk_officer)
    case = workflow.case_of(dossier)
    mine = workflow.open_steps(case).get()
    told = {"dossier_id": dossier.pk, "activation_id": mine.pk, "action": "forward", "now": NOON}
    dossiers.advance(**told, by=person, applicant=True, comment="Tôi xác nhận")
    office.act(dossier, org.head)
    finishing.follow(dossier_id=dossier.pk, now=NOON)
    before = work_done(org)
    assert Notification.objects.filter(recipient=person).exists()
    assert len(personal.HOLDINGS[0].tell(person)) == 1

    destroyed(org, dossier)

    assert personal.HOLDINGS[0].tell(person) == []
    assert not Notification.objects.filter(recipient=person).exists()
    case.refresh_from_db()
    assert (case.context, case.detail, case.entries.count()) == ({}, "", 0)
    step = workflow.steps_taken(case).get(pk=mine.pk)
    assert (step.closed_by, step.seats, step.label, step.data) == (None, [], "", {})
    assert work_done(org) == before
    assert dossier.code not in browser(person).get("/cua-toi/").content.decode()
