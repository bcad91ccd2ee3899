"""What a merged unit had finished is read by who would read it had it been handed over, and by nobody else."""

from datetime import date, datetime, timedelta
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person
from doanso.core.files import services as files
from doanso.core.search import queries as search
from doanso.core.units import queries as units
from doanso.core.units import services as unit_services
from doanso.core.units.models import Delegation, Position, Unit
from doanso.features.organisation import services
from doanso.features.organisation.plans import merger
from doanso.features.organisation.services import drafting
from doanso.features.organisation.tests.test_merger import build
from doanso.features.procedures import rules
from doanso.features.procedures.models import Client as ApiClient
from doanso.features.procedures.models import Dossier, Procedure
from doanso.features.procedures.queries import archiving, dossiers
from doanso.features.procedures.services import archiving as archives
from doanso.features.procedures.services import indexing, papers
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.archives import browser

pytestmark = pytest.mark.django_db
DAY = NOON.date()
READERS = ("joined", "lent", "joined_head", "keeper", "head", "deputy_head")
ABOVE = ("head", "deputy_head")  # of the unit that ended; the first has signed, too
OTHERS = ("desk_officer", "field_officer", "third", "was_lent", "left", "stranger", "secretary")


@pytest.fixture
def org():
    """The desk T-HC below T-UB finished a dossier; T-HC2 and T-HC3 below T-UB2 will have it."""
    org = build()
    for unit in (org.commune, org.neighbour):
        organisation.seat(org.admin, unit, "quan_tri_don_vi")
    org.second = organisation.unit("T-HC2", "Bộ phận Một cửa xã bên", "TT_HCC", org.neighbour)
    org.other_desk = organisation.unit("T-HC3", "Trạm tiếp nhận số ba", "TT_HCC", org.neighbour)
    org.joined, org.third = organisation.person("Cầm Thị Hương"), organisation.person("Lường Văn Ba")
    org.left, org.lent, org.was_lent, org.keeper = (
        organisation.person(name) for name in ("Hà Thị Cũ", "Lò Được Giao", "Mùa Hết Hạn", "Vi Thị Lưu")
    )
    seat = organisation.seat(org.joined, org.second, "bo_phan_mot_cua")
    organisation.seat(org.third, org.other_desk, "bo_phan_mot_cua")
    organisation.seat(org.keeper, org.neighbour, "luu_tru")
    org.deputy_head = organisation.person("Quàng Phó Chủ Tịch")
    organisation.seat(org.deputy_head, org.commune, "pho_lanh_dao")
    past = organisation.seat(org.left, org.second, "bo_phan_mot_cua")
    Position.objects.filter(pk=past.pk).update(valid_to=DAY)
    for person, last in ((org.lent, date(2099, 1, 1)), (org.was_lent, DAY)):
        Delegation.objects.create(position=seat, delegate=person, valid_from=organisation.SINCE, valid_to=last)
    org.joined_head = org.neighbour_head
    org.done = finished(org)
    return org


def finished(org) -> Dossier:
    return office.finish(org, office.submit(office.publish(org.desk)))


def join(org, unit: Unit, into: Unit, day: date = DAY) -> None:
    told = {"effective": day, "decision": "QĐ 9", "by": org.admin, "now": NOON}
    services.decide(kind="merge", plan=merger([unit.code], into.code), **told)


def today() -> date:
    return organisation.NOON.date() + timedelta(days=30)  # whose seat or days ended on the day itself reads nothing


def readers(org, dossier: Dossier, on: date | None = None) -> set[str]:
    names = (*READERS, *OTHERS)
    return {name for name in names if dossiers.visible_to(getattr(org, name), on or today()).filter(pk=dossier.pk)}


def test_who_would_read_it_had_it_been_handed_over_reads_it_and_nobody_else(org):
    own = office.finish(org, office.submit(office.publish(org.desk, code="T-5")))
    Dossier.objects.filter(pk=own.pk).update(unit=org.second)  # as if it had been handed over, to compare with
    assert readers(org, org.done) == {"desk_officer", *ABOVE}
    join(org, org.desk, org.second)
    org.done.refresh_from_db()

    assert org.done.unit == org.desk  # on record as it was
    assert readers(org, org.done) == {*READERS} == readers(org, own) | {*ABOVE}
    for name in {*READERS, *OTHERS} - {*ABOVE}:
        person = getattr(org, name)
        assert rules.of_dossier(org.done, person, NOON) == rules.of_dossier(own, person, NOON), name


