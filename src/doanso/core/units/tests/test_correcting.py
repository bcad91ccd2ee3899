"""A person's record put right: who may, what follows, and that nobody's correction is lost."""

from datetime import date

import pytest
from django.test import Client
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.core.units import queries, services
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


@pytest.fixture
def org():
    org = organisation.build()
    org.admin, org.other = organisation.person("Vũ Quản Trị"), organisation.person("Tô Láng Giềng")
    organisation.seat(org.admin, org.base, "quan_tri_don_vi")
    organisation.seat(org.other, org.neighbour, "quan_tri_don_vi")
    Person.objects.filter(pk=org.deputy.pk).update(phone="0912345678", email="Khoi@example.vn")
    org.deputy.refresh_from_db()
    return org


def correct(org, *, by: Person | None = None, seen: services.Facts | None = None, **change) -> Person:
    was = services.Facts.of(org.deputy)
    facts = services.Facts(**vars(was) | change)
    return services.correct_person(person=org.deputy, facts=facts, seen=seen or was, by=by or org.admin, now=NOON)


def account(person: Person, **more) -> User:
    return User.objects.create_user(person.phone or f"u{person.pk}", person=person, **more)


def test_keys_of_the_name_follow_and_the_trail_keeps_before_and_after(org):
    correct(org, full_name="  Nguyễn  Đăng Khoa ", date_of_birth=date(2009, 5, 4))
    found = Person.objects.get(pk=org.deputy.pk)
    event = Event.objects.get(kind="units.person_corrected")

    assert (found.full_name, found.search_key) == ("Nguyễn Đăng Khoa", "nguyen dang khoa")
    assert list(queries.narrowed(Person.objects.all(), queries.Wanted("dang khoa"), TODAY)) == [found]
    assert (event.actor_id, event.target_id) == (org.admin.pk, str(found.pk))
    assert event.data == {
        "before": {"full_name": "Nguyễn Đăng Khôi", "date_of_birth": None},
        "after": {"full_name": "Nguyễn Đăng Khoa", "date_of_birth": "2009-05-04"},
    }


def test_account_signs_in_with_what_is_right_and_its_holder_is_told(org, django_capture_on_commit_callbacks):
    user = account(org.deputy, email="khoi@example.vn")
    correct(org, phone="0987654321", email="khoa@example.vn")
    user.refresh_from_db()
    event = Event.objects.get(kind="accounts.login_changed")

    assert (user.username, user.email) == ("0987654321", "khoa@example.vn")
    assert event.data["before"] == {"username": "0912345678", "email": "khoi@example.vn"}


def test_login_that_is_another_than_on_record_stays(org):
    user = User.objects.create_user("khoi.10a1", person=org.deputy, email="rieng@example.vn")
    correct(org, phone="0987654321", email="")
    user.refresh_from_db()

    assert (user.username, user.email) == ("khoi.10a1", "rieng@example.vn")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"phone": "0911111111"}, "phone"), ({"phone": ""}, "phone"), ({"email": "co@vidu.vn"}, "email")],
)
def test_login_of_somebody_else_or_none_is_refused(org, change, field):
    account(org.deputy, email="khoi@example.vn")
    User.objects.create_user("0911111111", email="co@vidu.vn")
    with pytest.raises(Refused) as refusal:
        correct(org, **change)
    assert refusal.value.field == field
    assert Person.objects.get(pk=org.deputy.pk).phone == "0912345678"


def test_strangers_neighbours_and_the_person_are_refused(org):
    for by in (org.other, org.secretary, org.base_secretary, org.stranger, org.deputy):
        with pytest.raises(Forbidden):
            correct(org, by=by, full_name="Kẻ Mạo Danh")
    organisation.seat(org.deputy, org.province, "uv_bch")
    with pytest.raises(Forbidden):
        correct(org, phone="0987654321")


def test_correction_that_was_not_seen_is_not_overwritten(org):
    seen = services.Facts.of(org.deputy)
    correct(org, phone="0987654321")
    org.deputy.refresh_from_db()
    with pytest.raises(Refused):
        correct(org, seen=seen, full_name="Nguyễn Đăng Khoa")
    assert Event.objects.filter(kind="units.person_corrected").count() == 1


def test_page_keeps_what_was_typed_and_saves_what_is_right(org):
    client = Client()
    client.force_login(User.objects.create(username="a", person=org.admin))
    address = f"/quan-tri/nguoi/{org.deputy.pk}/sua/"
    seen = {"seen_full_name": "Nguyễn Đăng Khôi", "seen_phone": "0912345678", "seen_email": "Khoi@example.vn"}
    bad = client.post(address, seen | {"full_name": "123", "phone": "12", "date_of_birth": "1800-01-01", "email": "x"})
    assert (bad.status_code, sorted(bad.context["form"].errors)) == (
        422,
        ["date_of_birth", "email", "full_name", "phone"],
    )
    assert 'value="123"' in bad.content.decode()
    right = {"full_name": "Nguyễn Đăng Khoa", "phone": "0912 345 678", "email": "khoi@example.vn"}
    assert client.post(address, seen | right).url == f"/quan-tri/nguoi/{org.deputy.pk}/"
    org.deputy.refresh_from_db()
    assert (org.deputy.full_name, org.deputy.phone) == ("Nguyễn Đăng Khoa", "0912345678")
    stale = client.post(address, seen | right | {"full_name": "Nguyễn Khôi"})
    assert stale.status_code == 409
