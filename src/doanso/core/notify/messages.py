"""Turning a kind and its context into words, in the reader's language."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.core.accounts.models import Person
from doanso.core.notify.models import Notification


def language_of(person: Person | None) -> str:
    user = getattr(person, "user", None) if person else None
    return (user.language if user else "") or settings.LANGUAGE_CODE


def write(template: str, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Title and body: the template's first line, and the rest. Plain text, so nothing is escaped."""
    with translation.override(language):
        page = Context({"site_name": settings.SITE_NAME, **context}, autoescape=False)
        text = get_template(template).template.render(page).strip()
    title, _newline, body = text.partition("\n")
    return title.strip()[:200], body.strip()


def _envelope(title: str, body: str, address: str, message_id: str) -> EmailMessage:
    demonstration = pgettext("e-mail subject", "Demonstration")
    subject = f"[{demonstration}] {title}" if settings.DEMO else title
    message = EmailMessage(subject, body, to=[address])
    message.extra_headers["Message-ID"] = f"<{message_id}@{settings.ADDRESS.partition('://')[2].partition(':')[0]}>"
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message


def email(notification: Notification) -> EmailMessage:
    with translation.override(language_of(notification.recipient)):
        link = f"{settings.ADDRESS}{notification.url}" if notification.url else ""
        parts = [notification.body, link, _footer(notification.recipient)]
        body = "\n\n".join(part for part in parts if part)
        return _envelope(notification.title, body, notification.address, f"notification-{notification.pk}")


def digest(person: Person, rows: list[Notification]) -> EmailMessage:
    """One e-mail with all of `rows`, oldest first."""
    entries = [(row, f"{settings.ADDRESS}{row.url}" if row.url else "") for row in rows]
    language = language_of(person)
    title, body = write("notify/digest.txt", {"person": person, "entries": entries}, language)
    with translation.override(language):
        text = f"{body}\n\n{_footer(person)}"
        return _envelope(title, text, rows[-1].address, f"digest-{person.pk}-{rows[-1].pk}")


def _footer(person: Person | None) -> str:
    signature = f"-- \n{settings.SITE_NAME} · {settings.ADDRESS}"
    if person is None:
        return signature
    return f"{signature}\n" + _("Choose what you are told, and how: %(url)s") % {
        "url": f"{settings.ADDRESS}/thong-bao/tuy-chon/"
    }
