"""Every write of this block: versions of forms, drafts, files that came with a form."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.eforms import queries
from doanso.blocks.eforms.definition import Field, load
from doanso.blocks.eforms.models import Draft, Form, FormVersion
from doanso.blocks.eforms.queries import CLAIMED, PIECE, UNCLAIMED
from doanso.blocks.eforms.tokens import Ticket, new_token, token_hash
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.lib import rows
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.transactions import atomic

DRAFT_DAYS = 30
DRAFT_BYTES = 1_000_000
UNCLAIMED_DAYS = DRAFT_DAYS + 5
PIECE_DAYS = 7


@transaction.atomic
def define(*, code: str, name: str, definition: dict[str, Any], by: Person | None, now: datetime) -> FormVersion:
    """A new version, or the latest one when nothing changed. BadDefinition tells every problem."""
    load(definition)
    Form.objects.get_or_create(code=code, defaults={"name": name})
    form = Form.objects.select_for_update().get(code=code)
    if form.name != name:
        form.name = name
        form.save(update_fields=["name"])
    digest = digest_of(definition)
    last = form.versions.order_by("-number").first()
    if last and last.digest == digest:
        return last
    number = last.number + 1 if last else 1
    version = FormVersion.objects.create(
        form=form, number=number, definition=definition, digest=digest, created_at=now, created_by=by
    )
    audit.record("eforms.defined", version, by=by, now=now, data={"form": code, "number": number, "digest": digest})
    return version


def digest_of(definition: dict[str, Any]) -> str:
    canonical = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def save_draft(
    *, ticket: Ticket, raw: dict[str, Any], page: int, by: Person | None, now: datetime, days: int = DRAFT_DAYS
) -> Draft:
    """Keep what was typed; the first save needs the ticket's signature, later ones the token alone.

    Audited when it begins, not at every few seconds of typing.
    """
    if len(json.dumps(raw)) > DRAFT_BYTES:
        raise Refused(_("This is too much for a draft: please shorten the longest answers."))
    hashed = token_hash(ticket.token)
    draft = Draft.objects.select_for_update().filter(token_hash=hashed, expires_at__gt=now).first()
    if draft is None:
        return _begin(ticket, hashed, raw, page, by, now, days)
    if draft.person_id and draft.person_id != (by.pk if by else None):
        raise Forbidden(_("This draft belongs to somebody else. Sign in as its owner to go on."))
    draft.raw, draft.page, draft.updated_at = raw, page, now
    draft.expires_at = now + timedelta(days=days)
    draft.person = draft.person or by
    draft.save(update_fields=["raw", "page", "updated_at", "expires_at", "person"])
    return draft


def _begin(
    ticket: Ticket, hashed: str, raw: dict[str, Any], page: int, by: Person | None, now: datetime, days: int
) -> Draft:
    content = ticket.content()
    if content is None:
        raise Refused(_("This draft has ended or was submitted. Open the form again to begin a new one."))
    version_id, subject = content
    values = {
        "version_id": version_id,
        "subject": subject,
        "person": by,
        "raw": raw,
        "page": page,
        "created_at": now,
        "updated_at": now,
        "expires_at": now + timedelta(days=days),
    }
    draft, created = Draft.objects.update_or_create(token_hash=hashed, defaults=values)
    if created:
        audit.record("eforms.draft_begun", draft, by=by, now=now, data={"version": version_id, "subject": subject})
    return draft


@atomic
def discard_draft(*, token: str, by: Person | None, now: datetime) -> None:
    """Forget a draft: after submitting, or because its owner wants so. Unclaimed files go with the next purge.

    Refused when an officer takes it over at this very moment, from its printed form.
    """
    for draft in rows.select(Draft, "token_hash = %s", token_hash(token)):
        audit.record("eforms.draft_discarded", draft, by=by, now=now, data={"subject": draft.subject})
        gone, _tables = Draft.objects.filter(pk=draft.pk).delete()
        if not gone:
            raise Refused(_("This draft has ended or was submitted. Open the form again to begin a new one."))


@transaction.atomic
def take_over(*, draft_id: int, by: Person, now: datetime) -> bool:
    """An officer has received what the applicant had typed: the draft ends. False when it had ended already."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, expires_at__gt=now).first()
    if draft is None:
        return False
    audit.record("eforms.draft_taken_over", draft, by=by, now=now, data={"subject": draft.subject})
    draft.delete()
    return True


@transaction.atomic
def renew_link(*, draft_id: int, by: Person, now: datetime) -> str:
    """A fresh token for the owner's own draft, whose old link nobody knows any more; that one ends."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, person=by, expires_at__gt=now).first()
    if draft is None:
        raise Refused(_("This draft has ended or was submitted. Open the form again to begin a new one."))
    token = new_token()
    draft.token_hash = token_hash(token)
    draft.save(update_fields=["token_hash"])
    audit.record("eforms.draft_link_renewed", draft, by=by, now=now, data={"subject": draft.subject})
    return token


@transaction.atomic
def purge_expired(*, now: datetime) -> int:
    """Delete drafts past their day and the files that nobody submitted; returns how many drafts went.

    Who goes on with a draft keeps it for longer, and its files, too.
    """
    expired = list(Draft.objects.filter(expires_at__lte=now).order_by("pk"))
    for draft in expired:
        audit.record("eforms.draft_expired", draft, by=None, now=now, label="system", data={"subject": draft.subject})
        draft.delete()
    for purpose, days in ((UNCLAIMED, UNCLAIMED_DAYS), (PIECE, PIECE_DAYS)):
        old = File.objects.filter(purpose=purpose, created_at__lt=now - timedelta(days=days))
        for file in queries.not_in_drafts(old).select_related("blob"):
            files.discard(file, by=None, now=now)
    return len(expired)


def keep_file(upload: Any, f: Field, *, by: Person | None, now: datetime) -> dict[str, Any]:
    """Store an upload of a form at once; `Refused` says what is wrong with it. Unclaimed, it is purged in time."""
    limit = f.max_mb * 1024 * 1024
    file = files.store(upload, kinds=frozenset(f.accept), by=by, now=now, max_bytes=limit, purpose=UNCLAIMED)
    return queries.ref_of(file)


def keep_piece(upload: Any, f: Field, *, token: str, now: datetime) -> dict[str, Any]:
    """The same for a form whose files come one by one before it; `token` is that of `queries.piece`."""
    limit, kinds = f.max_mb * 1024 * 1024, frozenset(f.accept)
    file = files.store(upload, kinds=kinds, by=None, now=now, max_bytes=limit, purpose=PIECE, token=token)
    return queries.ref_of(file)


def claim_files(tokens: Iterable[str]) -> list[File]:
    """The files of submitted answers: from now on they stay as long as their dossier. Inside the caller's audit.

    Refused when one of them is gone: nobody may believe that they have handed it in.
    """
    wanted = set(tokens)
    if not wanted:
        return []
    File.objects.filter(token__in=wanted, purpose__in=(UNCLAIMED, PIECE)).update(purpose=CLAIMED)
    found = list(File.objects.filter(token__in=wanted).select_related("blob"))
    if len(found) < len(wanted):
        raise Refused(_("A file that you had sent lay here too long and was erased. Please choose it again."))
    return found
