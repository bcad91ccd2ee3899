"""One's own account: password, second factors, devices, language."""

import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support.org import build

from doanso.core.accounts.models import Person, User

pytestmark = pytest.mark.django_db

PASSWORD = "con đường làng 1975"
BETTER = "cánh đồng lúa chín vàng"


@pytest.fixture
def user(person: Person) -> User:
    return User.objects.create_user("0900000001", email="thu@example.vn", password=PASSWORD, person=person)


def posted() -> list[mail.EmailMessage]:
    """What the worker sends."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="accounts.").order_by("id"):
        app.tasks[job.task_name](**job.args)
    return mail.outbox


@pytest.fixture
def mine(user: User) -> Client:
    """A browser that signed in and then proved itself once more, as changes to the protection need."""
    client = entered(PASSWORD)
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    return client


def entered(password: str) -> Client:
    client = Client()
    client.post("/dang-nhap/", {"login": "0900000001", "password": password})
    return client


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up_totp(client: Client) -> str:
    """Through the pages; returns the secret."""
    html = client.get("/tai-khoan/bao-mat/totp/activate/").content.decode()
    secret = re.search(r'<p class="code">(\w+)</p>', html)[1]
    assert client.post("/tai-khoan/bao-mat/totp/activate/", {"code": code_of(secret)}).status_code == 302
    return secret


PAGES = [
    "/tai-khoan/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/phien/",
    "/tai-khoan/bao-mat/",
    "/tai-khoan/bao-mat/totp/activate/",
    "/tai-khoan/bao-mat/webauthn/",
    "/tai-khoan/bao-mat/webauthn/add/",
    "/tai-khoan/lien-ket/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(client: Client, page):
    assert unquote(client.get(page).url) == f"/dang-nhap/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_the_owner_sees_the_page_in_vietnamese(mine: Client, page):
    response = mine.get(page)
    html = response.content.decode()
    assert (response.status_code, '<html lang="vi"' in html) == (200, True)
    assert re.findall(r"Authenticator|Security|Password|Sign |Confirm", re.sub(r"<[^>]*>", "", html)) in (
        [],
        ["Authenticator"],
    )


def test_the_profile_hides_most_of_the_citizen_number(mine: Client, person):
    Person.objects.filter(pk=person.pk).update(cccd="099090984192")
    html = mine.get("/tai-khoan/").content.decode()
    assert ("0•••••••4192" in html, "099090984192" in html) == (True, False)


def test_the_password_changes_with_the_old_one_and_signs_other_devices_out(mine: Client, user):
    other = entered(PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": BETTER, "password2": BETTER}
    assert mine.post("/tai-khoan/mat-khau/", form).status_code == 302
    assert (mine.get("/tai-khoan/").status_code, other.get("/tai-khoan/").status_code) == (200, 302)
    assert posted()[0].subject == "[Đoàn Số] Mật khẩu của bạn đã được đổi"


@pytest.mark.parametrize(
    ("old", "new"), [("sai", BETTER), (PASSWORD, "ngan"), (PASSWORD, "password123"), (PASSWORD, "12345678")]
)
def test_a_weak_password_or_a_wrong_old_one_changes_nothing(mine: Client, user, old, new):
    form = {"oldpassword": old, "password1": new, "password2": new}
    assert mine.post("/tai-khoan/mat-khau/", form).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["tám kýtự", "x7" * 60, "chỉ toàn chữ thường"])
def test_long_and_plain_passwords_are_welcome(mine: Client, user, password):
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert mine.post("/tai-khoan/mat-khau/", form).status_code == 302


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(client: Client, user):
    client.post("/quen-mat-khau/", {"email": "thu@example.vn"})
    link = re.search(r"https?://[^/]+(/quen-mat-khau/\S+)", posted()[0].body)[1]
    form_url = client.get(link).url
    form = {"password1": BETTER, "password2": BETTER}
    assert client.post(form_url, form).url == "/quen-mat-khau/xong/"
    assert entered(BETTER).get("/tai-khoan/").status_code == 200
    assert "không còn dùng được" in Client().get(link).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, user):
    known = client.post("/quen-mat-khau/", {"email": "thu@example.vn"})
    unknown = client.post("/quen-mat-khau/", {"email": "ai@example.vn"})
    assert (known.url, unknown.url, len(posted())) == ("/quen-mat-khau/da-gui/",) * 2 + (1,)


def test_a_mail_server_that_is_away_tells_nobody_who_has_an_account(client: Client, user, settings):
    """Nor does one that is slow: it is not asked before the answer."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answers = [client.post("/quen-mat-khau/", {"email": email}) for email in ("thu@example.vn", "ai@example.vn")]
    assert [answer.url for answer in answers] == ["/quen-mat-khau/da-gui/"] * 2


