from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from doanso.core.inbox import queries, services
from doanso.core.inbox.models import Item, ItemSeat
from doanso.core.inbox.queries import Counts, Filters
from doanso.core.units import services as units
from doanso.core.units.models import Membership
from doanso.core.units.seats import MEMBER, Seat

from .conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def put(
    key: str, *seats: Seat, due: datetime | None = None, title: str = "", unit=None, kind: str = "k", at=NOW
) -> Item:
    services.put(
        kind, key, title=title or f"Việc {key}", url=f"/x/{key}/", seats=seats, unit_id=unit, due_at=due, now=at
    )
    return Item.objects.get(kind=kind, key=key)


def keys(person, on: date = TODAY, now: datetime = NOW, **filters) -> list[str]:
    return [item.key for item in queries.mine(person, on, now=now, filters=Filters(**filters))]


def test_mine_is_what_waits_for_my_seat_or_for_me(place) -> None:
    unit, neighbour = place.unit(), place.unit()
    me, _ = place.holder(unit)
    other, _ = place.holder(neighbour)
    deputy, _ = place.holder(unit, "pho_bi_thu")
    put("seat", Seat("bi_thu", unit.pk))
    put("next-door", Seat("bi_thu", neighbour.pk))
    put("deputy", Seat("pho_bi_thu", unit.pk))
    put("me", Seat(person_id=me.pk))

    assert (keys(me), keys(other), keys(deputy)) == (["seat", "me"], ["next-door"], ["deputy"])
    assert keys(place.person()) == []
    assert keys(None) == []


def test_mine_shows_an_item_of_two_of_my_seats_once(place) -> None:
    unit = place.unit()
    me, _ = place.holder(unit)
    put("a", Seat("bi_thu", unit.pk), Seat(person_id=me.pk), Seat("pho_bi_thu", unit.pk))

    assert keys(me) == ["a"]


def test_mine_of_a_member_is_what_waits_for_the_whole_branch(place) -> None:
    unit, member = place.unit(), place.person()
    Membership.objects.create(person=member, unit=unit, valid_from=date(2025, 1, 1))
    put("vote", Seat(MEMBER, unit.pk))

    assert keys(member) == ["vote"]


def test_mine_passes_to_the_new_holder_on_the_day(place) -> None:
    unit = place.unit()
    before, position = place.holder(unit)
    after, _ = place.holder(unit, since=TODAY)
    units.end_position(position=position, last_day=TODAY - timedelta(days=1), by=None, now=NOW)
    put("a", Seat("bi_thu", unit.pk))

    assert (keys(before), keys(after)) == ([], ["a"])
    assert (keys(before, TODAY - timedelta(days=1)), keys(after, TODAY - timedelta(days=1))) == (["a"], [])


def test_mine_reaches_a_delegate_on_the_days_lent_and_no_other(place) -> None:
    unit, delegate = place.unit(), place.person("Đỗ Thị Hoa")
    _, position = place.holder(unit, name="Trần Đức Ân")
    lent = place.delegate(position, delegate, TODAY, TODAY + timedelta(days=1))
    put("a", Seat("bi_thu", unit.pk))

    days = [TODAY + timedelta(days=number) for number in (-1, 0, 1, 2)]
    assert [keys(delegate, day) for day in days] == [[], ["a"], ["a"], []]

    units.revoke_delegation(delegation=lent, by=position.person, now=NOW)
    assert keys(delegate) == []


def test_on_behalf_names_the_holder_only_where_the_seat_is_borrowed(place) -> None:
    unit, own = place.unit(), place.unit()
    _, position = place.holder(unit, name="Trần Đức Ân")
    me, _ = place.holder(own)
    place.delegate(position, me, TODAY, TODAY)
    borrowed = put("borrowed", Seat("bi_thu", unit.pk))
    both = put("both", Seat("bi_thu", unit.pk), Seat("bi_thu", own.pk))
    named = put("named", Seat("bi_thu", unit.pk), Seat(person_id=me.pk))

    desk = queries.desk(me, TODAY, NOW)

    assert desk.on_behalf(desk.items(Filters())) == {borrowed.pk: "Trần Đức Ân"}
    assert {i.pk for i in desk.items(Filters())} == {borrowed.pk, both.pk, named.pk}


