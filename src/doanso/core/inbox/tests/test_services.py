from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from doanso.core.audit import queries as audit
from doanso.core.inbox import queries, services
from doanso.core.inbox.models import Item, ItemSeat
from doanso.core.units import services as units
from doanso.core.units.seats import Seat
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

from .conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def put(*seats: Seat, **change) -> Item:
    values = {"title": "Thẩm định", "url": "/x/", "unit_id": None, "due_at": None, "now": NOW, **change}
    services.put("k", "a", seats=seats, **values)
    return Item.objects.get(kind="k", key="a")


def seats() -> set[tuple]:
    return set(ItemSeat.objects.values_list("role", "unit_id", "person_id"))


def test_put_again_changes_what_stands_there(place) -> None:
    unit, me = place.unit(), place.person()
    first = put(Seat("bi_thu", unit.pk), Seat(person_id=me.pk))
    second = put(Seat(person_id=me.pk), Seat("pho_bi_thu", unit.pk), title="Ký", now=NOW + timedelta(days=1))

    assert (second.pk, second.title, second.started_at) == (first.pk, "Ký", NOW)
    assert seats() == {(None, None, me.pk), ("pho_bi_thu", unit.pk, None)}


def test_put_keeps_the_claim_while_open_and_forgets_it_when_opened_again(place) -> None:
    me = place.person()
    put(Seat(person_id=me.pk))
    services.claim("k", "a", by=me, now=NOW)
    assert put(Seat(person_id=me.pk)).claimed_by == me

    services.close("k", "a", now=NOW)
    again = put(Seat(person_id=me.pk), now=NOW + timedelta(days=2))

    assert (again.claimed_by, again.done_at, again.started_at) == (None, None, NOW + timedelta(days=2))
    assert seats() == {(None, None, me.pk)}


def test_put_cuts_what_is_too_long_and_finds_it_without_diacritics(place) -> None:
    item = put(Seat(person_id=place.person().pk), title="Đ" * 500, detail="ệ" * 500)

    assert (len(item.title), len(item.detail), item.search_key) == (200, 300, "d" * 200 + " " + "e" * 300)


def test_close_is_done_once_and_takes_it_off_the_list(place) -> None:
    me = place.person()
    put(Seat(person_id=me.pk))

    assert [services.close("k", "a", now=NOW), services.close("k", "a", now=NOW)] == [True, False]
    assert services.close("k", "unknown", now=NOW) is False
    assert (queries.badge(me), seats(), Item.objects.get().done_at) == (0, set(), NOW)


def test_claim_tells_the_second_who_and_when(place) -> None:
    unit = place.unit()
    (first, _), (second, _) = place.holder(unit, name="Đinh Thị An"), place.holder(unit)
    item = put(Seat("bi_thu", unit.pk))
    services.claim("k", "a", by=first, now=NOW)

    with pytest.raises(AlreadyDone) as refusal:
        services.claim("k", "a", by=second, now=NOW + timedelta(hours=1))

    assert (refusal.value.who, refusal.value.when) == ("Đinh Thị An", NOW)
    assert refusal.value.message == "Đinh Thị An đang xử lý việc này."
    assert [(e.kind, e.actor) for e in audit.of(item)] == [("inbox.claimed", first)]


def test_claim_again_by_the_same_person_changes_nothing(place) -> None:
    me = place.person()
    item = put(Seat(person_id=me.pk))
    services.claim("k", "a", by=me, now=NOW)

    assert services.claim("k", "a", by=me, now=NOW + timedelta(hours=1)).claimed_at == NOW
    assert audit.of(item).count() == 1


def test_claim_of_somebody_who_lost_the_seat_does_not_block(place) -> None:
    unit = place.unit()
    before, position = place.holder(unit)
    after, _ = place.holder(unit)
    put(Seat("bi_thu", unit.pk))
    services.claim("k", "a", by=before, now=NOW - timedelta(days=3))
    units.end_position(position=position, last_day=TODAY - timedelta(days=1), by=None, now=NOW)

    assert services.claim("k", "a", by=after, now=NOW).claimed_by == after


def test_claim_is_refused_to_stranger_neighbour_and_former_delegate(place) -> None:
    unit = place.unit()
    _, position = place.holder(unit)
    neighbour, _ = place.holder(place.unit())
    former = place.person()
    place.delegate(position, former, TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    put(Seat("bi_thu", unit.pk))

    for person in (place.person(), neighbour, former):
        with pytest.raises(Forbidden):
            services.claim("k", "a", by=person, now=NOW)
        with pytest.raises(Forbidden):
            services.release("k", "a", by=person, now=NOW)
    with pytest.raises(Forbidden):
        services.claim("k", "unknown", by=neighbour, now=NOW)
    assert Item.objects.get().claimed_by is None


def test_release_is_for_who_claimed(place) -> None:
    unit = place.unit()
    (first, _), (second, _) = place.holder(unit), place.holder(unit)
    put(Seat("bi_thu", unit.pk))
    services.claim("k", "a", by=first, now=NOW)

    with pytest.raises(Refused):
        services.release("k", "a", by=second, now=NOW)

    item = services.release("k", "a", by=first, now=NOW)
    assert (item.claimed_by, item.claimed_at) == (None, None)
    assert [e.kind for e in audit.of(item)] == ["inbox.claimed", "inbox.released"]


@pytest.mark.django_db(transaction=True)
def test_claim_by_two_at_once_lets_one_win(place) -> None:
    unit = place.unit()
    people = [place.holder(unit)[0] for _number in range(4)]
    put(Seat("bi_thu", unit.pk))
    start = Barrier(4)

    def race(person) -> bool:
        start.wait()
        try:
            services.claim("k", "a", by=person, now=NOW)
        except AlreadyDone:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(race, people)) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_put_by_many_at_once_makes_one_item(place) -> None:
    me = place.person()
    start = Barrier(4)

    def race(_number: int) -> int:
        start.wait()
        try:
            return put(Seat(person_id=me.pk)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(race, range(4)))) == 1
    assert ItemSeat.objects.count() == 1


def test_reschedule_moves_open_items_of_one_kind_in_one_query(place, django_assert_num_queries) -> None:
    me = place.person()
    for kind, key in (("k", "a"), ("k", "b"), ("k", "same"), ("k", "done"), ("other", "a")):
        services.put(kind, key, title="x", url="/", seats=[Seat(person_id=me.pk)], unit_id=None, due_at=NOW, now=NOW)
    services.close("k", "done", now=NOW)
    later = NOW + timedelta(days=1)

    with django_assert_num_queries(1):
        assert services.reschedule("k", {"a": later, "b": None, "same": NOW, "done": later, "unknown": later}) == 2

    assert dict(Item.objects.filter(kind="k").values_list("key", "due_at")) == {
        "a": later,
        "b": None,
        "same": NOW,
        "done": NOW,
    }
    assert Item.objects.get(kind="other").due_at == NOW
    assert services.reschedule("k", {}) == 0
