"""Settings, from the environment. docs/howto/settings.md describes every variable, and a test compares the two."""

import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doanso.config import database, env, logs
from doanso.config.paths import data_folder

SOURCE = Path(__file__).resolve().parents[1]
DATA = data_folder()
DEBUG = env.flag("DOANSO_DEBUG", default=False, help="1 shows error pages with code. Never on a public server.")
DEMO = env.flag("DOANSO_DEMO", default=False, help="1 marks every page as a demonstration with invented data.")
DEMO_PASSWORD = env.text("DOANSO_DEMO_PASSWORD", "doan-so-2026", help="Password of every demonstration account.")


def _secret() -> str:
    """`DOANSO_SECRET`, else a random one kept in the data folder, readable by its owner alone."""
    given = env.text("DOANSO_SECRET", "", help="Key that signs sessions and links; 50 random characters.")
    if given:
        return given
    file = DATA / "secret"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # two processes may start at once: the first one's key stays
            file.hardlink_to(fresh)
        fresh.unlink()
    return file.read_text()


SECRET_KEY = _secret()
PORT = env.number("DOANSO_PORT", 8000, most=65_535, help="Port of the web server.")
LISTEN = env.text(
    "DOANSO_LISTEN", "127.0.0.1", help="Network address of the web server; 0.0.0.0 for all of this machine."
)
ADDRESS = env.text(
    "DOANSO_ADDRESS", "", help="Public address; stands in QR codes and e-mails. Unset: this machine and port."
)
ADDRESS = (ADDRESS or f"http://127.0.0.1:{PORT}").rstrip("/")
_host = urlsplit(ADDRESS).hostname or "127.0.0.1"
SECURE = ADDRESS.startswith("https://")
_more_hosts = env.words("DOANSO_HOSTS", "", help="More host names to answer to, comma-separated.")
ALLOWED_HOSTS = [*_more_hosts, _host, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

DATABASE_URL = env.text(
    "DATABASE_URL", "", help="PostgreSQL 15 or newer, postgresql://user:password@host/name. Unset: our own."
)
PREPARED = env.flag(
    "DOANSO_PREPARED_STATEMENTS",
    default=True,
    help="0 behind a pooler that gives each transaction another connection, such as PgBouncer.",
)
if not DATABASE_URL:
    from doanso.config.postgres import Cluster

    DATABASE_URL = Cluster(DATA / "postgres").url
DATABASES = {"default": database.django_settings(DATABASE_URL, prepared=PREPARED)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "doanso.config.static.StaticFiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "doanso.ui",
    "doanso.core.accounts",
    "doanso.core.units",
    "doanso.core.audit",
    "doanso.core.calendar",
    "doanso.core.files",
    "doanso.core.qr",
    "doanso.core.notify",
    "doanso.core.inbox",
    "doanso.core.search",
    "doanso.core.consent",
    "doanso.core.privacy",
    "doanso.blocks.eforms",
    "doanso.blocks.workflow",
    "doanso.blocks.papers",
    "doanso.blocks.intake",
    "doanso.blocks.questions",
    "doanso.features.procedures",
    "doanso.features.members",
    "doanso.features.cadres",
    "doanso.features.staff",
    "doanso.features.organisation",
    "doanso.features.money",
    "doanso.features.contests",
    "doanso.features.reports",
    "doanso.features.portal",
]

MIDDLEWARE = [
    "doanso.config.logs.access_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "doanso.ui.middleware.compression",
    "doanso.ui.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "doanso.ui.middleware.content_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "doanso.core.accounts.middleware.second_factor",
    "doanso.ui.middleware.refusals",
]

ROOT_URLCONF = "doanso.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "core/accounts/templates"],  # before the sign-in library's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "doanso.ui.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "doanso.ui.templatetags.ui"],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
# Where a person is read about is a feature's page, of which the people themselves know nothing.
ABSOLUTE_URL_OVERRIDES = {"accounts.person": lambda person: reverse("members:member", args=[person.pk])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [SOURCE / "lib" / "locale"]  # the library is no app, and Django looks only into apps
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "doanso.config.background.prepare"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
S3_BUCKET = env.text("DOANSO_S3_BUCKET", "", help="Bucket for files; unset: the data folder.")
S3_ENDPOINT = env.text("DOANSO_S3_ENDPOINT", "", help="Address of an S3-compatible store; unset: Amazon's.")
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT or None,
            "default_acl": "private",
            "file_overwrite": True,
        },
    }
