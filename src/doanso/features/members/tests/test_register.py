"""The register: entries follow one another as they may, memberships follow from them, and the trail holds it all."""

from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.units.models import Membership
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted, reconciling, register
from doanso.features.procedures.tests.office import at_once
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
Kind, State = Entry.Kind, Membership.State
DAY = timedelta(days=1)
FROM = Source("T99-1", None, NOON, "15-QĐ/TĐTN")


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def rows(person) -> list[tuple]:
    found = person.memberships.order_by("valid_from", "pk")
    return [(row.unit.name, row.state, row.valid_from, row.valid_to, row.card_number) for row in found]


def agree() -> None:
    assert reconciling.trail() + reconciling.memberships() == []


def test_transfer_is_two_sided_and_the_card_goes_along(org) -> None:
    person, sent, received = org.stranger, SINCE + 10 * DAY, SINCE + 15 * DAY
    enter = partial(services.enter, person, source=FROM)
    enter(Wanted(Kind.ADMITTED, SINCE, unit=org.branch, data={"card": "C-7"}))
    with pytest.raises(Refused, match="chưa được giới thiệu"):
        enter(Wanted(Kind.RECEIVED, received, unit=org.sister))
    enter(Wanted(Kind.SENT, sent, origin=org.branch))
    enter(Wanted(Kind.RECEIVED, received, unit=org.sister))

    assert rows(person) == [
        (org.branch.name, State.ACTIVE, SINCE, sent - DAY, None),
        (org.branch.name, State.LEAVING, sent, received - DAY, None),
        (org.sister.name, State.ACTIVE, received, None, "C-7"),
    ]
    assert {row.admitted_on for row in person.memberships.all()} == {SINCE}
    agree()


def test_undoing_brings_back_exactly_what_was_and_only_from_the_end(org) -> None:
    person = org.stranger
    services.enter(person, Wanted(Kind.ADMITTED, SINCE, unit=org.branch, data={"card": "C-7"}), FROM)
    before = rows(person)
    deferred = services.enter(person, Wanted(Kind.DEFERRED, SINCE + DAY, until=SINCE + 90 * DAY), FROM)
    resumed = services.enter(person, Wanted(Kind.RESUMED, SINCE + 5 * DAY), FROM)

    with pytest.raises(Refused, match="Trở lại sinh hoạt"):
        services.undo(deferred, FROM)
    services.undo(resumed, Source("T99-2", None, NOON, "16-QĐ/TĐTN"))
    services.undo(deferred, Source("T99-2", None, NOON, "16-QĐ/TĐTN"))
    with pytest.raises(Refused, match="đã được hủy"):
        services.undo(deferred, FROM)

    assert rows(person) == before
    assert person.entries.count() == 5
    agree()


def test_death_ends_everything_and_nothing_follows(org) -> None:
    person, day = org.stranger, SINCE + 20 * DAY
    services.enter(person, Wanted(Kind.ADMITTED, SINCE, unit=org.branch), FROM)
    services.enter(person, Wanted(Kind.ADMITTED, SINCE + DAY, place="clb", unit=org.sister), FROM)
    services.enter(person, Wanted(Kind.DIED, day), FROM)

    assert {row.valid_to for row in person.memberships.all()} == {day - DAY}
    with pytest.raises(Refused, match="qua đời"):
        services.enter(person, Wanted(Kind.ADMITTED, day + DAY, unit=org.branch), FROM)
    agree()


def test_a_card_belongs_to_one_person(org) -> None:
    services.enter(org.stranger, Wanted(Kind.ADMITTED, SINCE, unit=org.branch, data={"card": "C-7"}), FROM)

    with pytest.raises(Refused, match="C-7"):
        services.enter(org.members[0], Wanted(Kind.CARDED, SINCE + DAY, data={"card": "C-7"}), FROM)
    assert org.members[0].entries.count() == 1


def test_nothing_is_entered_before_what_stands_there(org) -> None:
    person = org.stranger
    services.enter(person, Wanted(Kind.ADMITTED, SINCE + 9 * DAY, unit=org.branch), FROM)

    with pytest.raises(Refused, match="đã có mục sau"):
        services.enter(person, Wanted(Kind.GRADED, SINCE, data={"year": 2025, "grade": "A"}), FROM)


