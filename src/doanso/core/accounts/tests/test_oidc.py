"""The whole dance with an OIDC provider, over real HTTP on its side."""

import http.client
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from doanso.core.accounts.models import Person, User
from doanso.core.accounts.signals import account_event
from doanso.core.accounts.tests import oidc_provider

pytestmark = pytest.mark.django_db

CCCD = "099204001234"
CLAIMS = {
    "sub": "vneid-1",
    "citizen_pid": CCCD,
    "full_name": "Trần Đức Ân",
    "date_of_birth": "26/03/1990",
    "phone_number": "+84 900 000 001",
    "email": "an@example.vn",
}


@pytest.fixture
def provider(settings) -> Iterator[oidc_provider.Provider]:
    with oidc_provider.running() as running:
        running.claims = dict(CLAIMS)
        app = {
            "provider_id": "sso",
            "name": "VNeID",
            "client_id": oidc_provider.CLIENT,
            "secret": oidc_provider.SECRET,
            "settings": {"server_url": running.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def sign_in(client: Client) -> HttpResponse:
    """From our button to the provider and back; the answer to the callback."""
    there = client.post("/dang-nhap/sso/login/?process=login")
    parts = urlsplit(there.url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    location = answer.getheader("Location")
    answer.read()
    connection.close()
    back = urlsplit(location)
    return client.get(f"{back.path}?{back.query}")


def signed_in_as(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def test_the_button_is_there_only_with_a_provider(client: Client, provider):
    assert "Đăng nhập bằng VNeID" in client.get("/dang-nhap/").content.decode()


def test_without_a_provider_there_is_no_button_and_no_address(client: Client):
    assert "VNeID" not in client.get("/dang-nhap/").content.decode()
    assert client.post("/dang-nhap/sso/login/").status_code == 404


def test_a_first_sign_in_makes_a_person_without_rights(client: Client, provider):
    sign_in(client)
    user = signed_in_as(client)
    assert (user.person.full_name, user.person.cccd, user.person.phone) == ("Trần Đức Ân", CCCD, "0900000001")
    assert user.person.date_of_birth == date(1990, 3, 26)
    assert (user.is_staff, user.is_superuser, user.email, user.has_usable_password()) == (False, False, None, False)


def test_a_first_sign_in_finds_the_person_with_the_same_citizen_number(client: Client, provider):
    known = Person.objects.create(full_name="Trần Đức Ân", cccd=CCCD, job="Bí thư Tỉnh đoàn")
    sign_in(client)
    assert signed_in_as(client).person == known
    assert Person.objects.count() == 1


def test_it_finds_the_account_that_the_person_has_already(client: Client, provider):
    known = Person.objects.create(full_name="Trần Đức Ân", cccd=CCCD)
    user = User.objects.create_user("0900000001", password="mat-khau-thu", person=known)
    sign_in(client)
    assert (signed_in_as(client), User.objects.count()) == (user, 1)


def test_a_second_sign_in_is_the_same_account(provider):
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert signed_in_as(first) == signed_in_as(second)
    assert (User.objects.count(), Person.objects.count()) == (1, 1)


@pytest.mark.parametrize("verified", [True, False])
def test_an_e_mail_address_links_nobody(client: Client, provider, verified):
    other = Person.objects.create(full_name="Người Khác", email="an@example.vn")
    theirs = User.objects.create_user("0900000002", email="an@example.vn", password="mat-khau-thu", person=other)
    provider.claims["email_verified"] = verified
    sign_in(client)
    assert signed_in_as(client) not in (None, theirs)
    assert theirs.socialaccount_set.count() == 0


@pytest.mark.parametrize("claim", [{"full_name": "Lê Thị Khác"}, {"date_of_birth": "27/03/1990"}])
def test_a_number_that_names_somebody_else_here_is_refused(client: Client, provider, claim):
    Person.objects.create(full_name="Trần Đức Ân", cccd=CCCD, date_of_birth=date(1990, 3, 26))
    provider.claims |= claim
    response = sign_in(client)
    assert (response.url, signed_in_as(client), User.objects.count()) == ("/dang-nhap/", None, 0)
    assert "khác với thông tin của bạn" in client.get("/dang-nhap/").content.decode()


def test_a_name_written_without_diacritics_is_the_same_name(client: Client, provider):
    known = Person.objects.create(full_name="Trần Đức Ân", cccd=CCCD)
    provider.claims["full_name"] = "TRAN DUC AN"
    sign_in(client)
    assert signed_in_as(client).person == known


@pytest.mark.parametrize(
    "claims",
    [
        {"citizen_pid": "12345"},
        {"citizen_pid": None},
        {"citizen_pid": 99204001234},
        {"date_of_birth": "hôm qua", "phone_number": "không có"},
        {"date_of_birth": "31/02/1990"},
    ],
)
def test_claims_that_make_no_sense_are_left_out(client: Client, provider, claims):
    provider.claims |= claims
    sign_in(client)
    assert signed_in_as(client).person.full_name == "Trần Đức Ân"


def test_without_a_number_the_same_person_comes_back_to_the_same_account(provider):
    del provider.claims["citizen_pid"]
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert (User.objects.count(), Person.objects.count()) == (1, 1)


def test_without_a_name_nobody_is_signed_in(client: Client, provider):
    del provider.claims["full_name"]
    sign_in(client)
    assert (signed_in_as(client), User.objects.count()) == (None, 0)


def test_a_token_for_another_client_is_refused(client: Client, provider):
    provider.audience = "somebody-else"
    response = sign_in(client)
    assert (response.status_code, signed_in_as(client), User.objects.count()) == (401, None, 0)
    assert "trả lời không như mong đợi" in response.content.decode()


def test_a_callback_that_nobody_asked_for_signs_nobody_in(client: Client, provider):
    client.get("/dang-nhap/sso/login/callback/?code=x&state=y")
    assert (signed_in_as(client), User.objects.count()) == (None, 0)


def test_a_locked_account_stays_locked(client: Client, provider):
    known = Person.objects.create(full_name="Trần Đức Ân", cccd=CCCD)
    User.objects.create_user("0900000001", password="mat-khau-thu", person=known, is_active=False)
    assert sign_in(client).url == "/tai-khoan/bi-khoa/"
    assert signed_in_as(client) is None


def test_each_link_is_announced(client: Client, provider):
    heard: list[str] = []

    def listen(kind: str, **kwargs: object) -> None:
        heard.append(kind)

    account_event.connect(listen)
    sign_in(client)
    account_event.disconnect(listen)
    assert heard == ["accounts.created", "accounts.linked", "accounts.signed_in"]
