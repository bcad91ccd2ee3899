"""A dossier about an election, signed: the term carries the number of the decision; a refusal changes nothing."""

from typing import Any

import pytest

from doanso.core.units.models import Position
from doanso.features.cadres.models import Entry, Term
from doanso.features.cadres.tests.support import agree, browser, row
from doanso.features.procedures.models import Dossier, Kind, Result
from doanso.features.procedures.tests import office

pytestmark = pytest.mark.django_db
STEPS = [
    {"key": "nop", "name": "Nộp", "kind": "start", "assignee": ""},
    {"key": "ky", "name": "Chuẩn y", "assignee": "bi_thu('T-CS')", "minutes": 60, "actions": ["forward", "refuse"],
     "extra": {"issue": True}},
]  # fmt: skip


@pytest.fixture
def org():
    built = office.build()
    more: dict[str, Any] = {"flow": {"steps": STEPS}, "effects": ({"name": "cadres.elected", "params": {}},)}
    built.election = office.publish(built.base, code="T-CY", kind=Kind.UNION, **more)
    return built


def submitted(org, *rows: dict[str, Any]) -> Dossier:
    answers = {"don_vi_nop": "T-CD", "nguoi": list(rows), "nhiem_ky_den": "2028-11-17"}
    return office.submit(org.election, "Hồ Khánh Linh", answers=answers, applicant=org.secretary)


def test_a_signed_decision_stands_beside_the_term_and_every_seat(org) -> None:
    dossier = submitted(org, row("Hồ Khánh Linh", "Bí thư"), row("Trương Mỹ Anh", "Phó Bí thư", so_phieu=5))
    office.act(dossier, org.base_secretary)

    number = Result.objects.get(dossier=dossier).number
    assert Term.objects.get().decision == number
    lines = Entry.objects.order_by("pk").values_list("kind", "full_name", "decision")
    assert list(lines) == [
        ("ended", "Nguyễn Đăng Khôi", number),
        ("elected", "Hồ Khánh Linh", number),
        ("elected", "Trương Mỹ Anh", number),
    ]
    assert Position.objects.get(person=org.members[2]).source == dossier.code
    page = browser(org.secretary).get(f"/can-bo/nguoi/{org.members[2].pk}/")
    assert f"Trúng cử, quyết định {number}" in page.text
    agree()


def test_a_refused_dossier_and_a_wrong_name_change_nothing(org) -> None:
    dossier = submitted(org, row("Không Ai Cả", "Bí thư"))
    told = browser(org.base_secretary).get(f"/ho-so/{dossier.code}/").context["obstacles"]
    office.act(dossier, org.base_secretary, "refuse", comment="Danh sách sai")

    assert told == ["“Không Ai Cả” không xác định được đúng một người; hãy ghi thêm ngày sinh."]
    assert (Term.objects.count(), Entry.objects.count()) == (0, 0)
