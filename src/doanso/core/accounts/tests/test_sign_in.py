"""Signing in and out with a password, and what is said when that fails."""

import pytest
from django.core.cache import cache
from django.test import Client

from doanso.core.accounts.models import Person, User
from doanso.core.accounts.signals import account_event

pytestmark = pytest.mark.django_db

PASSWORD = "con đường làng 1975"


@pytest.fixture
def user(person: Person) -> User:
    return User.objects.create_user("0900000001", email="Thu@example.vn", password=PASSWORD, person=person)


def attempt(client: Client, login: str, password: str = PASSWORD, **more: str):
    return client.post("/dang-nhap/", {"login": login, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login",
    [
        "0900000001",
        "+84 900 000 001",
        "84900000001",
        "0900.000.001",
        " 0900 000 001 ",
        "thu@example.vn",
        "THU@example.vn",
    ],
)
def test_phone_and_e_mail_sign_in_however_they_are_written(client: Client, user, login):
    assert attempt(client, login).url == "/viec/"
    assert is_signed_in(client)


@pytest.mark.parametrize("login", ["0900000001", "0900000002", "thu@example.vn", "ai@example.vn", "admin"])
def test_the_same_is_said_whoever_was_named(client: Client, user, login):
    html = attempt(client, login, "mật khẩu sai").content.decode()
    assert "Thư điện tử hoặc số điện thoại và mật khẩu không khớp nhau." in html
    assert not is_signed_in(client)


def test_what_was_typed_stays_except_the_password(client: Client, user):
    html = attempt(client, "ai@example.vn", "mật khẩu sai").content.decode()
    assert ('value="ai@example.vn"' in html, "mật khẩu sai" in html) == (True, False)


@pytest.mark.parametrize("login", ["x" * 5000, "\x00", "<script>", "' OR 1=1 --", "０９０００００００１"])
def test_odd_names_get_an_ordinary_answer(client: Client, user, login):
    assert attempt(client, login, "x").status_code == 200


def test_a_locked_account_does_not_sign_in(client: Client, user):
    User.objects.update(is_active=False)
    assert attempt(client, "0900000001").url == "/tai-khoan/bi-khoa/"
    assert not is_signed_in(client)


def test_the_session_gets_a_new_key(client: Client, user):
    client.get("/dang-nhap/")
    session = client.session
    session["mark"] = 1
    session.save()
    before = session.session_key
    attempt(client, "0900000001")
    assert client.session.session_key != before


def test_after_signing_in_one_comes_where_one_wanted_to_go(client: Client, user):
    assert client.get("/tai-khoan/").url == "/dang-nhap/?next=/tai-khoan/"
    assert attempt(client, "0900000001", next="/tai-khoan/").url == "/tai-khoan/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_does_not_lead_away(client: Client, user, target):
    assert attempt(client, "0900000001", next=target).url == "/viec/"


def test_guessing_is_stopped_even_for_the_right_password(client: Client, user):
    for _ in range(5):
        attempt(client, "0900000001", "sai")
    html = attempt(client, "0900000001").content.decode()
    assert ("Đăng nhập sai quá nhiều lần" in html, is_signed_in(client)) == (True, False)


def test_the_count_of_guesses_is_shared_by_all_processes(client: Client, user):
    attempt(client, "0900000001", "sai")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] == 2  # by address and by account
    cache.clear()


def test_signing_out_needs_a_press(client: Client, user):
    attempt(client, "0900000001")
    assert client.get("/dang-xuat/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/dang-xuat/").url == "/"
    assert not is_signed_in(client)


def test_nobody_signs_up_alone(client: Client):
    page = {"email": "a@example.vn", "username": "a", "password1": PASSWORD, "password2": PASSWORD}
    assert "Tài khoản do đơn vị của bạn cấp" in client.post("/dang-ky/", page).content.decode()
    assert User.objects.count() == 0


def test_good_and_bad_attempts_are_announced(client: Client, user):
    heard: list[tuple[str, object]] = []

    def listen(kind: str, target: User, **kwargs: object) -> None:
        heard.append((kind, target))

    account_event.connect(listen)
    attempt(client, "0900000001", "sai")
    attempt(client, "ai@example.vn", "sai")
    attempt(client, "0900000001")
    account_event.disconnect(listen)
    assert heard == [("accounts.sign_in_failed", user), ("accounts.signed_in", user)]
