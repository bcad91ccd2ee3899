"""Where no mail server is named, e-mails stand in the log, each in one line of it as everything else does."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_log = logging.getLogger("doanso.mail")


class LogBackend(BaseEmailBackend):
    """A warning: an administrator without a mail server reads invitations here."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            words = {"to": message.recipients(), "subject": str(message.subject), "body": str(message.body)}
            _log.warning("not sent: DOANSO_SMTP_HOST is unset", extra={"fields": words})
        return len(messages)