def test_a_second_factor_is_asked_for_after_it_was_set_up(mine: Client, user):
    secret = set_up_totp(mine)
    fresh = Client()
    response = fresh.post("/dang-nhap/", {"login": "0900000001", "password": PASSWORD})
    assert response.url == "/tai-khoan/bao-mat/authenticate/"
    assert fresh.get("/tai-khoan/").status_code == 302
    assert "Mã không đúng" in fresh.post(response.url, {"code": "000000"}).content.decode()
    fresh.post(response.url, {"code": code_of(secret)})
    assert fresh.get("/tai-khoan/").status_code == 200


def test_a_code_of_the_app_works_only_once(mine: Client, user):
    secret = set_up_totp(mine)
    code = code_of(secret)
    first, second = entered(PASSWORD), entered(PASSWORD)
    first.post("/tai-khoan/bao-mat/authenticate/", {"code": code})
    second.post("/tai-khoan/bao-mat/authenticate/", {"code": code})
    assert (first.get("/tai-khoan/").status_code, second.get("/tai-khoan/").status_code) == (200, 302)


def test_a_recovery_code_works_once(mine: Client, user):
    set_up_totp(mine)
    html = mine.get("/tai-khoan/bao-mat/recovery-codes/").content.decode()
    code = re.search(r'<li class="code">(\d+)</li>', html)[1]
    first, second = entered(PASSWORD), entered(PASSWORD)
    first.post("/tai-khoan/bao-mat/authenticate/", {"code": code})
    second.post("/tai-khoan/bao-mat/authenticate/", {"code": code})
    assert (first.get("/tai-khoan/").status_code, second.get("/tai-khoan/").status_code) == (200, 302)


def test_the_secret_of_a_second_factor_is_not_readable_in_the_database(mine: Client, user):
    secret = set_up_totp(mine)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert (secret in stored, len(stored) > len(secret)) == (False, True)


def test_a_second_factor_is_changed_only_by_who_proved_themselves_just_now(mine: Client, user):
    session = mine.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert mine.get("/tai-khoan/bao-mat/totp/activate/").url.startswith("/tai-khoan/xac-nhan/")


def test_who_must_have_a_second_factor_can_do_nothing_else_first(user: User, settings, rf):
    from doanso.core.accounts.middleware import second_factor

    settings.REQUIRE_MFA = ["all"]
    request = rf.get("/viec/")
    request.user, request.session = user, {}
    request._messages = type("Silent", (), {"add": lambda *args: None})()
    assert second_factor(lambda _: None)(request).url == "/tai-khoan/bao-mat/"
    request.path = "/tai-khoan/bao-mat/"
    assert second_factor(lambda _: "passed")(request) == "passed"


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ([], []),
        (["all"], ["owner", "secretary", "stranger"]),
        (["staff"], ["owner", "secretary"]),
        (["delegate"], ["owner", "secretary"]),
        (["unit.admin"], ["owner"]),
    ],
)
def test_whom_the_setting_names(settings, wanted, named):
    from doanso.core.accounts.rules import needs_second_factor

    org = build()
    holders = {"owner": None, "secretary": org.secretary, "stranger": org.stranger}
    accounts = {name: User(username=name, person=who, is_superuser=name == "owner") for name, who in holders.items()}
    settings.REQUIRE_MFA = wanted
    assert [name for name, user in accounts.items() if needs_second_factor(user)] == named


def test_other_devices_are_signed_out(mine: Client, user):
    other = entered(PASSWORD)
    other.get("/tai-khoan/")
    mine.get("/tai-khoan/")
    assert mine.get("/tai-khoan/phien/").content.decode().count('<th scope="row">') == 2
    mine.post("/tai-khoan/phien/")
    assert (mine.get("/tai-khoan/").status_code, other.get("/tai-khoan/").status_code) == (200, 302)


def test_signing_out_everywhere_ends_this_session_too(mine: Client, user):
    other = entered(PASSWORD)
    assert mine.post("/tai-khoan/phien/tat-ca/").url == "/dang-nhap/"
    assert (mine.get("/tai-khoan/").status_code, other.get("/tai-khoan/").status_code) == (302, 302)
    assert UserSession.objects.filter(user=user).count() == 0


def test_the_language_is_kept(mine: Client, user):
    mine.post("/tai-khoan/ngon-ngu/", {"language": "en"})
    user.refresh_from_db()
    assert (user.language, '<html lang="en"' in mine.get("/tai-khoan/").content.decode()) == ("en", True)


@pytest.mark.parametrize("language", ["", "xx", "<b>"])
def test_an_unknown_language_is_refused(mine: Client, user, language):
    assert mine.post("/tai-khoan/ngon-ngu/", {"language": language}).status_code == 409
