from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from doanso.core.accounts.models import Person
from doanso.core.qr import purposes
from doanso.core.qr.models import Link
from doanso.core.units import rules as units


class State(StrEnum):
    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(link: Link, now: datetime) -> State:
    """A link whose purpose may no longer lead where it points counts as revoked."""
    if link.revoked_at or not may_lead_to(link.purpose, link.path):
        return State.REVOKED
    if link.expires_at and link.expires_at <= now:
        return State.EXPIRED
    return State.LIVE


def may_lead_to(purpose: str, path: str) -> bool:
    """Only a plain local path below one of the purpose's addresses: no host, no way up, nothing that a header reads."""
    if not path.isascii() or not path.isprintable() or " " in path or "\\" in path:
        return False
    place = unquote(urlsplit(path).path)
    if "//" in place or ".." in place.split("/") or not place.isprintable():
        return False
    local = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return local and any(place.startswith(prefix) for prefix in purposes.get(purpose).prefixes)


def may_manage(person: Person | None, link: Link, now: datetime) -> bool:
    """Who made it, and who edits procedures in the unit that it belongs to."""
    if person is None:
        return False
    mine = link.created_by_id == person.pk
    return mine or (link.unit is not None and units.may(person, "procedure.edit", link.unit, timezone.localdate(now)))
