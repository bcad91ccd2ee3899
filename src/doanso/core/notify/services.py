"""Telling people: written once inside the caller's transaction, sent afterwards by a job."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.notify import addresses, messages, queries
from doanso.core.notify.models import EmailChoice, EmailState, Notification, Preference
from doanso.core.notify.queries import Channels
from doanso.lib import jobs, rows
from doanso.lib.errors import Forbidden
from doanso.lib.transactions import atomic

STUCK_AFTER = timedelta(hours=1)


@atomic
def send(
    kind: str, *, to: Person | str, context: dict[str, Any], once: str, now: datetime, url: str = ""
) -> Notification | None:
    """Write the message and, as the reader prefers, queue its e-mail with it.

    None when this was said before, or when there is no way to say it. Raises KeyError for an undeclared kind.
    """
    module, declared = queries.kinds()[kind]
    person = to if isinstance(to, Person) else None
    address = addresses.of(person) if person else str(to).strip().lower()
    if not person and not address:
        return None
    wanted = queries.channels(person, declared) if person else Channels(False, EmailChoice.NOW)
    template, words = f"{module.name}/notify/{kind}.txt", {**context, "recipient": person}
    title, body = messages.write(template, words, messages.language_of(person))
    about = Notification(kind=kind, recipient=person, address=address, title=title, body=body, url=url, once=once)
    about.created_at, about.in_app = now, wanted.in_app
    about.email_state = _email_state(address, wanted.email)
    return _write_once(about)


def _email_state(address: str, wanted: EmailChoice) -> EmailState:
    if not address or wanted == EmailChoice.OFF:
        return EmailState.NONE
    if addresses.is_invented(address):
        return EmailState.SUPPRESSED
    return EmailState.DIGEST if wanted == EmailChoice.DIGEST else EmailState.QUEUED


def _write_once(notification: Notification) -> Notification | None:
    """The unique constraint decides, so that two who say the same at once are one."""
    if not rows.insert_once(notification):
        return None
    if notification.email_state == EmailState.QUEUED:
        jobs.defer(("notify.deliver", {"notification_id": notification.pk}))
    return notification


@transaction.atomic
def mark_read(notification_id: int, *, by: Person | None, now: datetime) -> Notification:
    """Returns it, for its address. Not audited: it says nothing about the organisation."""
    notification = queries.mine(by).filter(pk=notification_id).first()
    if notification is None:
        raise Forbidden("")
    queries.mine(by).filter(pk=notification_id, read_at=None).update(read_at=now)
    return notification


@transaction.atomic
def mark_all_read(*, by: Person | None, now: datetime) -> int:
    return queries.mine(by).filter(read_at=None, created_at__lte=now).update(read_at=now)


@transaction.atomic
def choose(*, person: Person, choices: dict[str, Channels], now: datetime) -> None:
    """Keep how this person wants to hear of each kind; what a mandatory kind does not allow is ignored on reading."""
    for kind, wanted in choices.items():
        Preference.objects.update_or_create(
            person=person, kind=kind, defaults={"in_app": wanted.in_app, "email": wanted.email}
        )
    data = {kind: [wanted.in_app, wanted.email] for kind, wanted in choices.items()}
    audit.record("notify.preferences_chosen", person, by=person, now=now, data=data)


@transaction.atomic
def forget(kinds: Iterable[str], once: str, *, now: datetime, to: Person | str | None = None) -> int:
    """Remove messages of these kinds whose `once` begins so: to this person or address, or to whomever. How many."""
    found = Notification.objects.filter(kind__in=kinds, once__startswith=once, created_at__lte=now)
    if to is not None:
        whose = {"recipient": to} if isinstance(to, Person) else {"recipient": None, "address": to.strip().lower()}
        found = found.filter(**whose)
    removed, _each = found.delete()
    return removed


@transaction.atomic
def give_up_stuck(*, now: datetime) -> int:
    """E-mails that a crash left half sent become failed, for an administrator to see; they are never sent again."""
    stuck = Notification.objects.filter(email_state=EmailState.SENDING, sent_at__lt=now - STUCK_AFTER)
    return stuck.update(email_state=EmailState.FAILED)
