from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from doanso.core.accounts.models import Person
from doanso.core.units import services as units
from doanso.core.units.models import Role, Tree, UnitType

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def province(db, now):
    """A province's Union with two communes below it, each with a secretary."""
    kind = UnitType.objects.create(code="thu", name="Đoàn thử", tree=Tree.UNION, rank=1)
    Role.objects.get_or_create(
        code="bi_thu",
        defaults={"name": "Bí thư", "name_en": "Secretary", "permissions": ["procedure.edit"], "covers_below": True},
    )
    top = units.create_unit(
        code="T", name="Tỉnh đoàn thử", type=kind, parent=None, valid_from=LONG_AGO, by=None, now=now
    )
    made = {"T": top}
    for code in ("A", "B"):
        name = f"Đoàn xã thử {code}"
        made[code] = units.create_unit(
            code=code, name=name, type=kind, parent=top, valid_from=LONG_AGO, by=None, now=now
        )
    return made


@pytest.fixture
def secretary(province, now):
    """`secretary("A")` is a new person on that seat."""

    def make(code: str) -> Person:
        person = Person.objects.create(full_name=f"Bí thư thử {code}")
        units.appoint(person=person, unit=province[code], role="bi_thu", since=LONG_AGO, by=None, now=now)
        return person

    return make


@pytest.fixture
def sign_in():
    def as_person(person: Person) -> Client:
        client = Client()
        user = get_user_model().objects.create_user(f"u{person.pk}", f"u{person.pk}@example.vn", person=person)
        client.force_login(user)
        return client

    return as_person
