"""What an administrator may do with people, accounts and roles, and everybody who may not."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import queries, rules, services
from doanso.core.units.models import Position, Role
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


@pytest.fixture
def org():
    """`org.admin` looks after the base unit and its branches, `org.other` after the office next door."""
    org = organisation.build()
    org.admin, org.other = organisation.person("Vũ Quản Trị"), organisation.person("Tô Láng Giềng")
    organisation.seat(org.admin, org.base, "quan_tri_don_vi")
    organisation.seat(org.other, org.neighbour, "quan_tri_don_vi")
    Person.objects.filter(pk=org.deputy.pk).update(phone="0912345678", email="khoi@example.vn")
    org.deputy.refresh_from_db()
    return org


def account(person: Person, **more) -> User:
    return User.objects.create_user(f"u{person.pk}", password="con đường làng 1975", person=person, **more)


def role(code: str) -> Role:
    return Role.objects.get(pk=code)


def give(org, person: Person, unit, code: str, *, by: Person) -> Position:
    return services.give_role(
        person=person, unit=unit, role=role(code), since=TODAY, until=None, title="", by=by, now=NOON
    )


ACTIONS = [
    services.invite,
    services.make_link,
    services.lock,
    services.unlock,
    services.reset_second_factor,
    services.sign_out,
]


def test_an_account_is_out_of_reach_for_everybody_else(org):
    user = account(org.deputy, email="khoi@example.vn")
    for by in (org.other, org.secretary, org.base_secretary, org.stranger, None):
        for action in ACTIONS:
            with pytest.raises(Forbidden):
                action(person=org.deputy, by=by, now=NOON)
    user.refresh_from_db()
    assert (user.is_active, Event.objects.filter(target_type="accounts.user").count()) == (True, 0)


def test_locking_ends_and_unlocking_begins_again_both_written_down(org):
    user = account(org.deputy)
    services.lock(person=org.deputy, by=org.admin, now=NOON)
    assert not User.objects.get(pk=user.pk).is_active
    services.unlock(person=org.deputy, by=org.admin, now=NOON)
    rows = Event.objects.filter(target_type="accounts.user").order_by("pk")
    assert [(row.kind, row.actor_id) for row in rows] == [
        ("accounts.deactivated", org.admin.pk),
        ("accounts.reactivated", org.admin.pk),
    ]


def test_who_also_sits_outside_is_managed_by_nobody_below(org):
    """Else the administrator of a school could enter as the secretary of the province."""
    account(org.deputy)
    organisation.seat(org.deputy, org.province, "uv_bch")
    with pytest.raises(Forbidden, match="Nguyễn Đăng Khôi còn giữ vai trò Ủy viên Ban Chấp hành tại Tỉnh đoàn"):
        services.make_link(person=org.deputy, by=org.admin, now=NOON)


def test_who_acts_on_a_seat_lent_from_outside_is_managed_by_nobody_below(org):
    account(org.deputy)
    lent = Position.objects.get(person=org.province_secretary)
    services.delegate(
        position=lent, to=org.deputy, kind="KT", first_day=TODAY, last_day=TODAY, by=org.province_secretary, now=NOON
    )
    with pytest.raises(Forbidden):
        services.lock(person=org.deputy, by=org.admin, now=NOON)


def test_member_of_another_unit_is_not_ours_through_a_small_seat(org):
    """Who sits on a neighbour's council is a member at home, and home decides."""
    member = org.members[2]
    organisation.seat(member, org.neighbour, "hoi_dong")
    assert queries.people_administered(org.other, TODAY).filter(pk=member.pk).exists()
    assert rules.why_not_look_after(org.other, member, TODAY) == (
        "Trương Mỹ Anh sinh hoạt tại Chi đoàn 10A1, ngoài quyền quản trị của bạn. Xin nhờ quản trị cấp trên."
    )


def test_nobody_is_drawn_into_reach_by_a_role_that_they_did_not_ask_for(org):
    with pytest.raises(Forbidden, match="Người này không thuộc đơn vị nào bạn quản trị"):
        give(org, org.stranger, org.base, "hoi_dong", by=org.admin)


def test_former_people_stay_in_reach_until_they_belong_elsewhere(org):
    seat = Position.objects.get(person=org.base_member)
    services.end_position(position=seat, last_day=TODAY - timedelta(days=1), by=None, now=NOON)
    assert queries.people_administered(org.admin, TODAY).filter(pk=org.base_member.pk).exists()
    organisation.seat(org.base_member, org.neighbour, "hoi_dong")
    assert not queries.people_administered(org.admin, TODAY).filter(pk=org.base_member.pk).exists()


def test_nobody_locks_themselves_out(org):
    account(org.admin)
    with pytest.raises(Forbidden, match="Không ai tự khóa mình"):
        services.lock(person=org.admin, by=org.admin, now=NOON)
    with pytest.raises(Forbidden, match="Không ai tự trao hay tự thu hồi"):
        services.take_role(position=Position.objects.get(person=org.admin), last_day=TODAY, by=org.admin, now=NOON)


def test_the_last_administrator_stays_even_against_the_owner(org):
    owner = organisation.person("Chủ Hệ Thống")
    account(owner, is_superuser=True)
    account(org.admin)
    seat = Position.objects.get(person=org.admin)
    for attempt in (
        lambda: services.lock(person=org.admin, by=owner, now=NOON),
        lambda: services.take_role(position=seat, last_day=TODAY, by=owner, now=NOON),
    ):
        with pytest.raises(Refused, match="quản trị viên cuối cùng"):
            attempt()
    second = organisation.person("Đỗ Thay Thế")
    account(second)
    organisation.seat(second, org.province, "quan_tri_don_vi")
    services.lock(person=org.admin, by=owner, now=NOON)
    assert not User.objects.get(person=org.admin).is_active


