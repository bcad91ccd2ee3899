"""Units and people lie below search in the stack, so search listens to them."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from doanso.core.accounts.models import Person
from doanso.core.search import services, sources
from doanso.core.units.models import Membership, Position, Unit
from doanso.core.units.signals import joined


@receiver(post_save, sender=Unit, dispatch_uid="search.unit")
def unit_saved(instance: Unit, raw: bool = False, **_: Any) -> None:
    services.put("units", **sources.unit_document(instance), now=timezone.now())


@receiver(post_save, sender=Person, dispatch_uid="search.person")
def person_saved(instance: Person, raw: bool = False, **_: Any) -> None:
    services.put("people", **sources.person_document(instance), now=timezone.now())


@receiver([post_save, post_delete], sender=Membership, dispatch_uid="search.membership")
@receiver([post_save, post_delete], sender=Position, dispatch_uid="search.position")
def seat_changed(instance: Membership | Position, raw: bool = False, **_: Any) -> None:
    """Officers of the new unit find the person from now on."""
    services.put("people", **sources.person_document(instance.person), now=timezone.now())


@receiver(joined, dispatch_uid="search.joined")
def many_joined(people: set[int], **_: Any) -> None:
    found = Person.objects.filter(pk__in=people).prefetch_related("memberships__unit", "positions__unit")
    services.put_many("people", map(sources.person_document, found), now=timezone.now())


@receiver(post_delete, sender=Unit, dispatch_uid="search.unit_gone")
def unit_deleted(instance: Unit, **_: Any) -> None:
    services.remove("units", str(instance.pk))


@receiver(post_delete, sender=Person, dispatch_uid="search.person_gone")
def person_deleted(instance: Person, **_: Any) -> None:
    services.remove("people", str(instance.pk))
