from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from doanso.cli.checks import database, installation
from doanso.core.notify.models import EmailState, Notification


def texts(check) -> list[str]:
    return [finding.text for finding in check()]


def test_safe_settings_are_quiet_and_unsafe_ones_are_named(settings):
    assert texts(installation.settings_safe) == []
    settings.DEBUG, settings.SECRET_KEY, settings.RATE_LIMITS = True, "aaaa" * 20, False
    assert [text.split(" is ")[0] for text in texts(installation.settings_safe)] == [
        "DOANSO_DEBUG",
        "DOANSO_SECRET",
        "DOANSO_RATE_LIMITS",
    ]


@pytest.mark.parametrize(
    ("address", "secure", "proxy", "bad"),
    [
        ("http://127.0.0.1:8000", False, False, [False]),
        ("http://thutuc.example.vn", False, False, [True]),
        ("https://thutuc.example.vn", True, False, [True]),
        ("https://thutuc.example.vn", True, True, []),
        ("thutuc.example.vn", False, False, [True]),
        ("https://thutuc.example.vn/app", True, True, [True]),
    ],
)
def test_address_is_public_and_encrypted(settings, address, secure, proxy, bad):
    settings.ADDRESS, settings.SECURE, settings.BEHIND_PROXY = address, secure, proxy
    assert [finding.bad for finding in installation.address_public()] == bad


def test_a_misspelt_setting_is_named(monkeypatch):
    monkeypatch.setenv("DOANSO_ADRESS", "https://thutuc.example.vn")
    assert "DOANSO_ADRESS is no setting, so it does nothing. Is DOANSO_ADDRESS meant?" in texts(
        installation.settings_known
    )


def test_a_second_factor_that_would_be_asked_of_nobody_is_named(settings):
    settings.REQUIRE_MFA = ["all", "staff", "unit.admin"]
    assert texts(installation.second_factors_asked) == []
    settings.REQUIRE_MFA = ["unit.admn"]
    assert texts(installation.second_factors_asked) == [
        "DOANSO_REQUIRE_MFA names unit.admn, which nobody can hold. Known: unit.admin."
    ]


def test_half_a_sign_in_provider_is_named(settings):
    settings.OIDC = {"id": "client", "secret": "x", "server": "", "name": "VNeID"}
    assert texts(installation.provider_complete) == [
        "DOANSO_OIDC_CLIENT is set without DOANSO_OIDC_SERVER: signing in there cannot work."
    ]
    settings.OIDC = settings.OIDC | {"id": ""}
    assert texts(installation.provider_complete) == []


def test_a_secret_that_everybody_can_read_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DOANSO_DATA", str(tmp_path))
    (tmp_path / "secret").touch(mode=0o600)
    assert texts(installation.data_folder_private) == []
    (tmp_path / "secret").chmod(0o644)
    assert texts(installation.data_folder_private) == [
        f"Every user of this machine can read {tmp_path}/secret: chmod o-rwx {tmp_path}/secret"
    ]


def test_a_mail_server_that_is_away_is_named(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert [text[:46] for text in texts(installation.mail_goes_out)] == [
        "The mail server 127.0.0.1:1 refuses us: [Errno"
    ]


def test_a_scanner_that_is_away_is_named(settings):
    settings.CLAMD = "127.0.0.1:1"
    assert texts(installation.scanner_answers) == [
        "The virus scanner at 127.0.0.1:1 does not answer: new files wait in quarantine."
    ]


def test_a_bucket_that_is_away_is_named(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    assert texts(installation.store_answers) == []
    settings.S3_BUCKET = "papers"
    options = {"bucket_name": "papers", "endpoint_url": "http://127.0.0.1:1", "region_name": "x"}
    store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": store}
    assert texts(installation.store_answers)[0].startswith("The bucket papers cannot be used: Could not connect")


@pytest.mark.django_db
def test_a_fresh_database_is_fine_but_for_the_worker():
    for check in database.FIRST:
        assert texts(check) == []
    assert [check.__name__ for check in database.CHECKS if texts(check)] == ["worker_alive"]


@pytest.mark.django_db
def test_worker_is_alive_while_its_heart_beats():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        assert texts(database.worker_alive) == []
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    assert len(texts(database.worker_alive)) == 1


@pytest.mark.django_db
def test_jobs_that_wait_too_long_or_failed_are_counted():
    with connection.cursor() as cursor:
        insert = (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at, priority, attempts, args) "
            "VALUES ('default', 't', %s::procrastinate_job_status, %s, 0, 0, '{}')"
        )
        cursor.execute(insert, ["todo", datetime.now(UTC) - timedelta(hours=1)])
        cursor.execute(insert, ["todo", datetime.now(UTC) + timedelta(hours=1)])
        cursor.execute(insert, ["todo", None])
        cursor.execute(insert, ["failed", None])
    assert texts(database.jobs_done) == [
        "1 background jobs failed; the log has the reasons.",
        "1 background jobs have waited for over 15 minutes: start another worker.",
    ]


@pytest.mark.django_db
def test_e_mails_that_nobody_took_are_counted_for_a_week():
    for number, days in enumerate((1, 6, 8)):
        at = datetime.now(UTC) - timedelta(days=days)
        told = {"kind": "x", "address": "a@b.vn", "title": "x", "once": str(number), "created_at": at}
        Notification.objects.create(**told, sent_at=at, email_state=EmailState.FAILED)
    assert [text[:32] for text in texts(database.mail_delivered)] == ["2 e-mails of the last seven days"]


@pytest.mark.django_db
def test_a_missing_migration_is_named():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'units'")
    assert "run `doanso migrate`" in texts(database.migrations_applied)[0]
