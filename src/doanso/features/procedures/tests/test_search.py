"""Dossiers in the search of the whole site."""

import pytest
from django.contrib.auth.models import AnonymousUser
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.core.search import queries
from doanso.features.procedures.queries import dossiers
from doanso.features.procedures.services import indexing
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return office.build()


def found(text: str, user) -> list[str]:
    return [hit.key for hit in queries.search(text, user=user, sources=["dossiers"]).hits]


def work_off() -> None:
    """What the worker would do with the jobs that stand in the queue."""
    for job in ProcrastinateJob.objects.filter(task_name="procedures.index"):
        indexing.index(**job.args, now=NOON)


def test_officer_finds_a_dossier_by_name_phone_and_codes(org) -> None:
    dossier = office.submit(org.version, "Lò Thị Mai Ánh", phone="0900000017")
    office.submit(org.version, "Đinh Văn Khôi", phone="0900000018")
    officer = office.account(org.desk_officer)
    assert found("Mai Ánh", officer) == []  # handing in does not wait for the index

    work_off()

    typed = ["lo thi mai anh", "LÒ THỊ MAI ÁNH", "mai ánh", "0900000017", dossier.code, dossier.tracking]
    assert {text: found(text, officer) for text in typed} == {text: [dossier.code] for text in typed}


def test_dossier_is_found_by_the_number_of_its_result(org) -> None:
    dossier = office.submit(org.version)
    office.finish(org, dossier)
    work_off()

    assert dossier.result.number == "01/QĐ-UB"
    assert found("01/QĐ-UB", office.account(org.head)) == [dossier.code]


def test_neighbour_stranger_and_visitor_find_nothing(org) -> None:
    office.submit(org.version, "Lò Thị Mai Ánh")
    work_off()

    for user in (office.account(org.neighbour_head), office.account(org.stranger), AnonymousUser()):
        assert found("Mai Ánh", user) == []


def test_applicant_finds_their_own(org) -> None:
    dossier = office.submit(org.version, applicant=org.stranger)
    office.submit(org.version)
    work_off()

    assert found("Cấp giấy xác nhận thử", office.account(org.stranger)) == [dossier.code]


def test_officer_of_another_office_finds_what_they_work_on(org) -> None:
    """The seat of the second step lies beside the office, not above it: the reach is wider than one's own units."""
    steps = [{**office.STEPS[0]}, {**office.STEPS[1], "assignee": "cong_chuc_linh_vuc"}]
    dossier = office.submit(office.publish(org.desk, code="T-2", flow={"steps": steps}))
    office.submit(org.version)
    office.act(dossier, org.desk_officer)
    work_off()

    assert found("Cấp giấy xác nhận thử", office.account(org.field_officer)) == [dossier.code]


def test_reach_is_the_units_of_ones_seats_and_of_what_one_touched(org) -> None:
    office.submit(org.version, applicant=org.stranger)

    people = (org.desk_officer, org.head, org.stranger, org.neighbour_head, None)
    reached = [dossiers.units_reached(person, NOON.date()) for person in people]
    assert reached == [{"T-HC"}, {"T-UB"}, {"T-HC"}, {"T-UB2"}, set()]
