"""A dossier on its way changes the register at its steps; what stands against it is told before anybody signs."""

from typing import Any

import pytest
from django.test import Client

from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import reconciling
from doanso.features.members.tests.test_views import browser
from doanso.features.procedures.models import Dossier, Kind, Result
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
STEPS = [
    {"key": "nop", "name": "Nộp", "kind": "start", "assignee": ""},
    {"key": "di", "name": "Giới thiệu", "assignee": "bi_thu('T-CD')", "minutes": 60, "actions": ["forward", "refuse"],
     "extra": {"issue": True}},
    {"key": "den", "name": "Tiếp nhận", "assignee": "bi_thu('T-CS')", "minutes": 60, "actions": ["forward", "refuse"]},
]  # fmt: skip
EFFECTS = (
    {"name": "members.send", "params": {}, "at": "di"},
    {"name": "members.receive", "params": {}},
    {"name": "members.keep", "params": {}, "at": "stopped"},
)
CONTEXT = {"chi_doan_di": "don_vi_di", "chi_doan_den": "don_vi_den", "don_vi_nop": "don_vi_di"}


@pytest.fixture
def org():
    built = office.build()
    services.open_register(now=NOON)
    more: dict[str, Any] = {"flow": {"steps": STEPS}, "effects": EFFECTS, "extra": {"context": CONTEXT}}
    built.transfer = office.publish(built.base, code="T-CSH", kind=Kind.UNION, **more)
    return built


def submitted(org, person) -> Dossier:
    return office.submit(
        org.transfer, person.full_name, answers={"don_vi_di": "T-CD", "don_vi_den": "T-CD2"}, applicant=person
    )


def entered(dossier: Dossier) -> list[tuple[str, str]]:
    return list(Entry.objects.filter(source=dossier.code).order_by("pk").values_list("kind", "decision"))


def test_both_sides_enter_with_the_number_of_the_decision(org) -> None:
    dossier = submitted(org, org.members[2])
    office.act(dossier, org.secretary)
    number = Result.objects.get(dossier=dossier).number
    assert entered(dossier) == [("sent", number)]

    office.act(dossier, org.base_secretary)
    assert entered(dossier) == [("sent", number), ("received", number)]
    assert reconciling.trail() + reconciling.memberships() == []
    page = browser(org.base_secretary).get(f"/doan-vien/{org.members[2].pk}/")
    assert f'<a href="/ho-so/{dossier.code}/">Hồ sơ {dossier.code}</a>' in page.text


def test_a_refusal_on_the_way_sets_right_what_was_entered(org) -> None:
    dossier = submitted(org, org.members[2])
    office.act(dossier, org.secretary)
    office.act(dossier, org.base_secretary, "refuse", comment="Chi đoàn đã giải thể")

    assert [kind for kind, _number in entered(dossier)] == ["sent", "kept"]
    assert org.members[2].memberships.get(valid_to=None).state == "dang_sinh_hoat"


def test_what_stands_against_it_is_told_and_nothing_is_signed(org) -> None:
    dossier = submitted(org, org.stranger)
    words = "Người Lạ không phải đoàn viên của Chi đoàn 10A1."
    page = browser(org.secretary).get(f"/ho-so/{dossier.code}/")
    assert page.context["obstacles"] == [words]
    assert words in page.text

    with pytest.raises(Refused, match="không phải đoàn viên"):
        office.act(dossier, org.secretary)
    assert (Result.objects.count(), entered(dossier)) == (0, [])
    office.act(dossier, org.secretary, "refuse", comment="Không phải đoàn viên")
    assert browser(org.secretary).get(f"/ho-so/{dossier.code}/").context["obstacles"] == []


def test_decision_that_was_undone_is_no_longer_in_force_for_who_checks_it(org) -> None:
    first = submitted(org, org.members[2])
    office.act(first, org.secretary)
    office.act(first, org.base_secretary)
    sign = {"key": "ky", "name": "Quyết định", "assignee": "bi_thu('T-CS')", "minutes": 60, "actions": ["forward"]}
    undoing = office.publish(
        org.base, code="T-HQD", kind=Kind.UNION, flow={"steps": [{**sign, "extra": {"issue": True}}]},
        effects=({"name": "members.undo", "params": {}},),
    )  # fmt: skip
    address = f"/kiem-tra/{Result.objects.get(dossier=first).verify_token}/"
    assert "còn hiệu lực" in Client().get(address).text

    second = office.submit(undoing, answers={"chi_doan": "T-CD", "ho_so": first.code, "ly_do": "Nhầm người"})
    office.act(second, org.base_secretary)

    page = Client().get(address).text
    assert "Không còn hiệu lực" in page
    assert f"Đã bị hủy bỏ theo quyết định số {Result.objects.get(dossier=second).number}." in page
    assert "còn hiệu lực" in Client().get(f"/kiem-tra/{Result.objects.get(dossier=second).verify_token}/").text
