from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import pytest

from doanso.core.accounts.models import Person, User
from doanso.core.units import services as units
from doanso.core.units.models import Delegation, Position, Role, Unit, UnitType

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)  # a Wednesday, 9:00 in Hà Nội
TODAY = date(2026, 3, 4)


@dataclass
class Place:
    """Two neighbouring branches and their people."""

    type: UnitType
    _numbers: count = field(default_factory=lambda: count(1))

    def unit(self, name: str = "Chi đoàn") -> Unit:
        code = f"D-{next(self._numbers)}"
        return units.create_unit(
            code=code, name=f"{name} {code}", type=self.type, parent=None, valid_from=date(2020, 1, 1), by=None, now=NOW
        )

    def person(self, name: str = "Lê Văn Bình") -> Person:
        person = Person.objects.create(full_name=name)
        User.objects.create(username=f"inbox-{next(self._numbers)}", person=person)
        return person

    def holder(
        self, unit: Unit, role: str = "bi_thu", name: str = "Lê Văn Bình", since: date = date(2024, 1, 1)
    ) -> tuple[Person, Position]:
        person = self.person(name)
        position = units.appoint(person=person, unit=unit, role=role, since=since, by=None, now=NOW)
        return person, position

    def delegate(self, position: Position, to: Person, first: date, last: date) -> Delegation:
        return Delegation.objects.create(position=position, delegate=to, valid_from=first, valid_to=last)


@pytest.fixture
def place(db) -> Place:
    units.seed_roles()
    assert Role.objects.filter(code="bi_thu").exists()
    return Place(UnitType.objects.create(code="T", name="Chi đoàn", tree="doan", rank=3, branch=True))
