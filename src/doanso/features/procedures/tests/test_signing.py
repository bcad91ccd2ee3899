"""In whose name somebody signs who holds more than one seat, and whose claim holds up the work."""

from datetime import timedelta

import pytest
from tests.support import org as organisation

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as work
from doanso.core.units import services as units
from doanso.core.units.models import Position
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON
from doanso.lib.errors import AlreadyDone

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return office.build()


def test_decision_is_issued_by_the_office_whose_step_was_signed(org) -> None:
    """The head of the commune is secretary of a youth branch, too, which ranks higher."""
    organisation.seat(org.head, org.sister, "bi_thu")

    result = office.finish(org, office.submit(org.version)).result

    assert (result.issuer, result.signer_title, result.number) == (org.commune, "Lãnh đạo đơn vị", "01/QĐ-UB")


def test_seat_that_was_lent_signs_for_its_own_office(org) -> None:
    """The one who stands in has a signing seat of their own elsewhere."""
    day = NOON.date()
    seat = Position.objects.get(person=org.head)
    units.delegate(position=seat, to=org.secretary, kind="KT", first_day=day, last_day=day, by=org.head, now=NOON)
    dossier = office.submit(org.version)
    office.act(dossier, org.desk_officer)

    result = office.act(dossier, org.secretary).result

    assert (result.issuer, result.signer_name) == (org.commune, "Hồ Khánh Linh")


def test_who_stands_in_signs_with_the_title_of_that_day(org) -> None:
    """Not with what they were, or were not yet, when the dossier was handed in."""
    later = NOON + timedelta(days=1)
    deputy = organisation.person("Mùa A Dua")
    units.appoint(
        person=deputy, unit=org.commune, role="pho_lanh_dao", since=later.date(), by=None, now=later,
        title="Phó Chủ tịch",
    )  # fmt: skip
    lent = {"first_day": later.date(), "last_day": later.date(), "by": org.head, "now": later}
    units.delegate(position=Position.objects.get(person=org.head), to=deputy, kind="KT", **lent)
    dossier = office.submit(org.version)
    office.act(dossier, org.desk_officer)

    signature = office.act(dossier, deputy, now=later).result.content["signature"]

    assert (signature["authority"], signature["title"]) == ("KT. LÃNH ĐẠO ĐƠN VỊ", "PHÓ CHỦ TỊCH")


def test_claim_of_who_left_the_seat_holds_nobody_up(org) -> None:
    second = organisation.person("Mùa A Dua")
    seat = organisation.seat(second, org.desk, "bo_phan_mot_cua")
    dossier = office.submit(org.version)
    case = workflow.case_of(dossier)
    work.claim(case_id=case.pk, activation_id=workflow.open_steps(case).get().pk, by=second, now=NOON)
    with pytest.raises(AlreadyDone):
        office.act(dossier, org.desk_officer)

    units.end_position(position=seat, last_day=NOON.date() - timedelta(days=1), by=None, now=NOON)

    assert office.act(dossier, org.desk_officer).step_name == "Ký duyệt"
