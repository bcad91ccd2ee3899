"""Giving consent, and taking it back."""

import hashlib
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.consent import queries, signals
from doanso.core.consent.models import Consent, Purpose
from doanso.core.consent.texts import TEXTS, Words
from doanso.lib import locks, rows
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.transactions import atomic


@transaction.atomic
def publish(code: str, *, by: Person | None, now: datetime, sensitive: bool = False, **words: Unpack[Words]) -> Purpose:
    """Put a text in force: the version that already says so, else a new one. Earlier consents keep their own words."""
    newest = Purpose.objects.select_for_update().filter(code=code).order_by("-version").first()
    if newest and newest.sensitive == sensitive and all(getattr(newest, key) == value for key, value in words.items()):
        return newest
    version = newest.version + 1 if newest else 1
    purpose = Purpose.objects.create(code=code, version=version, sensitive=sensitive, created_at=now, **words)
    audit.record("consent.published", purpose, by=by, now=now, label="system", data={"code": code, "version": version})
    return purpose


def seed(now: datetime) -> None:
    """Publish the first texts where there are none; what an administrator published stays."""
    for code, words in TEXTS.items():
        if not Purpose.objects.filter(code=code).exists():
            publish(code, by=None, now=now, **words)


@atomic
def give(
    purpose: str | Purpose,
    *,
    person: Person | None = None,
    subject: str = "",
    evidence: dict[str, Any],
    now: datetime,
) -> Consent:
    """Write down a yes with its proof; a yes that stands already is not asked for twice.

    `purpose` is the version that was shown (its code: today's); `subject` stands for who has no account, such as a
    dossier's code; `evidence` comes from `evidence.of_request`. Call it only for a box that the person ticked.
    """
    if person is None and not subject:
        raise Refused(_("It is not known who agrees."))
    shown = queries.current(purpose) if isinstance(purpose, str) else purpose
    proof = {**evidence, "text_sha256": digest(shown)}
    fresh = Consent(purpose=shown, person=person, subject=subject, given_at=now, evidence=proof)
    if not rows.insert_once(fresh):
        return Consent.objects.get(purpose=shown, person=person, subject=subject, withdrawn_at=None)
    audit.record("consent.given", fresh, by=person, now=now, label=subject, data=_named(shown))
    return fresh


@transaction.atomic
def withdraw(consent: Consent, *, by: Person | None, now: datetime) -> Consent:
    """Take one's own consent back. The proof stays; `signals.withdrawn` lets owners erase in the same transaction."""
    consent = locks.row(Consent.objects.select_related("purpose", "person"), consent.pk)
    if by is None or consent.person_id != by.pk:
        raise Forbidden(_("Only the person who gave a consent can withdraw it."))
    if consent.withdrawn_at:
        raise AlreadyDone(_("You have already withdrawn this consent."), who=by.full_name, when=consent.withdrawn_at)
    return _end(consent, by=by, now=now)


@transaction.atomic
def withdraw_subject(subject: str, *, now: datetime, code: str = "") -> list[Consent]:
    """End every consent (or those of one purpose) of somebody without an account; the caller has checked who asks."""
    standing = Consent.objects.select_for_update(of=("self",)).select_related("purpose").order_by("pk")
    standing = standing.filter(subject=subject, person=None, withdrawn_at=None).exclude(subject="")
    if code:
        standing = standing.filter(purpose__code=code)
    return [_end(consent, by=None, now=now) for consent in standing]


def digest(purpose: Purpose) -> str:
    """Of the words in both languages: shows later which text was agreed to."""
    return hashlib.sha256(f"{purpose.text_vi}\0{purpose.text_en}".encode()).hexdigest()


def _end(consent: Consent, *, by: Person | None, now: datetime) -> Consent:
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    audit.record("consent.withdrawn", consent, by=by, now=now, label=consent.subject, data=_named(consent.purpose))
    signals.withdrawn.send(sender=Consent, consent=consent, now=now)
    return consent


def _named(purpose: Purpose) -> dict[str, Any]:
    return {"purpose": purpose.code, "version": purpose.version}
