"""Messages to somebody: told on their page, and gone when they ask for it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.notify.models import Notification
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Notification.objects.filter(recipient=person).order_by("-created_at")
    return [{"at": one.created_at, "title": one.title, "body": one.body, "address": one.address} for one in found]


@transaction.atomic
def _erase(person: Person, now: datetime) -> int:
    removed, _each = Notification.objects.filter(recipient=person).delete()
    return removed


HOLDINGS = (
    Holding(
        "notify.messages",
        _("Notifications"),
        {"at": _("When"), "title": _("Title"), "body": _("Text"), "address": _("Sent to")},
        _tell,
        _erase,
        order=60,
    ),
)
