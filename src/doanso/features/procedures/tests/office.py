"""An office of the tests' organisation with one procedure, and its dossiers by way of the services alone."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection
from tests.support import org as organisation
from tests.support import together

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person, User
from doanso.core.calendar import services as calendar
from doanso.core.calendar.models import Kind as DayKind
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Kind, Version
from doanso.features.procedures.services import catalogue, dossiers

NOON, at_once = organisation.NOON, together.at_once
STEPS = [
    {"key": "nhan", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "minutes": 60,
     "actions": ["forward", "supplement", "refuse"]},
    {"key": "ky", "name": "Ký duyệt", "assignee": "lanh_dao_don_vi", "minutes": 120, "actions": ["forward"],
     "extra": {"issue": True}},
]  # fmt: skip


def build(**more: Any) -> SimpleNamespace:
    """`org.version` is in force at the one-stop desk; `org.admin` looks after the commune and what lies below."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # what a test that commits may have left
    org = organisation.build()
    org.admin = organisation.person("Ngô Quản Trị")
    organisation.seat(org.admin, org.commune, "quan_tri_don_vi")
    org.neighbour_admin = organisation.person("Vũ Láng Giềng")
    organisation.seat(org.neighbour_admin, org.neighbour, "quan_tri_don_vi")
    org.version = publish(org.desk, **more)
    return org


def publish(owner: Unit, *, code: str = "T-1", kind: str = Kind.STATE, **more: Any) -> Version:
    values = {
        "name": "Cấp giấy xác nhận thử",
        "field": "Hộ tịch",
        "flow": {"steps": STEPS},
        "limit": Decimal(3),
        "result": "Giấy xác nhận",
        **more,
    }
    return catalogue.publish(code=code, kind=kind, owner=owner, content=catalogue.Content(**values), by=None, now=NOON)


def submit(version: Version, name: str = "Lò Thị Mai Anh", *, now: datetime = NOON, **more: Any) -> Dossier:
    contact = dossiers.Contact(name, more.pop("phone", "0900000007"), more.pop("email", ""))
    answers = more.pop("answers", {"ten_nguoi_nop": name})
    return dossiers.submit(version=version, answers=answers, contact=contact, by=None, now=now, **more).dossier


def act(dossier: Dossier, by: Person, action: str = "forward", *, now: datetime = NOON, comment: str = "") -> Dossier:
    step = workflow.open_steps(workflow.case_of(dossier)).get()
    return dossiers.advance(
        dossier_id=dossier.pk, activation_id=step.pk, action=action, by=by, now=now, comment=comment
    )


def finish(org: SimpleNamespace, dossier: Dossier) -> Dossier:
    act(dossier, org.desk_officer)
    return act(dossier, org.head)


def account(person: Person) -> User:
    return User.objects.create_user(f"u{person.pk}", person=person)


def day_off(day: Any, chief: Person, *, unit: Unit | None = None) -> None:
    calendar.set_day(day=day, kind=DayKind.HOLIDAY, name="Nghỉ thử", unit=unit, by=chief, now=NOON)