CLAMD = env.text("DOANSO_CLAMD", "", help="ClamAV daemon, host:port or socket path; unset: files are not scanned.")
MAX_FILE_MB = env.number("DOANSO_MAX_FILE_MB", 10, help="Largest file that an applicant may send, in MB.")
MAX_DOSSIER_MB = env.number("DOANSO_MAX_DOSSIER_MB", 50, help="Largest sum of one dossier's files, in MB.")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a 100 x 11 table with its hidden fields; the form engine has limits of its own
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

FORM_RENDERER = "doanso.ui.renderer.Renderer"
MESSAGE_STORAGE = "doanso.ui.messages.Storage"
SESSION_ENGINE = "doanso.core.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
BEHIND_PROXY = env.flag(
    "DOANSO_BEHIND_PROXY", default=False, help="1 when a proxy ends TLS and sets X-Forwarded-Proto and X-Forwarded-For."
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CACHES = {"default": {"BACKEND": "doanso.ui.cache.PostgresCache", "LOCATION": "cache"}}  # shared by all processes

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["doanso.core.accounts.backends.Accounts"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/viec/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]  # nobody signs up; a check compares it
ACCOUNT_FORMS = {"login": "doanso.core.accounts.forms.LoginForm"}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "doanso.core.accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "doanso.core.accounts.adapter.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators enter addresses; there is nothing to confirm
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Đoàn Số"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
USERSESSIONS_TRACK_ACTIVITY = False
REQUIRE_MFA = env.words(
    "DOANSO_REQUIRE_MFA", "", help="Who must have a second factor: all, staff, or permissions, comma-separated."
)
MENU_RULE = "doanso.config.permissions.holds"
OIDC = {
    "id": env.text(
        "DOANSO_OIDC_CLIENT", "", help="Client id at the OIDC provider (VNeID gateway); unset: no such button."
    ),
    "secret": env.text("DOANSO_OIDC_SECRET", "", help="Client secret at the OIDC provider."),
    "server": env.text(
        "DOANSO_OIDC_SERVER", "", help="Address of the OIDC provider, where /.well-known/openid-configuration lies."
    ),
    "name": env.text("DOANSO_OIDC_NAME", "VNeID", help="What the sign-in button calls the OIDC provider."),
}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_ADAPTER = "doanso.core.accounts.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC["name"],
                "client_id": OIDC["id"],
                "secret": OIDC["secret"],
                "settings": {"server_url": OIDC["server"]},
            }
        ]
        if OIDC["id"]
        else [],
    }
}

EMAIL_HOST = env.text("DOANSO_SMTP_HOST", "", help="SMTP server; unset: e-mails are written to the log instead.")
EMAIL_PORT = env.number("DOANSO_SMTP_PORT", 587, most=65_535, help="SMTP port.")
EMAIL_HOST_USER = env.text("DOANSO_SMTP_USER", "", help="SMTP user.")
EMAIL_HOST_PASSWORD = env.text("DOANSO_SMTP_PASSWORD", "", help="SMTP password.")
EMAIL_USE_TLS = env.flag("DOANSO_SMTP_TLS", default=True, help="0 for an SMTP server without STARTTLS.")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "doanso.config.mail.LogBackend"
DEFAULT_FROM_EMAIL = env.text("DOANSO_MAIL_FROM", "Đoàn Số <no-reply@localhost>", help="Sender of e-mails.")

SITE_NAME = env.text("DOANSO_SITE_NAME", "Đoàn Số", help="Name in the page header.")
WORKERS = env.number("DOANSO_WORKERS", 1, most=500, help="Web server processes.")
THREADS = env.number("DOANSO_THREADS", 8, most=500, help="Threads of a web server process that render pages.")
INTERNAL_WEBHOOKS = env.flag(
    "DOANSO_INTERNAL_WEBHOOKS", default=False, help="1 lets webhooks call addresses of the internal network."
)
RATE_LIMITS = env.flag(
    "DOANSO_RATE_LIMITS", default=True, help="0 switches rate limits off: for load tests on a closed network only."
)
ACCOUNT_RATE_LIMITS = (
    {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
    if RATE_LIMITS
    else False
)

KEEP_VIEWINGS_DAYS = env.number(
    "DOANSO_KEEP_VIEWINGS_DAYS", 730, help="Days for which it is kept who looked at whose record; 365 at least."
)
LOG_LEVEL = env.choice("DOANSO_LOG_LEVEL", "INFO", logs.LEVELS, help="DEBUG, INFO, WARNING, ERROR or CRITICAL.")
LOGGING = logs.configuration(LOG_LEVEL)
