import threading
from datetime import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client

from doanso.core.accounts import services
from doanso.core.accounts.models import Person, User
from doanso.core.accounts.services import identities
from doanso.core.accounts.signals import account_event
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db

PASSWORD = "con đường làng 1975"


@pytest.fixture
def heard():
    """What was announced: kind, account, who did it."""
    events: list[tuple[str, User, Person | None]] = []

    def listen(kind: str, target: User, by: Person | None, **kwargs: object) -> None:
        events.append((kind, target, by))

    account_event.connect(listen)
    yield events
    account_event.disconnect(listen)


def test_an_account_signs_in_with_the_phone_number_of_its_person(person, now, heard):
    user = services.create_user(person=person, email="Thu@Example.vn", password=PASSWORD, by=person, now=now)
    assert (user.username, user.email, user.check_password(PASSWORD)) == ("0900000001", "thu@example.vn", True)
    assert heard == [("accounts.created", user, person)]


def test_an_account_may_wait_for_its_password(person, now):
    assert not services.create_user(person=person, by=None, now=now).has_usable_password()


def test_a_person_has_one_account(person, now):
    services.create_user(person=person, by=None, now=now)
    with pytest.raises(Refused, match="Người này đã có tài khoản"):
        services.create_user(person=person, username="0900000009", by=None, now=now)


@pytest.mark.parametrize(
    ("phone", "email", "field"),
    [("0900000001", "", "username"), ("", "", "username"), ("0900000002", "THU@example.vn", "email")],
)
def test_what_another_account_signs_in_with_is_taken(person, now, phone, email, field):
    services.create_user(person=person, email="thu@example.vn", by=None, now=now)
    other = Person.objects.create(full_name="Lê Văn Hai", phone=phone)
    with pytest.raises(Refused) as refusal:
        services.create_user(person=other, email=email, by=None, now=now)
    assert refusal.value.field == field


def test_a_weak_password_is_refused_and_nothing_is_made(person, now, heard):
    with pytest.raises(Refused) as refusal:
        services.create_user(person=person, password="12345678", by=None, now=now)
    assert (refusal.value.field, User.objects.count(), heard) == ("password", 0, [])


@pytest.fixture
def user(person: Person, now: datetime) -> User:
    return services.create_user(person=person, password=PASSWORD, by=None, now=now)


def entered() -> Client:
    client = Client()
    client.post("/dang-nhap/", {"login": "0900000001", "password": PASSWORD})
    return client


def test_a_locked_account_is_signed_out_at_once(user, person, now, heard):
    client = entered()
    services.deactivate(user.pk, by=person, now=now)
    assert client.get("/tai-khoan/").status_code == 302
    assert heard[-1] == ("accounts.deactivated", user, person)
    with pytest.raises(Refused):
        services.deactivate(user.pk, by=person, now=now)


def test_an_account_is_unlocked_once(user, now):
    services.deactivate(user.pk, by=None, now=now)
    services.reactivate(user.pk, by=None, now=now)
    assert entered().get("/tai-khoan/").status_code == 200
    with pytest.raises(Refused):
        services.reactivate(user.pk, by=None, now=now)


def test_a_new_password_ends_every_session(user, person, now):
    client = entered()
    services.set_password(user.pk, password="cánh đồng lúa chín", by=person, now=now)
    assert (client.get("/tai-khoan/").status_code, UserSession.objects.count()) == (302, 0)


def test_signing_out_everywhere_tells_how_many_there_were(user, now):
    entered(), entered()
    assert services.sign_out_everywhere(user.pk, by=None, now=now) == 2


def test_demo_accounts_are_for_invented_people_only(now, settings):
    for number, phone in enumerate(["0900000001", "0900000002", "0912345678", ""]):
        Person.objects.create(full_name=f"Người Số {number}", phone=phone)
    services.create_demo_accounts(now)
    services.create_demo_accounts(now)
    users = User.objects.order_by("username")
    assert [user.username for user in users] == ["0900000001", "0900000002"]
    assert all(user.check_password(settings.DEMO_PASSWORD) for user in users)


@pytest.mark.django_db(transaction=True)
def test_two_first_sign_ins_at_once_make_one_account(now):
    identity = identities.Identity("sso", "sub-1", "Trần Đức Ân", cccd="099204001234")
    made, gate = [], threading.Barrier(4)

    def sign_in() -> None:
        gate.wait()
        try:
            made.append(identities.user_for_identity(identity, now=now).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_in) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(made), len(set(made))) == (4, 1)
    assert (User.objects.count(), Person.objects.count()) == (1, 1)


def test_a_choice_of_language_is_kept_and_announced(user, person, now, heard):
    services.choose_language(user.pk, language="en", by=person, now=now)
    user.refresh_from_db()
    assert (user.language, heard) == ("en", [("accounts.language_chosen", user, person)])
