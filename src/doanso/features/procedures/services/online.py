"""A form handed in online: the dossier, the proof of consent and the end of the draft, all or nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.eforms import services as eforms
from doanso.core.accounts.models import Person
from doanso.core.consent import queries as consents
from doanso.core.consent import services as consent
from doanso.core.consent.models import Purpose
from doanso.core.consent.texts import DOSSIER
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.services import contacts, dossiers, identity
from doanso.lib.errors import Refused

CONSENT_FIELD = "dong_y_du_lieu"


@dataclass(frozen=True)
class Handed:
    """What came from the browser. `token` is the draft's: the same one twice is one submission."""

    answers: dict[str, Any]
    file_tokens: tuple[str, ...]
    token: str
    evidence: dict[str, Any]


@transaction.atomic
def apply(*, version: Version, handed: Handed, by: Person | None, now: datetime) -> dossiers.Submitted:
    """The same form handed in again, even at the same moment, gives the first dossier, without its key."""
    first = dossiers.submitted_before(handed.token)
    if first is not None:
        return dossiers.Submitted(first, "")
    made = dossiers.submit(
        version=version,
        answers=handed.answers,
        contact=contacts.contact_of(version, handed.answers, by),
        files=tuple(eforms.claim_files(handed.file_tokens)),
        applicant=by,
        by=by,
        once=handed.token,
        now=now,
    )
    if handed.answers.get(CONSENT_FIELD):
        _keep_consent(made.dossier, handed.evidence, by, now)
    eforms.discard_draft(token=handed.token, by=by, now=now)
    return made


@transaction.atomic
def receive(
    *, version: Version, handed: Handed, channel: str, by: Person, now: datetime, check_id: int | None = None
) -> dossiers.Submitted:
    """An officer received this for an applicant, who is not the officer. `check_id`: whose identity they have seen."""
    first = dossiers.submitted_before(handed.token)
    if first is not None:
        return dossiers.Submitted(first, "")
    check = None if check_id is None else identity.use(check_id=check_id, version=version, by=by, now=now)
    person = check.person if check else None
    made = dossiers.submit(
        version=version,
        answers=handed.answers,
        contact=contacts.contact_of(version, handed.answers, person),
        files=tuple(eforms.claim_files(handed.file_tokens)),
        applicant=person,
        channel=channel,
        taken_by=by,
        by=by,
        once=handed.token,
        now=now,
        handed_at=check.handed_at if check else None,
    )
    if check:
        identity.tie(check, made.dossier, now=now)
    if handed.answers.get(CONSENT_FIELD):
        _keep_consent(made.dossier, handed.evidence, person, now)
    eforms.discard_draft(token=handed.token, by=by, now=now)
    return made


@transaction.atomic
def supplement(*, dossier: Dossier, form_id: int, handed: Handed, by: Person | None, now: datetime) -> Dossier:
    done = dossiers.supplement(
        dossier_id=dossier.pk,
        answers=handed.answers,
        form_id=form_id,
        files=tuple(eforms.claim_files(handed.file_tokens)),
        by=by,
        now=now,
    )
    eforms.discard_draft(token=handed.token, by=by, now=now)
    return done


@transaction.atomic
def take_step(
    *,
    dossier: Dossier,
    activation_id: int,
    form_id: int,
    handed: Handed,
    by: Person | None,
    now: datetime,
    applicant: bool = False,
) -> Dossier:
    """A step in mid-flow, an officer's or the applicant's own, with the form that belongs to it."""
    done = dossiers.advance(
        dossier_id=dossier.pk,
        activation_id=activation_id,
        action="forward",
        answers=handed.answers,
        form_id=form_id,
        files=tuple(eforms.claim_files(handed.file_tokens)),
        applicant=applicant,
        by=by,
        now=now,
    )
    eforms.discard_draft(token=handed.token, by=by, now=now)
    return done


@transaction.atomic
def withdraw_consent(*, dossier: Dossier, now: datetime) -> None:
    """For who has no account; the view has checked the private key. `notices.consent_withdrawn` does what follows."""
    if not consent.withdraw_subject(dossier.code, now=now, code=DOSSIER):
        raise Refused(_("There is no consent that you could withdraw here."))


def _keep_consent(dossier: Dossier, evidence: dict[str, Any], by: Person | None, now: datetime) -> None:
    consent.give(_purpose(now), person=by, subject=dossier.code, evidence=evidence, now=now)


def _purpose(now: datetime) -> Purpose:
    """An installation that was migrated by hand may not have its texts yet."""
    found = consents.newest(DOSSIER)
    if found is None:
        consent.seed(now)
    return found or consents.current(DOSSIER)
