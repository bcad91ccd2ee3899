"""A step is given to a colleague by name."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.support import org as organisation
from tests.support import together

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as work
from doanso.core.audit import queries as audit
from doanso.core.inbox.models import Item
from doanso.core.notify.models import Notification
from doanso.features.procedures.services import assigning
from doanso.features.procedures.tests import office, publicly
from doanso.features.procedures.tests.office import NOON
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    org = office.build()
    org.second = organisation.person("Mùa A Dua")
    org.seat = organisation.seat(org.second, org.desk, "bo_phan_mot_cua")
    org.dossier = office.submit(org.version)
    return org


def step_of(org):
    return workflow.open_steps(workflow.case_of(org.dossier)).get()


def give(org, to, *, by, words=""):
    assigning.assign(dossier=org.dossier, activation_id=step_of(org).pk, to=to, words=words, by=by, now=NOON)


def test_work_given_to_a_colleague_is_theirs_alone_and_they_are_told(org) -> None:
    give(org, org.second, by=org.desk_officer, words="Nhờ Dua xem kỹ phần địa chỉ.")

    told = Notification.objects.get(kind="procedures.assigned")
    line = workflow.timeline(workflow.case_of(org.dossier)).get(kind="assigned")
    item = Item.objects.get(key=str(step_of(org).pk))
    assert (step_of(org).claimed_by, item.claimed_by, told.recipient) == (org.second, org.second, org.second)
    assert "Nhờ Dua xem kỹ phần địa chỉ." in told.body
    assert (line.by, line.data["to"], line.text, line.public) == (
        org.desk_officer,
        "Mùa A Dua",
        "Nhờ Dua xem kỹ phần địa chỉ.",
        False,
    )
    assert "workflow.assigned" in [event.kind for event in audit.of(step_of(org))]
    with pytest.raises(AlreadyDone):
        office.act(org.dossier, org.desk_officer)
    assert office.act(org.dossier, org.second).step_name == "Ký duyệt"


@pytest.mark.parametrize("who", ["stranger", "head", "secretary", "field_officer"])
def test_who_does_not_sit_there_gets_no_work(org, who) -> None:
    with pytest.raises(Refused):
        give(org, getattr(org, who), by=org.desk_officer)
    assert step_of(org).claimed_by is None


@pytest.mark.parametrize("who", ["stranger", "secretary", "neighbour_admin"])
def test_strangers_give_no_work_away(org, who) -> None:
    with pytest.raises(Forbidden):
        give(org, org.second, by=getattr(org, who))


def test_work_that_a_colleague_has_is_given_on_by_them_or_who_oversees(org) -> None:
    """Officers of a field sit there without overseeing the desk."""
    first, second, third = (organisation.person(name) for name in ("Lò Văn Một", "Lò Văn Hai", "Lò Văn Ba"))
    for one in (first, second, third):
        organisation.seat(one, org.desk, "cong_chuc_linh_vuc")
    steps = [{**office.STEPS[0], "assignee": "cong_chuc_linh_vuc"}, office.STEPS[1]]
    org.dossier = office.submit(office.publish(org.desk, code="T-9", flow={"steps": steps}))
    give(org, second, by=first)

    with pytest.raises(AlreadyDone):
        give(org, third, by=first)
    give(org, third, by=second)
    give(org, first, by=org.desk_officer)
    assert step_of(org).claimed_by == first


def test_who_is_barred_from_deciding_is_not_offered(org) -> None:
    """Whoever received a dossier does not check it, though they sit on both seats."""
    steps = [{**office.STEPS[0]}, {**office.STEPS[0], "key": "soat", "name": "Soát xét", "not_by": ["nhan"]}]
    dossier = office.submit(office.publish(org.desk, code="T-9", flow={"steps": steps}))
    office.act(dossier, org.desk_officer)

    step = workflow.open_steps(workflow.case_of(dossier)).get()
    assert workflow.colleagues(step, NOON) == [org.second]


def test_who_left_the_seat_gets_no_work_on_the_page_and_the_name_is_asked_for(org) -> None:
    client = Client()
    client.force_login(office.account(org.desk_officer))
    address = f"{org.dossier.get_absolute_url()}buoc/{step_of(org).pk}/giao/"

    assert "Mùa A Dua" in client.get(org.dossier.get_absolute_url()).text
    assert client.post(address, {"to": ""}).status_code == 422
    assert client.post(address, {"to": str(org.head.pk)}).status_code == 422
    org.seat.valid_to = timezone.localdate(NOON)
    org.seat.save()
    assert client.post(address, {"to": str(org.second.pk)}).status_code == 403
    assert step_of(org).claimed_by is None


@pytest.mark.django_db(transaction=True)
def test_given_and_taken_at_once_one_is_first(org) -> None:
    """Whoever comes second is told who has it, or takes it over knowingly; never do two believe that it is theirs."""
    step, case = step_of(org), workflow.case_of(org.dossier)
    known = {"case_id": case.pk, "activation_id": step.pk, "now": NOON}

    results = together.at_once(
        lambda: give(org, org.second, by=org.desk_officer), lambda: work.claim(by=org.desk_officer, **known)
    )

    holder = step_of(org).claimed_by
    lost = [one for one in results if isinstance(one, AlreadyDone)]
    assert (holder, Item.objects.get(key=str(step.pk)).claimed_by) == (org.second, org.second)
    assert len(lost) <= 1


def test_work_taken_or_given_back_in_the_list_is_so_on_the_dossier_too(org) -> None:
    """And the other way round: there is one answer to who has it."""
    item = Item.objects.get(key=str(step_of(org).pk))
    mine, second = publicly.signed_in(org.desk_officer), publicly.signed_in(org.second)

    mine.post(f"/viec/{item.pk}/nhan/")
    assert step_of(org).claimed_by == Item.objects.get(pk=item.pk).claimed_by == org.desk_officer
    assert second.post(f"/viec/{item.pk}/nhan/").status_code == 409
    with pytest.raises(AlreadyDone):
        office.act(org.dossier, org.second)

    mine.post(f"/viec/{item.pk}/tra-lai/")
    assert step_of(org).claimed_by is Item.objects.get(pk=item.pk).claimed_by is None
    assert office.act(org.dossier, org.second).step_name == "Ký duyệt"
