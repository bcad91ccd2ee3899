"""The receiving base organisation chooses the branch: what the request names is only where it begins."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support import org as organisation

from doanso.blocks.eforms import demo
from doanso.blocks.eforms import services as eforms
from doanso.blocks.workflow import queries as workflow
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.tests.test_views import browser
from doanso.features.procedures.models import Dossier, Kind
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON
from doanso.features.procedures.tests.publicly import turn

pytestmark = pytest.mark.django_db
FORM = json.loads((Path(demo.__file__).parent / "F-CSH-TN.json").read_text(encoding="utf-8"))
STEPS = [
    {"key": "nop", "name": "Nộp", "kind": "start", "assignee": ""},
    {"key": "di", "name": "Giới thiệu", "assignee": "bi_thu(chi_doan_di)", "actions": ["forward"],
     "extra": {"issue": True}},
    {"key": "den", "name": "Tiếp nhận", "assignee": "bi_thu(doan_co_so_den)", "actions": ["forward", "refuse"],
     "extra": {"form": "F-CSH-TN"}},
    {"key": "ve", "name": "Phân về chi đoàn", "assignee": "bi_thu(chi_doan_den)", "actions": ["forward", "return"]},
]  # fmt: skip
EFFECTS = (
    {"name": "members.send", "params": {}, "at": "di"},
    {"name": "members.receive", "params": {}},
    {"name": "members.keep", "params": {}, "at": "stopped"},
)
CONTEXT = {"chi_doan_di": "don_vi_di", "chi_doan_den": "don_vi_den", "don_vi_nop": "don_vi_di"}


@pytest.fixture
def org() -> SimpleNamespace:
    """A school elsewhere with two branches, and a request that names what `sent` is told."""
    built = office.build()
    built.school = organisation.unit("T-CS2", "Đoàn trường Cửa Sông", "DOAN_CO_SO", built.province)
    built.first = organisation.unit("T-CS2-1", "Chi đoàn 11B1", "CHI_DOAN", built.school)
    built.second = organisation.unit("T-CS2-2", "Chi đoàn 11B2", "CHI_DOAN", built.school)
    for name, unit in (
        ("receiver", built.school),
        ("first_secretary", built.first),
        ("second_secretary", built.second),
    ):
        setattr(built, name, organisation.person(f"Bí thư {unit.name}"))
        organisation.seat(getattr(built, name), unit, "bi_thu")
    services.open_register(now=NOON)
    eforms.define(code="F-CSH-TN", name="Tiếp nhận", definition=FORM, by=None, now=NOON)
    more: dict[str, Any] = {"flow": {"steps": STEPS}, "effects": EFFECTS, "extra": {"context": CONTEXT}}
    built.transfer = office.publish(built.base, code="T-CSH", kind=Kind.UNION, **more)
    return built


def sent(org: SimpleNamespace, wish: str) -> Dossier:
    member = org.members[2]
    answers = {"don_vi_di": "T-CD", "don_vi_den": wish}
    dossier = office.submit(org.transfer, member.full_name, answers=answers, applicant=member)
    return office.act(dossier, org.secretary)


def waiting(dossier: Dossier) -> Any:
    return workflow.open_steps(workflow.case_of(dossier)).get()


def choose(org: SimpleNamespace, dossier: Dossier, unit: str) -> Any:
    at, client = f"/ho-so/{dossier.code}/buoc/{waiting(dossier).pk}/bieu-mau/", browser(org.receiver)
    return turn(client, at, client.get(at), go="submit", don_vi_den=unit, ghi_chu_tiep_nhan="")


def test_receiver_chooses_among_own_branches_beginning_with_the_wish(org) -> None:
    dossier = sent(org, "T-CS2-1")
    page = browser(org.receiver).get(f"/ho-so/{dossier.code}/buoc/{waiting(dossier).pk}/bieu-mau/").text
    listed = page.partition('<select id="f-don_vi_den"')[2].partition("</select>")[0]
    assert listed.count("<option") == 3
    assert '<option value="T-CS2-1" selected>Chi đoàn 11B1</option>' in listed
    assert '<option value="T-CS2-2">Chi đoàn 11B2</option>' in listed

    assert choose(org, dossier, "T-CS2-2").status_code == 302
    step = waiting(dossier)
    assert (step.step, step.seats[0][:2]) == ("ve", ["bi_thu", org.second.pk])
    office.act(dossier, org.second_secretary)
    received = Entry.objects.get(source=dossier.code, kind=Entry.Kind.RECEIVED)
    assert (received.unit, received.origin) == (org.second, org.branch)
    assert org.members[2].memberships.get(valid_to=None).unit == org.second


def test_request_that_names_the_base_organisation_alone_goes_to_it_and_on_to_the_branch(org) -> None:
    dossier = sent(org, "T-CS2")
    assert waiting(dossier).seats[0][:2] == ["bi_thu", org.school.pk]
    obstacles = browser(org.receiver).get(f"/ho-so/{dossier.code}/").context["obstacles"]
    assert obstacles == ["Đoàn trường Cửa Sông không phải là chi đoàn: bên tiếp nhận chọn một chi đoàn."]

    choose(org, dossier, "T-CS2-1")
    assert browser(org.first_secretary).get(f"/ho-so/{dossier.code}/").context["obstacles"] == []
    office.act(dossier, org.first_secretary)
    assert org.members[2].memberships.get(valid_to=None).unit == org.first


@pytest.mark.parametrize("unit", ["T-CS2", "T-CD2", "T-CS", "Chi đoàn 10A2 [T-CD2]", ""])
def test_what_is_no_branch_of_the_receiver_is_not_taken(org, unit) -> None:
    dossier = sent(org, "T-CS2")
    answer = choose(org, dossier, unit)
    assert (answer.status_code, waiting(dossier).step) == (200, "den")
    assert 'id="f-don_vi_den-error"' in answer.text


def test_branch_gives_back_and_another_one_is_chosen(org) -> None:
    dossier = sent(org, "T-CS2-1")
    choose(org, dossier, "T-CS2-1")
    office.act(dossier, org.first_secretary, "return", comment="Lớp đã đủ")
    choose(org, dossier, "T-CS2-2")
    assert waiting(dossier).seats[0][:2] == ["bi_thu", org.second.pk]


def test_the_branch_that_was_left_cannot_take_the_member_back_as_a_transfer(org) -> None:
    """It would end one stay and begin none."""
    dossier = sent(org, "T-CS")
    at, client = f"/ho-so/{dossier.code}/buoc/{waiting(dossier).pk}/bieu-mau/", browser(org.base_secretary)
    turn(client, at, client.get(at), go="submit", don_vi_den="T-CD", ghi_chu_tiep_nhan="")
    obstacles = browser(org.secretary).get(f"/ho-so/{dossier.code}/").context["obstacles"]
    assert obstacles == ["Trương Mỹ Anh đã là đoàn viên của Chi đoàn 10A1."]
