"""Handing e-mails to the mail server: at most once.

A row becomes `SENDING`, and that is committed, before the server is asked. If the server says no, the row goes back and
is tried again; if the connection breaks in mid-sentence, or the process dies, nobody knows whether the e-mail went
out, and it is not sent a second time.
"""

import smtplib
from collections.abc import Iterable
from datetime import datetime

from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.notify import messages
from doanso.core.notify.models import EmailState, Notification


class Later(Exception):
    """The server did not take the e-mail and may take it later."""


class Never(Exception):
    """The server will not take it, or may have taken it already."""


def deliver(notification_id: int, *, now: datetime, last_try: bool = False) -> bool:
    """Send one queued e-mail; False when it is not waiting. Raises `Later` to be called again, unless `last_try`."""
    claimed = _claim(EmailState.QUEUED, now, pk=notification_id)
    if not claimed:
        return False
    _post(messages.email(claimed[0]), claimed, EmailState.QUEUED, last_try=last_try)
    return True


def deliver_digest(person_id: int, *, now: datetime) -> bool:
    """Send all that waits for this person's daily e-mail; what the server does not take waits for the next day."""
    claimed = _claim(EmailState.DIGEST, now, recipient_id=person_id, created_at__lte=now)
    if not claimed:
        return False
    person = Person.objects.select_related("user").get(pk=person_id)
    _post(messages.digest(person, claimed), claimed, EmailState.DIGEST, last_try=False)
    return True


def waiting_for_digest() -> list[int]:
    waiting = Notification.objects.filter(email_state=EmailState.DIGEST)
    return list(waiting.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())


def _claim(state: EmailState, now: datetime, **where: object) -> list[Notification]:
    """Committed on return (durable), so that nobody else sends these rows, even after a crash."""
    with transaction.atomic(durable=True):
        waiting = Notification.objects.filter(email_state=state, **where).order_by("created_at", "pk")
        rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).select_related("recipient__user"))
        _mark(rows, email_state=EmailState.SENDING, sent_at=now)
    return rows


def _mark(rows: Iterable[Notification], **values: object) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def _post(message: EmailMessage, rows: list[Notification], waiting: EmailState, *, last_try: bool) -> None:
    try:
        _hand_over(message)
    except Later:
        _mark(rows, email_state=EmailState.FAILED if last_try else waiting)
        if not last_try:
            raise
    except Never:
        _mark(rows, email_state=EmailState.FAILED)
    else:
        _mark(rows, email_state=EmailState.SENT)


def _hand_over(message: EmailMessage) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Later(str(error)) from error
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        raise (Never if min(codes) >= 500 else Later)(str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise (Never if error.smtp_code >= 500 else Later)(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Never(str(error)) from error
    finally:
        connection.close()
