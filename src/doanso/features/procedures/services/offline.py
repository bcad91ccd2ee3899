"""A form that was filled in without a network and is sent when there is one: exactly once, whatever is lost between.

Its files come first, one by one, each under a token that follows from the device's random id and the file itself. So
the same file again is found instead of kept twice, and nobody else can ask for it.
"""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms import services as keeping
from doanso.blocks.eforms.definition import Definition, Field
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.services import dossiers, online, weight
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Refused

_SALT = "doanso.procedures.device"
REPLACED = 3  # how often over a dossier's files may be chosen anew on the way


def once_of(device_id: str) -> str:
    """The submission's own id, from the random one that the device made."""
    return f"may:{device_id}"


def key_of(once: str) -> str:
    """The private link's key. It follows from the id, so that a device that lost our answer gets the same one again."""
    return salted_hmac(_SALT, once, algorithm="sha256").hexdigest()[:32]


def link_key(dossier: Dossier) -> str:
    """The key, while it opens the dossier; "" once the applicant has asked for another link."""
    key = key_of(dossier.once or "")
    return key if dossiers.may_open_with(dossier, key) else ""


def piece_token(device_id: str, path: str, digest: str) -> str:
    """All of one device begin alike."""
    return _short(device_id) + _short(device_id, path, digest)


def _short(*parts: str) -> str:
    """96 bits in 16 letters."""
    told = salted_hmac(f"{_SALT}.piece", "\0".join(parts), algorithm="sha256").digest()
    return urlsafe_b64encode(told[:12]).decode()


@transaction.atomic
def keep_piece(
    *, device_id: str, definition: Definition, path: str, upload: Any, now: datetime
) -> tuple[str | None, list[str]]:
    """One file ahead of its form: its signed reference, or what is wrong with it."""
    digest = hashlib.file_digest(upload.file, "sha256").hexdigest()
    token = piece_token(device_id, path, digest)
    locks.hold(f"{_SALT} {_short(device_id)}")
    store = partial(_stored, token, now)
    return engine.receive(definition, path, upload, today=local(now).date(), store=store)


def _stored(token: str, now: datetime, upload: Any, f: Field) -> dict[str, Any]:
    if known := eforms.piece(token):
        return eforms.ref_of(known)
    most = REPLACED * settings.MAX_DOSSIER_MB * 1024 * 1024
    if eforms.waiting_bytes(token[:16]) + upload.size > most:
        raise Refused(weight.words())
    return keeping.keep_piece(upload, f, token=token, now=now)


@transaction.atomic
def take(*, version: Version, handed: online.Handed, now: datetime) -> dossiers.Submitted:
    """From a visitor, even when the device's owner has an account: it is sent without cookies."""
    made = online.apply(version=version, handed=handed, by=None, now=now)
    if made.key:
        made.dossier.key_hash = dossiers.key_hash(key_of(handed.token))
        made.dossier.save(update_fields=["key_hash"])
    return dossiers.Submitted(made.dossier, link_key(made.dossier))
