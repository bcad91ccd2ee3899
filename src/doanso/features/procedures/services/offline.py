"""A form that was filled in without a network and is sent when there is one: exactly once, whatever is lost between."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.services import dossiers, online

_SALT = "doanso.procedures.device"


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


@transaction.atomic
def take(*, version: Version, handed: online.Handed, now: datetime) -> dossiers.Submitted:
    """From a visitor, even when the device's owner has an account: it is sent without cookies."""
    made = online.apply(version=version, handed=handed, by=None, now=now)
    if made.key:
        made.dossier.key_hash = dossiers.key_hash(key_of(handed.token))
        made.dossier.save(update_fields=["key_hash"])
    return dossiers.Submitted(made.dossier, link_key(made.dossier))
