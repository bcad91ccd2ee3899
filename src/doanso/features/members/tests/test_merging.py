"""Two records of one human being: merged, and two again exactly as they were; who may, and what stands in the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation
from tests.support.org import NOON, SINCE
from tests.support.together import at_once

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.notify import services as notify
from doanso.core.notify.models import Notification
from doanso.core.units.models import Membership, Position
from doanso.features.members import pairs, pointers, services
from doanso.features.members.models import Entry, Merge
from doanso.features.members.pairs import Choice
from doanso.features.members.services import Source, Wanted, merging, reconciling, unmerging
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
Kind, DAY = Entry.Kind, timedelta(days=1)
TOLD = {"what": "Xếp loại", "day": SINCE, "decision": ""}


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def enter(person: Person, kind: str, day: date, **more: Any) -> Entry:
    return services.enter(person, Wanted(kind, day, **more), Source("T-1", None, NOON, "1-QĐ"))


def merge(kept: Person, gone: Person, by: Person, **more: Any) -> Merge:
    choice = Choice(kept.pk, gone.pk, **more)
    return merging.merge(choice=choice, seen=pairs.state([kept, gone]), by=by, now=NOON + DAY)


def undo(made: Merge, by: Person) -> Merge:
    return unmerging.take_back(merge=made, by=by, now=NOON + 2 * DAY)


def agree() -> None:
    assert reconciling.trail() + reconciling.memberships() + reconciling.merges() == []


def pointing(*people: Person) -> dict[str, list[tuple[int, int]]]:
    """Every row of every table that names one of them, but what tells of the merger itself."""
    skipped = {"units.membership.person", "members.merge.kept", "members.merge.gone", "audit.event.actor"}
    found = {
        one.name: sorted(one.model._base_manager.filter(**{f"{one.field.name}__in": people}).values_list("pk", whose))
        for one in pointers.all_pointers()
        if one.name not in skipped and (whose := one.field.attname)
    }
    told = set(Notification.objects.filter(kind="members.merged").values_list("pk", flat=True))
    found["notify.notification.recipient"] = [
        row for row in found["notify.notification.recipient"] if row[0] not in told
    ]
    return {name: rows for name, rows in found.items() if rows}


def whole(*people: Person) -> list[Any]:
    """Both records as far as anybody can tell. Memberships follow from entries, so their keys may differ."""
    names = [f.attname for f in Membership._meta.concrete_fields if f.name != "id"]
    keys = [person.pk for person in people]
    return [
        list(Person.objects.filter(pk__in=keys).order_by("pk").values()),
        pointing(*people),
        sorted(map(str, Membership.objects.filter(person__in=keys).values_list(*names))),
        list(User.objects.filter(person__in=keys).order_by("pk").values_list("pk", "person", "is_active")),
    ]


def test_what_points_to_one_follows_to_the_other_and_goes_back(org) -> None:
    kept, gone = org.members[2], organisation.person("Truong My Anh", phone="0912345678", cccd="031208000123")
    Person.objects.filter(pk=kept.pk).update(phone="", ethnicity="Kinh")
    kept.refresh_from_db()
    seat = organisation.seat(gone, org.branch, "uv_bch")
    enter(gone, Kind.ADMITTED, SINCE - 90 * DAY, unit=org.sister, data={"card": "C-9"})
    graded = enter(gone, Kind.GRADED, SINCE - 60 * DAY, data={"year": 2025, "grade": "Hoàn thành tốt"})
    enter(gone, Kind.LEFT, SINCE)
    for one in (kept, gone):
        account = User.objects.create(username=f"u{one.pk}", person=one)
        notify.send("members.entered", to=one, context=TOLD, once="T-1", now=NOON)
    notify.send("members.entered", to=gone, context=TOLD, once="T-2", now=NOON)
    heard = Notification.objects.get(once="T-2").pk
    before, code = whole(kept, gone), gone.code

    made = merge(kept, gone, org.base_secretary, facts={"full_name": kept.pk, "code": kept.pk}, account=account.pk)

    now = Person.objects.get(pk=kept.pk)
    assert (now.full_name, now.phone, now.cccd, now.ethnicity) == (
        "Trương Mỹ Anh",
        "0912345678",
        "031208000123",
        "Kinh",
    )
    assert Person.objects.filter(merged_into=kept).values_list("code", "cccd", "phone").get() == (code, None, "")
    assert Position.objects.get(pk=seat.pk).person == kept
    assert [row.valid_from for row in kept.memberships.order_by("valid_from")] == [SINCE - 90 * DAY, SINCE]
    assert Entry.objects.get(pk=graded.pk).person == kept
    assert gone.memberships.count() == 0
    assert made.log["moved"]["notify.notification.recipient"] == [heard]  # of two: the other has heard the first
    assert list(User.objects.order_by("pk").values_list("person", "is_active")) == [(gone.pk, False), (kept.pk, True)]
    assert Event.objects.get(kind="members.merged").data["moved"] == made.log["moved"]
    agree()

    assert set(Notification.objects.filter(kind="members.merged").values_list("recipient", flat=True)) == {
        kept.pk,
        gone.pk,
    }

    undo(made, org.base_secretary)
    assert whole(kept, gone) == before
    agree()
    with pytest.raises(AlreadyDone):
        undo(made, org.base_secretary)


def test_a_membership_that_was_written_twice_rests_and_comes_back(org) -> None:
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    enter(gone, Kind.ADMITTED, SINCE, unit=org.sister, data={"card": "C-9"})
    graded = enter(gone, Kind.GRADED, SINCE + DAY, data={"year": 2026, "grade": "Hoàn thành tốt"})
    before = whole(kept, gone)

    with pytest.raises(Refused, match="đã là đoàn viên"):
        merge(kept, gone, org.base_secretary)
    assert whole(kept, gone) == before
    made = merge(kept, gone, org.base_secretary, aside=True)

    assert [(row.unit, row.card_number) for row in Membership.objects.filter(person__in=[kept, gone])] == [
        (org.branch, None)
    ]
    assert made.log["moved"]["members.entry.person"] == [graded.pk]
    agree()
    undo(made, org.base_secretary)
    assert whole(kept, gone) == before
    agree()


def test_leaving_one_branch_and_coming_to_the_other_on_one_day_is_one_history(org) -> None:
    """The arrival was written first: by its number it would come before the departure."""
    new, old = org.members[2], organisation.person("Trương Mỹ Anh")
    enter(old, Kind.ADMITTED, SINCE - 90 * DAY, unit=org.sister)
    enter(old, Kind.DEPARTED, SINCE)
    merge(new, old, org.base_secretary)
    assert list(new.memberships.order_by("valid_from").values_list("unit", "valid_from", "valid_to")) == [
        (org.sister.pk, SINCE - 90 * DAY, SINCE - DAY),
        (org.branch.pk, SINCE, None),
    ]
    agree()


STEPS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([Kind.ADMITTED, Kind.SENT, Kind.RECEIVED, Kind.DEFERRED, Kind.LEFT, Kind.GRADED, Kind.CARDED]),
        st.integers(0, 30),
        st.booleans(),
    ),
    min_size=2,
    max_size=10,
)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, aside=st.booleans(), turned=st.booleans())
def test_merging_any_two_histories_and_taking_it_back_changes_nothing(org, steps, aside, turned) -> None:
    with transaction.atomic():
        people = [organisation.person("Vừ A Dính"), organisation.person("Vừ A Dính", cccd="001204000111")]
        day = SINCE
        for number, (which, kind, days, other) in enumerate(steps):
            day += timedelta(days=days)
            unit = org.sister if other else org.branch
            data = {"card": f"C-{number}", "year": 2026, "grade": "Khá"} if kind in (Kind.CARDED, Kind.GRADED) else {}
            where = unit if kind in (Kind.ADMITTED, Kind.RECEIVED) else None
            try:
                enter(people[which], kind, day, unit=where, data=data)
            except Refused:
                continue
        for one in people:
            organisation.seat(one, org.branch, "uv_bch" if one is people[0] else "uv_btv")
        kept, gone = reversed(people) if turned else people
        before = whole(kept, gone)
        try:
            with transaction.atomic():
                made = merge(kept, gone, org.base_secretary, aside=aside)
        except Refused:
            assert not aside or pairs.obstacles(Choice(kept.pk, gone.pk, aside=True))
        else:
            agree()
            undo(made, org.base_secretary)
        assert whole(kept, gone) == before
        agree()
        transaction.set_rollback(True)


def test_who_keeps_one_of_two_units_or_would_gain_by_it_is_refused(org) -> None:
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    enter(gone, Kind.ADMITTED, SINCE, unit=org.sister)
    for by in (org.secretary, org.stranger, org.desk_officer, org.base_member):
        with pytest.raises(Forbidden, match="giữ danh sách"):
            merge(kept, gone, by, aside=True)
    organisation.seat(gone, org.branch, "bi_thu")
    with pytest.raises(Forbidden, match="nhiều quyền hơn"):  # a deputy has no purse
        merge(kept, gone, org.base_deputy, aside=True)
    with pytest.raises(Forbidden, match="của chính mình"):
        merge(org.base_secretary, org.base_deputy, org.base_secretary)
    assert not Merge.objects.exists()


def test_what_only_one_may_have_and_what_came_later_stand_in_the_way_in_words(org) -> None:
    kept, gone, third = org.members[2], organisation.person("Trương Mỹ Anh"), organisation.person("Trương Mỹ Anh")
    for one in (gone, third):
        organisation.seat(one, org.branch, "uv_btv")
    seat = organisation.seat(kept, org.branch, "uv_btv")
    with pytest.raises(Refused, match="Chức vụ"):
        merge(kept, gone, org.base_secretary)
    seat.delete()
    first = merge(kept, gone, org.base_secretary)
    Position.objects.filter(person=kept).update(valid_to=SINCE)
    merge(kept, third, org.base_secretary)
    with pytest.raises(Refused, match="hoàn tác lần gộp đó trước"):
        undo(first, org.base_secretary)


def test_a_record_that_was_changed_after_the_preview_is_not_merged(org) -> None:
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    organisation.seat(gone, org.branch, "uv_btv")
    seen = pairs.state([kept, gone])
    enter(kept, Kind.GRADED, SINCE + DAY, data={"year": 2026, "grade": "Khá"})
    with pytest.raises(Refused, match="xem lại"):
        merging.merge(choice=Choice(kept.pk, gone.pk), seen=seen, by=org.base_secretary, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_merge_at_once_merge_once() -> None:
    org = organisation.build()
    services.open_register(now=NOON)
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    organisation.seat(gone, org.branch, "uv_btv")
    found = at_once(lambda: merge(kept, gone, org.base_secretary), lambda: merge(gone, kept, org.province_secretary))
    assert sorted(type(one).__name__ for one in found) == ["AlreadyDone", "Merge"]
    assert Merge.objects.count() == 1


def test_nothing_is_entered_in_a_record_that_has_become_one_with_another(org) -> None:
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    organisation.seat(gone, org.branch, "uv_btv")
    merge(kept, gone, org.base_secretary)
    entries = Entry.objects.count()
    with pytest.raises(Refused, match="đã gộp"):
        enter(gone, Kind.ADMITTED, SINCE + DAY, unit=org.sister)
    assert Entry.objects.count() == entries


def test_two_people_are_told_apart_once_and_doubted_again(org) -> None:
    kept, gone = org.members[2], organisation.person("Trương Mỹ Anh")
    organisation.seat(gone, org.branch, "uv_btv")
    told = {"people": (kept.pk, gone.pk), "reason": "Hai giấy khai sinh", "now": NOON}
    with pytest.raises(Forbidden):
        merging.tell_apart(**told, by=org.stranger)
    made = merging.tell_apart(**told, by=org.base_secretary)
    with pytest.raises(AlreadyDone):
        merging.tell_apart(**told, by=org.base_deputy)
    merging.doubt_again(distinct=made, by=org.base_secretary, now=NOON)
    kinds = Event.objects.filter(kind__startswith="members.").exclude(kind="members.entered").order_by("pk")
    assert list(kinds.values_list("kind", "actor")) == [
        ("members.told_apart", org.base_secretary.pk),
        ("members.doubted_again", org.base_secretary.pk),
    ]