def test_memberships_from_before_the_register_are_taken_over_once_with_their_past() -> None:
    org = organisation.build()
    old = Membership.objects.get(person=org.members[0])
    old.valid_to = SINCE + 30 * DAY
    old.save()
    Membership.objects.create(person=old.person, unit=org.sister, valid_from=SINCE + 31 * DAY, card_number="C-9")
    before = {person: rows(person) for person in org.members}

    assert services.open_register(now=NOON) == len(org.members) + 2
    assert services.open_register(now=NOON) == 0

    assert {person: rows(person) for person in org.members} == before
    agree()


def test_whom_the_register_lacks_is_asked_person_by_person() -> None:
    """NOT IN over all entries is quadratic as soon as they no longer fit in the memory of one statement."""
    assert "Anti Join" in register.without_entries().explain()


def test_lines_are_never_changed_nor_removed(org) -> None:
    entry = services.enter(org.stranger, Wanted(Kind.ADMITTED, SINCE, unit=org.branch), FROM)
    for statement in ("UPDATE members_entry SET day = '2001-01-01'", "DELETE FROM members_entry"):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [entry.pk])


def test_a_change_behind_the_register_is_told(org) -> None:
    services.enter(org.stranger, Wanted(Kind.ADMITTED, SINCE, unit=org.branch), FROM)
    Membership.objects.filter(person=org.stranger).update(state=State.REMOVED)

    assert reconciling.memberships() == [
        f"Tư cách đoàn viên của {org.stranger} ({org.stranger.pk}) không khớp với sổ đoàn viên."
    ]


@pytest.mark.django_db(transaction=True)
def test_two_receptions_at_once_make_one_membership() -> None:
    org = organisation.build()
    services.open_register(now=NOON)
    person = org.stranger
    services.enter(person, Wanted(Kind.ADMITTED, SINCE, unit=org.branch), FROM)
    services.enter(person, Wanted(Kind.SENT, SINCE + DAY), FROM)
    receive = partial(services.enter, person, Wanted(Kind.RECEIVED, SINCE + 2 * DAY, unit=org.sister), FROM)

    made = at_once(receive, receive, receive)

    assert sorted(type(one).__name__ for one in made) == ["Entry", "Refused", "Refused"]
    assert Membership.objects.filter(person=person, valid_to=None).count() == 1
    agree()


KINDS = [kind for kind in Kind.values if kind not in {Kind.UNDONE, Kind.OPENING}]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*KINDS, "undo"]),
        st.integers(0, 3),
        st.sampled_from(Membership.Kind.values),
        st.sampled_from(["branch", "sister"]),
        st.sampled_from(["branch", "sister", ""]),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_sequence_keeps_one_main_membership_and_never_rewrites_history(org, steps) -> None:
    """Days only go forward; what was so on an earlier day stays so, unless an entry is undone."""
    with transaction.atomic():
        _walk(org, steps)
        agree()
        transaction.set_rollback(True)


def _walk(org, steps) -> None:
    person, day = org.stranger, SINCE
    for kind, later, place, unit, origin in steps:
        day += later * DAY
        if kind == "undo":
            _undo_last(person)
            continue
        before, count = _as_of(person, day - DAY), person.entries.count()
        wanted = Wanted(
            kind,
            day,
            place=place,
            unit=getattr(org, unit),
            origin=getattr(org, origin) if origin else None,
            data={"card": "C-1"} if kind == Kind.CARDED else {},
        )
        try:
            services.enter(person, wanted, FROM)
        except Refused:
            assert person.entries.count() == count
        assert _as_of(person, day - DAY) == before
        _sound(person)


def _undo_last(person) -> None:
    last = person.entries.filter(undoes=None, undone_by=None).order_by("pk").last()
    if last:
        services.undo(last, FROM)
        _sound(person)


def _as_of(person, day: date) -> list[tuple]:
    held = person.memberships.filter(valid_from__lte=day).exclude(valid_to__lt=day)
    return sorted(held.values_list("unit_id", "kind", "state", "valid_from"))


def _sound(person) -> None:
    """On no day two main branches, nor the same unit twice in one kind; one row holds the card."""
    found = list(person.memberships.order_by("valid_from", "pk"))
    for place, key in [(row.kind, None if row.kind == "chinh" else row.unit_id) for row in found]:
        line = [r for r in found if r.kind == place and (key is None or r.unit_id == key)]
        assert all(a.valid_to and a.valid_to < b.valid_from for a, b in pairwise(line))
