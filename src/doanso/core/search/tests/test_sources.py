from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from doanso.core.accounts.models import Person, User
from doanso.core.search import queries
from doanso.core.search.models import Entry
from doanso.core.units import services as units
from doanso.core.units.models import Delegation, Membership, Unit, UnitType

from .conftest import NOW

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def tree() -> dict[str, Unit]:
    """Above, with two neighbours below it."""
    units.seed_roles()
    kind = UnitType.objects.create(code="T", name="Đoàn xã", tree="doan", rank=3)

    def unit(code: str, parent: Unit | None = None) -> Unit:
        return units.create_unit(
            code=code, name=f"Đoàn xã {code}", type=kind, parent=parent, valid_from=LONG_AGO, by=None, now=NOW
        )

    above = unit("TREN")
    return {"above": above, "here": unit("DAY", above), "there": unit("KIA", above)}


def person(name: str) -> Person:
    made = Person.objects.create(full_name=name)
    User.objects.create(username=f"u{made.pk}", person=made)
    return made


def seat(unit: Unit, role: str = "bi_thu", **more) -> Person:
    holder = person("Người Giữ Chức")
    units.appoint(person=holder, unit=unit, role=role, since=LONG_AGO, by=None, now=NOW, **more)
    return holder


def found(text: str, reader: Person) -> list[str]:
    return [hit.key for hit in queries.search(text, user=reader.user, sources=["people"]).hits]


def test_units_are_found_by_everybody_as_soon_as_they_exist(tree) -> None:
    results = queries.search("doan xa DAY", user=AnonymousUser())

    assert [(hit.source, hit.key) for hit in results.hits] == [("units", str(tree["here"].pk))]
    tree["here"].name = "Đoàn phường Mới"
    tree["here"].save()
    assert queries.search("phường mới", user=AnonymousUser()).total == 1


def test_people_are_found_by_officers_of_their_unit_and_above_alone(tree) -> None:
    member = person("Hoàng Thị Lụa")
    Membership.objects.create(person=member, unit=tree["here"], valid_from=LONG_AGO)
    key = str(member.pk)

    assert found("hoang thi lua", seat(tree["here"])) == [key]
    assert found("hoang thi lua", seat(tree["above"])) == [key]
    assert found("hoang thi lua", seat(tree["there"])) == []
    assert found("hoang thi lua", seat(tree["here"], "cap_uy")) == []
    assert found("hoang thi lua", person("Người Lạ")) == []
    assert found("hoang thi lua", member) == [key]
    assert queries.search("hoang thi lua", user=AnonymousUser()) == queries.Results()
    assert queries.search("hoang thi lua", user=User.objects.create(username="may")).total == 0


def test_people_are_found_by_a_delegate_only_while_it_lasts(tree) -> None:
    member, delegate = person("Hoàng Thị Lụa"), person("Người Thay")
    Membership.objects.create(person=member, unit=tree["here"], valid_from=LONG_AGO)
    today = timezone.localdate()
    lent = Delegation.objects.create(
        position=seat(tree["here"]).positions.get(), delegate=delegate, valid_from=today, valid_to=today
    )
    assert found("lụa", delegate) == [str(member.pk)]

    Delegation.objects.filter(pk=lent.pk).update(
        valid_from=today - timedelta(days=2), valid_to=today - timedelta(days=1)
    )
    assert found("lụa", delegate) == []


def test_people_who_left_the_unit_are_not_found_any_more(tree) -> None:
    member = person("Hoàng Thị Lụa")
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.create(person=member, unit=tree["here"], valid_from=LONG_AGO, valid_to=yesterday)

    assert found("lụa", seat(tree["here"])) == []


def test_people_are_looked_up_in_the_units_of_the_reader_alone(tree) -> None:
    for _number in range(queries.SCANNED // 1000):
        Membership.objects.create(person=person("Hoàng Thị Lụa"), unit=tree["there"], valid_from=LONG_AGO)
    member = person("Hoàng Thị Lụa")
    Membership.objects.create(person=member, unit=tree["here"], valid_from=LONG_AGO)
    asked: list[list[str]] = []
    source = replace(queries.sources()["people"], visible=lambda user, keys: asked.append(keys) or set(keys))

    queries._visible_of(source, seat(tree["here"]).user, [("folded", "'lua'")], queries.SCANNED)

    assert asked == [[str(member.pk)]]


def test_people_keep_their_numbers_out_of_the_index() -> None:
    Person.objects.create(
        full_name="Hoàng Thị Lụa", cccd="099199000001", phone="0900000001", email="lua@demo.example", job="Giáo viên"
    )
    entry = Entry.objects.get(source="people")

    assert (entry.title, entry.body) == ("Hoàng Thị Lụa", "Giáo viên")
    assert not any(secret in entry.exact for secret in ("099199000001", "0900000001", "lua"))


def test_what_is_deleted_is_not_found_any_more(tree) -> None:
    gone = person("Hoàng Thị Lụa")
    gone.user.delete()
    gone.delete()
    Unit.objects.filter(pk=tree["there"].pk).get().delete()

    assert sorted(Entry.objects.values_list("title", flat=True)) == ["Đoàn xã DAY", "Đoàn xã TREN"]