def test_what_the_other_unit_had_is_not_opened_the_other_way_round(org):
    theirs = office.finish(org, office.submit(office.publish(org.desk, code="T-5")))
    Dossier.objects.filter(pk=theirs.pk).update(unit=org.second)
    join(org, org.desk, org.second)
    assert readers(org, theirs) == {*READERS} - {"deputy_head"}


def test_two_mergers_in_turn_and_a_move_of_the_last(org):
    join(org, org.desk, org.second)
    join(org, org.second, org.other_desk, DAY + timedelta(days=1))
    services.carry_out_due(now=NOON + timedelta(days=1))
    assert readers(org, org.done) == {"third", "joined_head", "keeper", *ABOVE}
    assert heir_path(org.desk) == "/T-UB2/T-HC3/"
    told = {"since": DAY, "source": "", "decision": "", "by": None, "now": NOON}
    above = organisation.unit("T-UB3", "UBND xã thứ ba", "UBND")
    unit_services.move_unit(unit=Unit.objects.get(pk=org.other_desk.pk), parent=above, **told)
    assert heir_path(org.desk) == heir_path(org.second) == "/T-UB3/T-HC3/"
    assert readers(org, org.done) == {"third", *ABOVE}


def heir_path(unit: Unit) -> str | None:
    return Unit.objects.values_list("heir_path", flat=True).get(pk=unit.pk)


def test_mergers_of_before_are_filled_in_alike(org):
    below = organisation.unit("T-TO", "Tổ một cửa", "TT_HCC", org.desk, valid_to=date(2026, 6, 1))
    join(org, org.desk, org.second)
    join(org, org.second, org.other_desk, DAY + timedelta(days=1))
    services.carry_out_due(now=NOON + timedelta(days=1))
    kept = [heir_path(unit) for unit in (org.desk, org.second, below, org.other_desk)]
    Unit.objects.update(heir_path=None)
    import_module("doanso.core.units.migrations.0007_heirs").carry_on(apps, SimpleNamespace(connection=connection))
    assert [heir_path(unit) for unit in (org.desk, org.second, below, org.other_desk)] == kept
    assert kept == ["/T-UB2/T-HC3/", "/T-UB2/T-HC3/", "/T-UB2/T-HC3/T-TO/", None]


def test_what_had_ended_below_the_unit_goes_along_below_the_other(org):
    """Who sits in the unit itself reads it as little as before; who is above it does."""
    below = organisation.unit("T-TO", "Tổ một cửa", "TT_HCC", org.desk, valid_to=date(2026, 6, 1))
    Dossier.objects.filter(pk=org.done.pk).update(unit=below)
    join(org, org.desk, org.second)
    assert heir_path(below) == "/T-UB2/T-HC2/T-TO/"
    assert readers(org, org.done) == {"joined_head", "keeper", *ABOVE}


def test_divided_unit_is_read_by_those_above_it_alone(org):
    parts = drafting.new_units(["Một cửa A", "Một cửa B"], org.commune, "TT_HCC")
    told = {"effective": DAY, "decision": "QĐ 9", "by": org.admin, "now": NOON}
    services.decide(kind="split", plan=drafting.split(org.desk, parts, (), goes_on=False), **told)
    for part in parts:
        organisation.seat(org.third, units.by_code(part.code), "bo_phan_mot_cua")
    assert heir_path(org.desk) is None
    assert readers(org, org.done) == {*ABOVE}


def test_part_that_was_taken_out_earlier_does_not_inherit_and_does_not_hinder(org):
    part = drafting.new_units(["Một cửa A"], org.commune, "TT_HCC")
    told = {"decision": "QĐ 9", "by": org.admin, "now": NOON}
    services.decide(
        kind="split", plan=drafting.split(org.desk, part, (), goes_on=True), effective=DAY - timedelta(days=1), **told
    )
    organisation.seat(org.third, units.by_code(part[0].code), "bo_phan_mot_cua")
    join(org, org.desk, org.second)
    assert readers(org, org.done) == {*READERS}


