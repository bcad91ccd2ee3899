"""Issuing, moving and ending short links."""

import secrets
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.qr import queries, rules
from doanso.core.qr.models import Link, Use
from doanso.core.units.models import Unit
from doanso.lib import codes, locks
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.moves import Handover

SHARDS = 16


@transaction.atomic
def issue(
    purpose: str,
    path: str,
    *,
    by: Person | None,
    now: datetime,
    key: str = "",
    expires_at: datetime | None = None,
    label: str = "",
    unit: Unit | None = None,
) -> Link:
    """A new short link; with a key, the live one that this key has already, so that a printed poster stays true.

    KeyError for an unknown purpose; refused when the purpose may not lead to `path`.
    """
    _check(purpose, path)
    values = {"token": _free_token(), "path": path, "created_by": by, "created_at": now}
    values |= {"expires_at": expires_at, "label": label[:160], "unit": unit}
    if key:
        link, created = Link.objects.get_or_create(values, purpose=purpose, key=key, revoked_at=None)
    else:
        link, created = Link.objects.create(purpose=purpose, **values), True
    if created:
        audit.record("qr.issued", link, by=by, now=now, data={"purpose": purpose, "path": path, "key": key})
    return link


@transaction.atomic
def repoint(link: Link, path: str, *, by: Person | None, now: datetime) -> Link:
    """Let a link that is already printed lead elsewhere within its purpose."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    _check(link.purpose, path)
    if link.path != path:
        audit.record("qr.repointed", link, by=by, now=now, data={"before": link.path, "after": path})
        link.path = path
        link.save(update_fields=["path"])
    return link


@transaction.atomic
def revoke(link: Link, *, by: Person, now: datetime) -> Link:
    """End a link for good; its key may then have a new one."""
    link = locks.row(Link.objects.select_related("unit", "created_by"), link.pk)
    if not rules.may_manage(by, link, now):
        raise Forbidden(_("You may not end this link."))
    if link.revoked_at:
        raise AlreadyDone(_("This link has already been ended."), who="", when=link.revoked_at)
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])
    audit.record("qr.revoked", link, by=by, now=now, data={"path": link.path})
    return link


@transaction.atomic(durable=True)
def count_use(link: Link, *, now: datetime) -> None:
    """One scan more today. Does not wait for the disk: a count is not worth a phone's patience."""
    values = [link.pk, timezone.localdate(now), secrets.randbelow(SHARDS)]
    table = Use._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(
            f"INSERT INTO {table} (link_id, day, shard, count) VALUES (%s, %s, %s, 1) "  # noqa: S608 our own name
            f"ON CONFLICT (link_id, day, shard) DO UPDATE SET count = {table}.count + 1",
            values,
        )


@transaction.atomic
def hand_over(handover: Handover) -> dict[str, Any]:
    """Who edits procedures of the other unit looks after these links; printed codes lead where they always did."""
    return {"links": queries.of_unit(handover).update(unit=handover.into)}


def _check(purpose: str, path: str) -> None:
    if not rules.may_lead_to(purpose, path):
        raise Refused(_("A link for this purpose cannot lead to “%(path)s”.") % {"path": path})


def _free_token() -> str:
    """40 random bits and a check character: short enough to type from a poster."""
    while True:
        token = codes.new_tracking_code().replace("-", "")
        if not Link.objects.filter(token=token).exists():
            return token
