"""Programs that use the API: their tokens, and the signed messages that they get."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.procedures import rules
from doanso.features.procedures.models import Client, Delivery, Dossier
from doanso.lib import locks, outbound
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    import httpx
else:
    httpx = later("httpx")

CHANGED = "dossier.changed"
TIMEOUT = 10.0
MOST_ATTEMPTS = 8
DEMO_TOKEN = "trinh-dien-khong-phai-ma-that-2026"  # noqa: S105 public: refused outside the demonstration
NOT_MORE_OFTEN = timedelta(minutes=10)
SIGNATURE = "X-Doanso-Signature"


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Client | None:
    """Whose token this is. The demonstration's opens nothing where its data are served as real ones."""
    if token == DEMO_TOKEN and not settings.DEMO:
        return None
    return Client.objects.filter(token_hash=token_hash(token), revoked_at=None).select_related("unit").first()


@transaction.atomic
def register(
    *,
    name: str,
    unit: Unit | None,
    scopes: list[str],
    by: Person | None,
    now: datetime,
    webhook_url: str = "",
    token: str = "",
) -> tuple[Client, str]:
    """A new client and its token, which is shown this once. The webhook's secret stands in the row."""
    _may_administer(by, unit, now)
    _check_address(webhook_url)
    _check_new(name, token)
    token = token or secrets.token_urlsafe(32)
    client = Client.objects.create(
        name=name,
        unit=unit,
        scopes=scopes,
        token_hash=token_hash(token),
        webhook_url=webhook_url,
        webhook_secret=secrets.token_hex(32) if webhook_url else "",
        created_at=now,
    )
    audit.record("procedures.client_registered", client, by=by, now=now, label="system", data={"scopes": scopes})
    return client, token


@transaction.atomic
def revoke(*, client_id: int, by: Person | None, now: datetime) -> Client:
    client = _locked(client_id, by, now)
    client.revoked_at = client.revoked_at or now
    client.save(update_fields=["revoked_at"])
    audit.record("procedures.client_revoked", client, by=by, now=now, label="system")
    return client


@transaction.atomic
def renew_token(*, client_id: int, by: Person | None, now: datetime) -> tuple[Client, str]:
    """A new token, shown this once; the old one ends at the same moment."""
    client = _still_open(_locked(client_id, by, now))
    token = secrets.token_urlsafe(32)
    client.token_hash = token_hash(token)
    client.save(update_fields=["token_hash"])
    audit.record("procedures.client_token_renewed", client, by=by, now=now, label="system")
    return client, token


@transaction.atomic
def change_webhook(*, client_id: int, url: str, by: Person | None, now: datetime) -> Client:
    """A new address gets a new secret, so that the old receiver can no longer vouch for anything."""
    _check_address(url)
    client = _still_open(_locked(client_id, by, now))
    client.webhook_url, client.webhook_secret = url, secrets.token_hex(32) if url else ""
    client.save(update_fields=["webhook_url", "webhook_secret"])
    audit.record("procedures.client_webhook_changed", client, by=by, now=now, label="system", data={"url": url})
    return client


def used(client: Client, *, now: datetime) -> None:
    """Remember that the token is in use. No audit row: what the client does has its own."""
    if client.last_used_at is None or now - client.last_used_at > NOT_MORE_OFTEN:
        Client.objects.filter(pk=client.pk).update(last_used_at=now)


def _locked(client_id: int, by: Person | None, now: datetime) -> Client:
    client = locks.row(Client.objects.select_related("unit"), client_id)
    _may_administer(by, client.unit, now)
    return client


def _still_open(client: Client) -> Client:
    if client.revoked_at:
        raise Refused(_("The access of %(client)s has ended.") % {"client": client})
    return client


def _may_administer(by: Person | None, unit: Unit | None, now: datetime) -> None:
    """`by` is None for the program's own commands."""
    if by is not None and not rules.may_administer_clients(by, unit, local(now).date()):
        raise Forbidden(_("You may not let programs in for this unit."))


def _check_new(name: str, token: str) -> None:
    locks.hold("procedures.client")
    if Client.objects.filter(name=name).exists():
        raise Refused(_("Another program has this name already."), field="name")
    if token == DEMO_TOKEN and not settings.DEMO:
        raise Refused(_("This token is for demonstrations: everybody knows it."))


def _check_address(url: str) -> None:
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise Refused(_("The webhook address must begin with http:// or https://."), field="webhook_url")


def announce(dossier: Dossier, *, now: datetime) -> None:
    """Write one delivery for the dossier's own client, in the same transaction as the change."""
    client = dossier.client
    if client is None or not client.webhook_url or client.revoked_at:
        return
    delivery = Delivery.objects.create(client=client, event=CHANGED, payload=payload(dossier), created_at=now)
    app.configure_task("procedures.deliver_webhook").defer(delivery_id=delivery.pk)


def payload(dossier: Dossier) -> dict[str, Any]:
    return {
        "event": CHANGED,
        "code": dossier.code,
        "procedure": dossier.procedure.code,
        "status": dossier.status,
        "step": dossier.step_name,
        "due_at": dossier.due_at.isoformat() if dossier.due_at else None,
        "finished_at": dossier.finished_at.isoformat() if dossier.finished_at else None,
    }


def sign(secret: str, sent_at: datetime, body: bytes) -> str:
    """`t=<unix time>,v1=<hex HMAC-SHA256 of "<time>.<body>">`: a replay is seen by its age."""
    stamp = str(int(sent_at.timestamp()))
    return f"t={stamp},v1={hmac.new(secret.encode(), stamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def deliver(*, delivery_id: int, now: datetime) -> timedelta | None:
    """Send once; when the client did not take it, how long to wait before the next try, None when there is none."""
    delivery = Delivery.objects.select_related("client").get(pk=delivery_id)
    if delivery.delivered_at or delivery.client.revoked_at:
        return None
    body = json.dumps(delivery.payload, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", SIGNATURE: sign(delivery.client.webhook_secret, now, body)}
    try:
        answer = outbound.post(
            delivery.client.webhook_url,
            content=body,
            headers=headers,
            timeout=TIMEOUT,
            internal=settings.INTERNAL_WEBHOOKS,
        )
        error = "" if answer.is_success else f"HTTP {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL, outbound.Internal) as failure:
        error = type(failure).__name__
    delivery.attempts += 1
    delivery.last_error = error
    delivery.delivered_at = None if error else now
    delivery.save(update_fields=["attempts", "last_error", "delivered_at"])
    return timedelta(seconds=5 * 4**delivery.attempts) if error and delivery.attempts < MOST_ATTEMPTS else None
