"""A plan becomes an effect: what it would enter is tried before, entered once, and told to whom it concerns."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.notify import services as notify
from doanso.features.members.models import Entry
from doanso.features.members.services.register import Source, Wanted, enter_all, try_all
from doanso.lib.errors import Refused
from doanso.lib.modules import Effect, EffectContext

Params = dict[str, Any]
Pairs = list[tuple[Person, Wanted]]
Plan = Callable[[EffectContext, Params], Pairs]
Then = Callable[[EffectContext, list[Entry]], dict[str, Any]]


def made(name: str, label: Any, plan: Plan, *kinds: str, then: Then | None = None, tells: bool = True) -> Effect:
    """`kinds`: what it may enter; `then`: what else follows; `tells`: those concerned get a message."""

    @transaction.atomic
    def apply(context: EffectContext, params: Params) -> dict[str, Any]:
        if entered_by(context, kinds):
            return {"entries": []}
        pairs = plan(context, params)
        entries = enter_all(pairs, source(context)) if pairs else []
        for entry in entries if tells else []:
            tell(entry)
        more = then(context, entries) if then and entries else {}
        return {"entries": [entry.pk for entry in entries], "people": [entry.person_id for entry in entries], **more}

    def check(context: EffectContext, params: Params) -> list[str]:
        return [] if entered_by(context, kinds) else tried(lambda: try_all(plan(context, params), source(context)))

    return Effect(name, label, apply, check)


def entered_by(context: EffectContext, kinds: tuple[str, ...]) -> bool:
    return Entry.objects.filter(source=context.dossier_code, kind__in=kinds).exists()


def tried(call: Callable[[], Any]) -> list[str]:
    """Why it would be refused; empty when it would not."""
    try:
        call()
    except Refused as refused:
        return str(refused).splitlines()
    return []


def source(context: EffectContext) -> Source:
    return Source(context.dossier_code, person_of(context.by_id), context.now, context.result_number)


def person_of(pk: int | None) -> Person | None:
    return Person.objects.filter(pk=pk).first() if pk else None


def tell(entry: Entry) -> None:
    """Whose record it is, when they have an account."""
    if user_of(entry.person):
        told = {"what": str(entry.get_kind_display()), "day": entry.day, "decision": entry.decision}
        url = reverse("members:own")
        notify.send("members.entered", to=entry.person, context=told, once=f"entry:{entry.pk}", now=entry.at, url=url)
