from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.notify.models import EmailChoice, Notification, Preference
from doanso.lib.modules import Module, NotificationKind, all_modules


def kinds() -> dict[str, tuple[Module, NotificationKind]]:
    return {kind.name: (module, kind) for module in all_modules() for kind in module.notifications}


@dataclass(frozen=True)
class Channels:
    in_app: bool
    email: EmailChoice


def default_channels(kind: NotificationKind) -> Channels:
    email = EmailChoice.NOW if "email" in kind.default_channels else EmailChoice.OFF
    return Channels("app" in kind.default_channels, email)


def _as_allowed(kind: NotificationKind, wanted: Channels) -> Channels:
    """A mandatory kind always shows in the app; its e-mail may be gathered, and not switched off."""
    default = default_channels(kind)
    if not kind.mandatory:
        return wanted
    return Channels(True, default.email if wanted.email == EmailChoice.OFF else wanted.email)


def channels(person: Person, kind: NotificationKind) -> Channels:
    """How this person hears of this kind."""
    chosen = Preference.objects.filter(person=person, kind=kind.name).first()
    return _as_allowed(kind, Channels(chosen.in_app, EmailChoice(chosen.email)) if chosen else default_channels(kind))


def preferences(person: Person) -> list[tuple[Module, NotificationKind, Channels]]:
    """Every kind with what holds for this person, in the order of the modules."""
    chosen = {
        row.kind: Channels(row.in_app, EmailChoice(row.email)) for row in Preference.objects.filter(person=person)
    }
    return [
        (module, kind, _as_allowed(kind, chosen.get(kind.name, default_channels(kind))))
        for module, kind in kinds().values()
    ]


def mine(person: Person | None) -> QuerySet[Notification]:
    """This person's messages: unread first, then the newest."""
    if person is None:
        return Notification.objects.none()
    unread = ExpressionWrapper(Q(read_at=None), output_field=BooleanField())
    found = Notification.objects.filter(recipient=person, in_app=True)
    return found.annotate(unread=unread).order_by("-unread", "-created_at", "-pk")


UNREAD = "SELECT count(*) FROM notify_notification WHERE recipient_id = %s AND in_app AND read_at IS NULL"


def unread_count(person: Person | None) -> int:
    """For the menu of every page."""
    if person is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [person.pk])
        return cursor.fetchone()[0]