def test_a_role_is_given_and_taken_within_ones_units(org):
    held = give(org, org.members[2], org.branch, "uv_bch", by=org.admin)
    assert (held.valid_from, held.valid_to) == (TODAY, None)
    services.take_role(position=held, last_day=TODAY, by=org.admin, now=NOON)
    held.refresh_from_db()
    assert held.valid_to == TODAY
    rows = Event.objects.filter(target_type="units.position", target_id=str(held.pk), actor=org.admin)
    assert list(rows.order_by("pk").values_list("kind", flat=True)) == ["units.appointed", "units.position_ended"]


def test_an_administrator_fills_the_offices_that_keep_the_books_without_keeping_them(org):
    for role in ("bi_thu", "ke_toan", "chu_tai_khoan"):
        assert give(org, org.members[2], org.branch, role, by=org.admin).role_id == role
    assert not rules.may(org.admin, "money.keep", org.branch, TODAY)


def test_a_role_outside_ones_units_is_refused(org):
    for unit in (org.province, org.neighbour, org.commune):
        with pytest.raises(Forbidden, match="Bạn không quản trị đơn vị này"):
            give(org, org.members[2], unit, "uv_bch", by=org.admin)


def test_a_role_that_may_do_more_than_the_giver_is_refused(org):
    """A clerk who looks after people alone makes no administrator of the calendar, nor a desk officer."""
    Role.objects.create(code="van_thu", name="Văn thư", name_en="Clerk", permissions=["unit.admin", "people.view"])
    clerk = organisation.person("Cao Văn Thư")
    organisation.seat(clerk, org.base, "van_thu")
    give(org, org.base_deputy, org.base, "uv_bch", by=clerk)
    with pytest.raises(Forbidden, match="có quyền mà bạn không có"):
        give(org, org.base_deputy, org.base, "quan_tri_don_vi", by=clerk)
    with pytest.raises(Forbidden):  # the clerk's role does not reach below
        give(org, org.base_deputy, org.branch, "uv_bch", by=clerk)


def test_the_second_factor_is_reset_and_the_trail_tells_it(org):
    user = account(org.deputy, email="khoi@example.vn")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
    services.reset_second_factor(person=org.deputy, by=org.admin, now=NOON)
    assert not Authenticator.objects.filter(user=user).exists()
    assert Event.objects.get(kind="accounts.second_factor_reset").data == {"types": ["recovery_codes", "totp"]}
    with pytest.raises(Refused):
        services.reset_second_factor(person=org.deputy, by=org.admin, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_an_invitation_leads_to_a_password_that_nobody_else_knew(org, client, run_jobs):
    user = services.create_account(person=org.deputy, email="khoi@example.vn", by=org.admin, now=NOON)
    services.invite(person=org.deputy, by=org.admin, now=NOON)
    run_jobs()
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert (letter.to, letter.subject) == (["khoi@example.vn"], "[Đoàn Số] Tài khoản của bạn đã sẵn sàng")
    form = client.get(link, follow=True)
    chosen = {"password1": "cây đa bến nước 1986", "password2": "cây đa bến nước 1986"}
    client.post(form.redirect_chain[-1][0], chosen)
    user.refresh_from_db()
    assert user.check_password("cây đa bến nước 1986")
    assert client.get(link).context["token_fail"] is True
    assert link.rsplit("/", 2)[1] not in str(list(Event.objects.values_list("data")))


def test_somebody_new_comes_with_a_role(org):
    made = services.add_person(
        full_name="  trần  thị Mới ", phone="0987654321", email="", date_of_birth=None, unit=org.branch,
        role=role("uv_bch"), since=SINCE, by=org.admin, now=NOON,
    )  # fmt: skip
    assert rules.why_not_look_after(org.admin, made, TODAY) == ""
    with pytest.raises(Refused, match="số điện thoại"):
        services.add_person(
            full_name="Khác", phone="0987654321", email="", date_of_birth=None, unit=org.branch,
            role=role("uv_bch"), since=SINCE, by=org.admin, now=NOON,
        )  # fmt: skip


def test_what_holds_for_all_is_changed_by_the_owner_alone(org):
    owner = organisation.person("Chủ Hệ Thống")
    account(owner, is_superuser=True)
    kind = {"code": "to", "name": "Tổ", "tree": "cq", "rank": 4, "marks": ["office"]}
    with pytest.raises(Forbidden):
        services.add_type(**kind, by=org.admin, now=NOON)
    with pytest.raises(Forbidden):
        services.change_role(code="bi_thu", permissions=[], covers_below=True, by=org.admin, now=NOON)
    assert services.add_type(**kind, by=owner, now=NOON).office
    assert services.change_type(code="TO", name="Tổ công tác", rank=5, marks=[], by=owner, now=NOON).office is False
    changed = services.change_role(
        code="hoi_dong", permissions=["people.view", "none.such"], covers_below=False, by=owner, now=NOON
    )
    assert changed.permissions == ["people.view"]
    with pytest.raises(Refused, match="ít nhất một vai trò"):
        services.change_role(code="quan_tri_don_vi", permissions=[], covers_below=True, by=owner, now=NOON)
    kinds = Event.objects.filter(actor=owner).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["units.type_added", "units.type_changed", "units.role_changed"]


def test_every_permission_of_a_role_is_told_in_words(org):
    from doanso.core.units.forms.administration import permission_words

    used = {name for names in Role.objects.values_list("permissions", flat=True) for name in names}
    assert used - set(permission_words()) == set()
