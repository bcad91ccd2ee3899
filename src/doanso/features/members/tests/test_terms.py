"""What comes by the calendar: deferrals and disciplines end by themselves, and branches learn who grows out of age."""

from datetime import date, datetime, timedelta

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import User
from doanso.core.inbox.models import Item
from doanso.core.notify.models import Notification
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted, reconciling, terms

pytestmark = pytest.mark.django_db
Kind = Entry.Kind
TODAY = date(2026, 11, 18)
FROM = Source("T-1", None, NOON, "9-QĐ/ĐTN")


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)


def test_a_deferral_is_announced_once_and_ends_the_day_after_its_last(org) -> None:
    person = org.members[2]
    User.objects.create_user("u1", person=person)
    services.enter(person, Wanted(Kind.DEFERRED, TODAY, until=TODAY + timedelta(days=40)), FROM)

    assert [terms.remind(now=later(days)) for days in (9, 10, 40, 41)] == [0, 1, 1, 0]
    told = Notification.objects.filter(kind="members.deferral_ends").values_list("recipient__full_name", flat=True)
    assert sorted(told) == ["Hồ Khánh Linh", "Trương Mỹ Anh"]
    assert [terms.end_due(now=later(days)) for days in (40, 45, 45)] == [0, 1, 0]

    entry = person.entries.latest("pk")
    assert (entry.kind, entry.day, entry.source) == ("resumed", TODAY + timedelta(days=41), "T-1")
    assert reconciling.trail() + reconciling.memberships() == []


def test_who_resumed_early_or_left_is_not_resumed_again(org) -> None:
    early, gone = org.members[2], org.members[3]
    for person, kind in ((early, Kind.RESUMED), (gone, Kind.LEFT)):
        services.enter(person, Wanted(Kind.DEFERRED, TODAY, until=TODAY + timedelta(days=9)), FROM)
        services.enter(person, Wanted(kind, TODAY + timedelta(days=2)), FROM)

    assert terms.end_due(now=later(30)) == 0


def test_discipline_ends_by_itself(org) -> None:
    services.enter(org.members[2], Wanted(Kind.DISCIPLINED, TODAY, until=TODAY + timedelta(days=9)), FROM)

    assert [terms.end_due(now=later(days)) for days in (9, 10, 11)] == [0, 1, 0]
    assert org.members[2].entries.latest("pk").kind == "cleared"


def test_the_secretary_gets_one_list_of_who_comes_of_age_until_all_have_been_asked(org) -> None:
    grown, staying, young, _other = org.members[1:]
    for person, born in ((grown, date(1995, 11, 30)), (staying, date(1990, 1, 1)), (young, date(1995, 12, 1))):
        person.date_of_birth = born
        person.save()
    services.enter(staying, Wanted(Kind.STAYED_ON, TODAY, until=date(2026, 12, 31)), FROM)

    assert terms.propose_of_age(now=NOON) == terms.propose_of_age(now=later(1)) == 1
    item = Item.objects.get(kind="members.of_age", done_at=None)
    assert (item.title, item.url) == (
        "1 đoàn viên hết tuổi Đoàn: Chi đoàn 10A1", "/doan-vien/?don_vi=T-CD&het_tuoi=on"
    )  # fmt: skip
    services.enter(grown, Wanted(Kind.CAME_OF_AGE, TODAY), FROM)
    assert terms.propose_of_age(now=later(2)) == 0
    assert not Item.objects.filter(kind="members.of_age", done_at=None).exists()
