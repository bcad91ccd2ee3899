from dataclasses import dataclass
from datetime import date, datetime

from django.test import Client

from doanso.core.accounts.models import Person, User
from doanso.core.units import services as units
from doanso.core.units.models import Tree, Unit, UnitType

SINCE = date(2025, 7, 1)


@dataclass
class Offices:
    """A province with two communes; the first commune has a desk. Each has an administrator; the province's also
    keeps everybody's calendar."""

    province: Unit
    commune: Unit
    desk: Unit
    neighbour: Unit
    chief: Person
    admin: Person
    neighbour_admin: Person
    officer: Person


def _seat(name: str, unit: Unit, role: str, now: datetime) -> Person:
    person = Person.objects.create(full_name=name)
    User.objects.create(username=f"u{person.pk}", person=person)
    units.appoint(person=person, unit=unit, role=role, since=SINCE, by=None, now=now)
    return person


def offices(now: datetime) -> Offices:
    units.seed_roles()
    kind = UnitType.objects.create(code="UBND", name="Ủy ban nhân dân", tree=Tree.AGENCY, rank=1)

    def unit(code: str, name: str, parent: Unit | None) -> Unit:
        return units.create_unit(code=code, name=name, type=kind, parent=parent, valid_from=SINCE, by=None, now=now)

    province = unit("T", "Tỉnh Thử", None)
    commune, neighbour = unit("T1", "Xã Một", province), unit("T2", "Xã Hai", province)
    desk = unit("T1-HC", "Một cửa xã Một", commune)
    chief = _seat("Trần Chủ Tịch", province, "quan_tri_don_vi", now)
    units.appoint(person=chief, unit=province, role="giu_lich_chung", since=SINCE, by=None, now=now)
    return Offices(
        province,
        commune,
        desk,
        neighbour,
        chief,
        _seat("Lê Quản Trị", commune, "quan_tri_don_vi", now),
        _seat("Phạm Láng Giềng", neighbour, "quan_tri_don_vi", now),
        _seat("Vũ Chuyên Viên", commune, "cong_chuc_linh_vuc", now),
    )


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client
