"""Seats, memberships and delegations: what is refused, who may, and two at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.units import queries, services
from doanso.core.units.models import Delegation, Membership, Position
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


@pytest.fixture
def org():
    return organisation.build()


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def lend(org, **change) -> Delegation:
    values = {
        "position": Position.objects.get(person=org.secretary),
        "to": org.stranger,
        "kind": "KT",
        "first_day": TODAY,
        "last_day": TODAY + timedelta(days=3),
        "by": org.secretary,
        "now": NOON,
    }
    return services.delegate(**values | change)


def test_delegate_refuses_a_seat_whose_role_cannot_be_lent(org):
    seat = Position.objects.get(person=org.desk_officer)

    with pytest.raises(Forbidden):
        lend(org, position=seat, by=org.desk_officer)
    assert list(queries.lendable(org.desk_officer, TODAY)) == []
    assert list(queries.lendable(org.secretary, TODAY)) == [Position.objects.get(person=org.secretary)]


def test_appoint_seats_a_person_and_writes_it_down(org):
    before = len(kinds())

    made = services.appoint(
        person=org.stranger, unit=org.branch, role="uv_bch", since=TODAY, by=org.secretary, now=NOON
    )

    assert list(queries.holders("uv_bch", org.branch, TODAY)) == [org.stranger]
    assert list(queries.holders("uv_bch", org.branch, TODAY - timedelta(days=1))) == []
    assert kinds()[before:] == ["units.appointed"]
    assert Event.objects.latest("pk").actor == org.secretary
    assert made.valid_to is None


def test_appoint_refuses_who_sits_there_already(org):
    with pytest.raises(Refused):
        services.appoint(person=org.secretary, unit=org.branch, role="bi_thu", since=TODAY, by=None, now=NOON)


def test_appoint_takes_somebody_back_the_day_after_their_term(org):
    seat = Position.objects.get(person=org.secretary)
    services.end_position(position=seat, last_day=TODAY, by=None, now=NOON)

    with pytest.raises(Refused):
        services.appoint(person=org.secretary, unit=org.branch, role="bi_thu", since=TODAY, by=None, now=NOON)
    services.appoint(
        person=org.secretary, unit=org.branch, role="bi_thu", since=TODAY + timedelta(days=1), by=None, now=NOON
    )

    days = [TODAY + timedelta(days=n) for n in (-1, 0, 1, 400)]
    assert [list(queries.holders("bi_thu", org.branch, day)) for day in days] == [[org.secretary]] * 4


def test_end_position_keeps_the_last_day(org):
    seat = Position.objects.get(person=org.secretary)

    ended = services.end_position(position=seat, last_day=TODAY, by=None, now=NOON)

    assert ended.valid_to == TODAY
    assert [queries.holders("bi_thu", org.branch, TODAY + timedelta(days=n)).count() for n in (0, 1)] == [1, 0]


@pytest.mark.parametrize("last_day", [SINCE - timedelta(days=1), TODAY + timedelta(days=1)])
def test_end_position_refuses_before_the_first_day_and_after_the_end(org, last_day):
    seat = Position.objects.get(person=org.secretary)
    services.end_position(position=seat, last_day=TODAY, by=None, now=NOON)

    with pytest.raises(Refused):
        services.end_position(position=seat, last_day=last_day, by=None, now=NOON)

    assert Position.objects.get(pk=seat.pk).valid_to == TODAY


def test_admit_makes_a_member_once(org):
    services.admit(person=org.stranger, unit=org.sister, since=TODAY, card_number="C1", by=None, now=NOON)

    with pytest.raises(Refused):
        services.admit(person=org.stranger, unit=org.branch, since=TODAY, by=None, now=NOON)

    assert list(queries.members(org.sister, TODAY)) == [org.stranger]
    assert queries.main_membership(org.stranger, TODAY).card_number == "C1"


def test_admit_refuses_before_a_membership_that_is_already_agreed(org):
    later = TODAY + timedelta(days=30)
    services.admit(person=org.stranger, unit=org.sister, since=later, by=None, now=NOON)

    with pytest.raises(Refused):
        services.admit(person=org.stranger, unit=org.branch, since=TODAY, by=None, now=NOON)


def test_admit_allows_a_second_kind_once_a_unit(org):
    for unit in (org.branch, org.sister):
        services.admit(person=org.stranger, unit=unit, kind="clb", since=TODAY, by=None, now=NOON)
    with pytest.raises(Refused):
        services.admit(person=org.stranger, unit=org.sister, kind="clb", since=TODAY, by=None, now=NOON)

    assert Membership.objects.filter(person=org.stranger).count() == 2


def test_admit_refuses_a_card_of_somebody_else(org):
    other = organisation.person("Người Khác")
    services.admit(person=other, unit=org.sister, since=TODAY, card_number="C1", by=None, now=NOON)

    with pytest.raises(Refused) as refusal:
        services.admit(person=org.stranger, unit=org.sister, since=TODAY, card_number="C1", by=None, now=NOON)

    assert refusal.value.field == "card_number"


def test_delegate_writes_down_who_and_to_whom(org):
    made = lend(org)

    last = Event.objects.latest("pk")
    assert (last.kind, last.actor, last.data["to"]) == ("units.delegated", org.secretary, org.stranger.pk)
    assert made.delegate == org.stranger


@pytest.mark.parametrize(
    "change",
    [
        {"first_day": TODAY, "last_day": TODAY - timedelta(days=1)},
        {"first_day": TODAY - timedelta(days=9), "last_day": TODAY - timedelta(days=1)},
        {"last_day": TODAY + timedelta(days=367)},
    ],
)
def test_delegate_refuses_impossible_days(org, change):
    with pytest.raises(Refused):
        lend(org, **change)

    assert Delegation.objects.count() == 0


def test_delegate_counts_today_on_vietnamese_clocks(org):
    """18:00 UTC on the 18th is already the 19th in Vietnam."""
    with pytest.raises(Refused):
        lend(org, last_day=TODAY, now=NOON.replace(hour=18))


def test_delegate_refuses_oneself_others_seats_and_beyond_the_term(org):
    with pytest.raises(Refused):
        lend(org, to=org.secretary)
    with pytest.raises(Forbidden):
        lend(org, by=org.deputy)
    services.end_position(position=Position.objects.get(person=org.secretary), last_day=TODAY, by=None, now=NOON)
    with pytest.raises(Refused):
        lend(org)

    assert Delegation.objects.count() == 0


def test_delegate_cannot_pass_the_seat_on(org):
    lend(org)

    with pytest.raises(Forbidden):
        lend(org, by=org.stranger, to=org.deputy)


def test_delegate_refuses_the_same_person_on_the_same_days(org):
    lend(org)

    with pytest.raises(Refused):
        lend(org, first_day=TODAY + timedelta(days=3), last_day=TODAY + timedelta(days=9))
    lend(org, first_day=TODAY + timedelta(days=4), last_day=TODAY + timedelta(days=9))
    lend(org, to=org.deputy)

    assert Delegation.objects.count() == 3


def test_revoke_is_for_the_holder_and_only_once(org):
    lent = lend(org)

    with pytest.raises(Forbidden):
        services.revoke_delegation(delegation=lent, by=org.stranger, now=NOON)
    services.revoke_delegation(delegation=lent, by=org.secretary, now=NOON)
    with pytest.raises(AlreadyDone) as refusal:
        services.revoke_delegation(delegation=lent, by=org.secretary, now=NOON + timedelta(hours=1))

    assert (refusal.value.who, refusal.value.when) == ("Hồ Khánh Linh", NOON)
    assert queries.units_where(org.stranger, "dossier.oversee", TODAY).count() == 0


def test_delegation_ends_with_the_seat(org):
    lend(org, last_day=TODAY + timedelta(days=9))
    assert queries.units_where(org.stranger, "dossier.oversee", TODAY + timedelta(days=2)).count() == 1

    services.end_position(
        position=Position.objects.get(person=org.secretary), last_day=TODAY + timedelta(days=1), by=None, now=NOON
    )

    assert queries.units_where(org.stranger, "dossier.oversee", TODAY + timedelta(days=2)).count() == 0
    assert queries.seats_of(org.stranger, TODAY + timedelta(days=2)).delegated == {}


def at_once(act, times: int = 4) -> list[str]:
    """Run the same act in several threads that begin together; the names of what came out."""
    start, out = threading.Barrier(times), []

    def run() -> None:
        start.wait()
        try:
            act()
            out.append("done")
        except Refused as refusal:
            out.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(out)


ONE_WINS = ["Refused", "Refused", "Refused", "done"]


@pytest.mark.django_db(transaction=True)
def test_four_appointments_at_once_seat_one(org):
    stranger = Person.objects.get(pk=org.stranger.pk)

    out = at_once(
        lambda: services.appoint(person=stranger, unit=org.branch, role="uv_bch", since=TODAY, by=None, now=NOON)
    )

    assert out == ONE_WINS
    assert Position.objects.filter(person=stranger).count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_admissions_at_once_admit_once(org):
    units = iter([org.branch, org.sister, org.branch, org.sister])

    out = at_once(lambda: services.admit(person=org.stranger, unit=next(units), since=TODAY, by=None, now=NOON))

    assert out == ONE_WINS
    assert Membership.objects.filter(person=org.stranger).count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_delegations_at_once_lend_once(org):
    out = at_once(lambda: lend(org))

    assert out == ONE_WINS
    assert Delegation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_ends_at_once_end_once(org):
    seat = Position.objects.get(person=org.secretary)

    out = at_once(lambda: services.end_position(position=seat, last_day=TODAY, by=None, now=NOON))

    assert out == ONE_WINS
    assert kinds().count("units.position_ended") == 1