def test_pages_files_papers_lists_and_exports_follow(org):
    upload = SimpleUploadedFile("don.pdf", b"%PDF-1.4\n%%EOF\n")
    file = files.store(upload, kinds=frozenset({"pdf"}), by=None, now=NOON, purpose="t")
    filing = org.done.filings.get()
    filing.answers |= {"don": {"token": file.token, "size": file.size}}
    filing.save()
    paper = papers.receipt(dossier=org.done, by=None, now=NOON)
    join(org, org.desk, org.second)
    there = f"/ho-so/{org.done.code}/"
    addresses = [there, f"{there}giay/{paper.pk}.pdf", f"{there}ket-qua.pdf", f"{there}tep/{file.token}/"]
    for name in READERS:
        client = browser(getattr(org, name))
        assert [begins(client.get(one)) for one in addresses] == [b"<!do", b"%PDF", b"%PDF", b"%PDF"], name
    for name in OTHERS:
        client = browser(getattr(org, name))
        assert {client.get(one).status_code for one in addresses} == {404}, name
        assert org.done.code not in client.get("/ho-so/").content.decode()
    joined = browser(org.joined)
    assert org.done.code in joined.get("/ho-so/").content.decode()
    rows = list(load_workbook(BytesIO(joined.get("/ho-so/xuat.xlsx").content)).active.values)
    assert org.done.code in {cell for row in rows for cell in row}


def test_search_finds_it_without_being_written_anew(org):
    for job in ProcrastinateJob.objects.filter(task_name="procedures.index"):
        indexing.index(**job.args, now=NOON)
    join(org, org.desk, org.second)
    accounts = {name: office.account(getattr(org, name)) for name in (*READERS, *OTHERS)}
    found = {
        name for name, user in accounts.items() if search.search(org.done.code, user=user, sources=["dossiers"]).hits
    }
    assert found == {*READERS}


def test_archives_and_other_programs_of_the_unit_follow(org):
    Procedure.objects.update(keep_years=2)
    later = datetime(2029, 1, 2, 9, tzinfo=NOON.tzinfo)
    assert list(archiving.to_list(org.neighbour, later.date())) == []
    batch_of_old = archives.propose(
        body=org.commune, dossier_ids=[org.done.pk], by=seated(org, "luu_tru", org.commune), now=later
    )
    archives.drop(batch_id=batch_of_old.pk, by=org.head, now=later)
    join(org, org.desk, org.second)
    assert list(archiving.to_list(org.neighbour, later.date())) == [org.done]
    batch = archives.propose(body=org.neighbour, dossier_ids=[org.done.pk], by=org.keeper, now=later)
    assert list(archiving.to_list(org.commune, later.date())) == []  # on one list at a time
    told = {"number": "1/QĐ", "decided_on": later.date(), "digest": batch.digest, "now": later}
    assert archives.decide(batch_id=batch.pk, by=org.neighbour_head, **told).state == "running"
    client = ApiClient.objects.create(name="Cổng", unit=org.second, scopes=["read"], created_at=NOON)
    assert dossiers.for_client(client, org.done.code) == org.done
    client.unit = org.other_desk
    assert dossiers.for_client(client, org.done.code) is None


def begins(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer)[:4]


def seated(org, role: str, unit: Unit) -> Person:
    person = organisation.person("Người Lưu Trữ")
    organisation.seat(person, unit, role)
    return person


def test_asking_takes_no_more_statements_and_both_paths_have_their_index(org):
    join(org, org.desk, org.second)
    with CaptureQueriesContext(connection) as asked:
        assert rules.may_oversee(org.joined, org.desk, today())
    assert len(asked) == 2
    where = units.units_inherited(org.joined_head, "dossier.oversee", today())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        told = where.values("pk").explain()
    assert "unit_heir_path" in told
    assert "Seq Scan" not in told
