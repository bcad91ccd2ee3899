"""What an admission does for those concerned."""

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person, User
from doanso.core.notify.models import Notification
from doanso.core.units import services as units
from doanso.core.units.models import Position
from doanso.lib.modules import EffectContext, effect

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return organisation.build()


def admit(org, person: Person) -> None:
    context = EffectContext("T-1", "D-KN", {}, person.pk, {"chi_doan_nop": org.branch.pk}, "1-QĐ", None, NOON)
    effect("members.admit").apply(context, {})


def told() -> list[tuple[str, str, str]]:
    rows = Notification.objects.select_related("recipient").order_by("kind", "pk")
    return [(row.kind, row.recipient.full_name, row.title) for row in rows]


def test_new_member_and_secretary_are_told(org) -> None:
    User.objects.create_user("u1", person=org.stranger)
    admit(org, org.stranger)

    assert told() == [
        ("members.admitted", "Người Lạ", "Chào mừng bạn đến với Chi đoàn 10A1"),
        ("members.joined", "Hồ Khánh Linh", "Đoàn viên mới của Chi đoàn 10A1: Người Lạ"),
    ]
    card = org.stranger.memberships.get().card_number
    assert Notification.objects.get(kind="members.admitted").body == (
        "Chào Người Lạ,\n\nBạn là đoàn viên Đoàn TNCS Hồ Chí Minh từ ngày 18/11/2026, sinh hoạt tại Chi đoàn 10A1. "
        f"Số thẻ đoàn viên của bạn là {card}."
    )
    assert Notification.objects.get(kind="members.joined").url == f"/doan-vien/{org.stranger.pk}/"


def test_without_an_account_only_the_branch_is_told(org) -> None:
    admit(org, org.stranger)

    assert [kind for kind, *_ in told()] == ["members.joined"]


def test_the_deputy_is_told_while_there_is_no_secretary(org) -> None:
    seat = Position.objects.get(person=org.secretary, role_id="bi_thu")
    units.end_position(position=seat, last_day=NOON.date().replace(day=1), by=None, now=NOON)
    admit(org, org.stranger)

    assert [name for _kind, name, _title in told()] == ["Nguyễn Đăng Khôi"]