def test_mine_puts_the_late_first_then_by_deadline_then_the_oldest(place) -> None:
    me = place.person()
    seat = Seat(person_id=me.pk)
    put("no deadline, new", seat, at=NOW + HOUR)
    put("no deadline, old", seat)
    put("tomorrow", seat, due=NOW + 24 * HOUR)
    put("later today", seat, due=NOW + 2 * HOUR)
    put("very late", seat, due=NOW - 48 * HOUR)
    put("late", seat, due=NOW - HOUR)
    put("next week", seat, due=NOW + 24 * 7 * HOUR)

    found = queries.mine(me, TODAY, now=NOW)

    assert [(item.key, item.urgency) for item in found] == [
        ("very late", "late"),
        ("late", "late"),
        ("later today", "today"),
        ("tomorrow", "soon"),
        ("next week", ""),
        ("no deadline, old", ""),
        ("no deadline, new", ""),
    ]
    assert [keys(me, tab=tab) for tab in ("late", "today", "soon")] == [
        ["very late", "late"],
        ["later today"],
        ["tomorrow"],
    ]
    assert queries.counts(me, TODAY, NOW) == Counts(total=7, overdue=2, due_today=1, due_soon=1, unclaimed=7)


def test_today_ends_at_midnight_in_hanoi(place) -> None:
    me = place.person()
    midnight = datetime.fromisoformat("2026-03-05T00:00:00+07:00")
    put("last second", Seat(person_id=me.pk), due=midnight - timedelta(seconds=1))
    put("midnight", Seat(person_id=me.pk), due=midnight)
    put("now", Seat(person_id=me.pk), due=NOW)

    assert (keys(me, tab="today"), keys(me, tab="soon"), keys(me, tab="late")) == (
        ["now", "last second"],
        ["midnight"],
        [],
    )


def test_counts_take_one_query_beside_those_for_the_seats(place, django_assert_num_queries) -> None:
    unit = place.unit()
    me, _ = place.holder(unit)
    put("a", Seat("bi_thu", unit.pk))
    services.claim("k", "a", by=me, now=NOW)

    with django_assert_num_queries(1 + 1):
        assert queries.counts(me, TODAY, NOW) == Counts(total=1)
    assert queries.badge(None) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tham dinh", ["x"]),
        ("Thẩm ĐỊNH", ["x"]),
        ("dinh đoàn", ["x"]),
        ("0007", ["x", "y"]),
        ("thẩm kết", []),
        ("%", []),
        ("\x00", ["x", "y"]),
        ("a" * 5000, []),
    ],
)
def test_mine_filters_by_words_with_or_without_diacritics(place, text, found) -> None:
    me = place.person()
    put("x", Seat(person_id=me.pk), title="Thẩm định hồ sơ kết nạp đoàn viên DHL-0007".replace("kết nạp ", ""))
    put("y", Seat(person_id=me.pk), title="Tiếp nhận DHL-0007")

    assert keys(me, text=text) == found


def test_mine_filters_by_kind_and_unit_and_offers_only_what_occurs(place) -> None:
    unit, other = place.unit(), place.unit()
    me = place.person()
    put("a", Seat(person_id=me.pk), kind="sign", unit=unit.pk)
    put("b", Seat(person_id=me.pk), kind="check", unit=other.pk)
    put("c", Seat(person_id=place.person().pk), kind="secret", unit=place.unit().pk)

    assert (keys(me, kind="sign"), keys(me, unit_id=other.pk)) == (["a"], ["b"])
    assert queries.desk(me, TODAY, NOW).choices() == (["check", "sign"], [unit, other])


def test_mine_stays_on_its_indexes_among_100_000_items(place) -> None:
    unit = place.unit()
    me, _position = place.holder(unit)
    place.holder(place.unit())
    crowd(100_000, unit.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_item, inbox_itemseat")

    for found in (queries.mine(me, TODAY, now=NOW)[:20], queries.mine(me, TODAY, now=NOW).filter(due_at__lt=NOW)):
        plan = found.explain()
        assert "Seq Scan on inbox_item" not in plan, plan
    assert queries.counts(me, TODAY, NOW).total == 100


def crowd(number: int, mine: int) -> None:
    """`number` open items in a thousand seats, of which every thousandth is on the seat of `mine`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO inbox_item (kind, key, title, detail, search_key, url, started_at, due_at, unit_id)
               SELECT 'k', n::text, 'Việc ' || n, '', 'viec ' || n, '/', %s, %s + n * interval '1 minute', %s
               FROM generate_series(1, %s) n""",
            [NOW, NOW - timedelta(days=10), mine, number],
        )
        cursor.execute(
            """INSERT INTO inbox_itemseat (item_id, role, unit_id)
               SELECT id, CASE WHEN key::int %% 1000 = 0 THEN 'bi_thu' ELSE 'role-' || key::int %% 1000 END, %s
               FROM inbox_item""",
            [mine],
        )
    assert ItemSeat.objects.count() == number
