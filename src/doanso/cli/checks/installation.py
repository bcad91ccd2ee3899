"""Settings, folders and this machine."""

import os
import shutil
import smtplib
from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import urlsplit

from doanso.cli.checks import Finding
from doanso.config import env
from doanso.config.paths import data_folder
from doanso.config.translations import catalogs

LOW_DISK_BYTES = 2 * 1024**3
STRONG_SECRET = 40


def settings_safe() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    if settings.DEBUG:
        yield Finding("DOANSO_DEBUG is on: error pages show code and data. Unset it.")
    if len(settings.SECRET_KEY) < STRONG_SECRET or len(set(settings.SECRET_KEY)) < STRONG_SECRET // 4:
        yield Finding("DOANSO_SECRET is weak: give it 50 random characters, or unset it to have one made.")
    if not settings.RATE_LIMITS:
        yield Finding("DOANSO_RATE_LIMITS is 0: passwords and tracking codes can be guessed at full speed. Unset it.")
    if settings.DEMO:
        yield Finding("DOANSO_DEMO is on: everybody knows the passwords of the invented accounts.", bad=False)


def settings_known() -> Iterator[Finding]:
    for name, meant in env.misspelt(os.environ).items():
        yield Finding(f"{name} is no setting, so it does nothing." + (f" Is {meant} meant?" if meant else ""))


def second_factors_asked() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    from doanso.lib.modules import all_modules  # same

    known = {"all", "staff"}.union(*(module.permissions for module in all_modules()))
    for word in sorted(set(settings.REQUIRE_MFA) - known):
        near = next(iter(get_close_matches(word, known, n=1)), ", ".join(sorted(known)))
        yield Finding(f"DOANSO_REQUIRE_MFA names {word}, which nobody can hold. Known: {near}.")


def provider_complete() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    given = settings.OIDC
    missing = [f"DOANSO_OIDC_{name.upper()}" for name in ("secret", "server") if not given[name]]
    if given["id"] and missing:
        yield Finding(f"DOANSO_OIDC_CLIENT is set without {' and '.join(missing)}: signing in there cannot work.")


def address_public() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    parts = urlsplit(settings.ADDRESS)
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host or parts.path:
        yield Finding(f"DOANSO_ADDRESS is {settings.ADDRESS}: write https:// and the host, with nothing behind it.")
    elif host in {"127.0.0.1", "localhost"}:
        yield Finding(f"DOANSO_ADDRESS is {settings.ADDRESS}: QR codes on posters would lead nowhere.", bad=False)
    elif not settings.SECURE:
        yield Finding(f"DOANSO_ADDRESS is {settings.ADDRESS}: without https, passwords cross the network in the clear.")
    elif not settings.BEHIND_PROXY:
        yield Finding("DOANSO_ADDRESS is https, but DOANSO_BEHIND_PROXY is not 1: every visitor looks like the proxy.")


def data_folder_private() -> Iterator[Finding]:
    folder = data_folder()
    if not folder.exists():
        yield Finding(f"The data folder {folder} is not there yet: run `doanso migrate`.")
        return
    for path in (folder / "secret", folder / "files"):
        if path.exists() and path.stat().st_mode & 0o007:
            yield Finding(f"Every user of this machine can read {path}: chmod o-rwx {path}")


def disk_roomy() -> Iterator[Finding]:
    folder = data_folder()
    if folder.exists() and (free := shutil.disk_usage(folder).free) < LOW_DISK_BYTES:
        yield Finding(f"Only {free / 1e9:.1f} GB are left on the disk of {folder}: make room before it is full.")


def translations_compiled() -> Iterator[Finding]:
    stale = [po for po in catalogs() if not po.with_suffix(".mo").exists()]
    if stale:
        yield Finding(f"{len(stale)} translations are not compiled: run `doanso migrate`.")


def mail_goes_out() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    if not settings.EMAIL_HOST:
        yield Finding("DOANSO_SMTP_HOST is unset: e-mails are written to the log and reach nobody.", bad=False)
        return
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=10) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} refuses us: {error}")


def scanner_answers() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    from doanso.core.files import scanner  # same

    if not settings.CLAMD:
        yield Finding("DOANSO_CLAMD is unset: files are not scanned for viruses.", bad=False)
    elif not scanner.is_up():
        yield Finding(f"The virus scanner at {settings.CLAMD} does not answer: new files wait in quarantine.")


def store_answers() -> Iterator[Finding]:
    from django.conf import settings  # after Django is set up

    if not settings.S3_BUCKET:
        return
    from django.core.files.storage import default_storage  # after Django is set up
    from storages.backends.s3 import botocore  # slow to load, and few need it

    try:
        default_storage.listdir("tmp")
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, ValueError) as error:
        yield Finding(f"The bucket {settings.S3_BUCKET} cannot be used: {error}")


CHECKS = [
    settings_known,
    settings_safe,
    second_factors_asked,
    provider_complete,
    address_public,
    data_folder_private,
    disk_roomy,
    translations_compiled,
    mail_goes_out,
    scanner_answers,
    store_answers,
]
