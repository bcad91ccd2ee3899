"""Words and addresses of the public pages."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.prose import Prose, fold_away
from doanso.features.procedures.queries import catalogue, translated
from doanso.ui import languages

register = template.Library()


@register.inclusion_tag("procedures/parts/prose.html")
def prose(text: Prose | str) -> dict[str, Any]:
    """All its words; what is long can be unfolded."""
    return {"prose": text if isinstance(text, Prose) else fold_away(text), "page_language": languages.of_page()}


@register.filter
def named(labels: dict[str, Any], value: str) -> Any:
    """The label of a value, else the value itself."""
    return labels.get(value, value)


@register.filter
def offers(options: list[tuple[str, int]], value: str) -> bool:
    return any(choice == value for choice, _count in options)


@register.filter
def titled(version: Any) -> str:
    """Its name in the reader's language."""
    return translated.name(version)


@register.filter
def step_of(row: Any, version: Any) -> str:
    """A step's name in the reader's language."""
    return translated.step(version, row)


@register.filter
def languages_of(version: Any) -> list[tuple[str, str]]:
    return translated.available(version)


@register.filter
def limit(version: Any) -> str:
    """The promised time in words."""
    return catalogue.limit_in_words(version)


@register.filter
def to(access: Any, name: str) -> str:
    """An address of the applicant's page, opened in the same way as this one."""
    return access.address(name)


@register.filter
def paper(access: Any, number: int) -> str:
    return access.address("private_paper", number)


@register.filter
def step(access: Any, number: int) -> str:
    return access.address("private_step", number)


@register.filter
def file(access: Any, token: str) -> str:
    return access.address("private_file", token)


@register.filter
def plainly(dossier: Dossier) -> str:
    """What the status means for the applicant."""
    return {
        Status.REGISTERED: _("The office has your dossier and checks whether it is complete."),
        Status.RECEIVED: _("Your dossier was received. You need not do anything now."),
        Status.NOT_RECEIVED: _("The office could not receive the dossier; the reason stands on the private page."),
        Status.PROCESSING: _("The office is working on it. You need not do anything now."),
        Status.SUPPLEMENT: _("The office needs something more from you before it can go on."),
        Status.PAYMENT: _("A fee is due before the office can go on."),
        Status.WITHDRAWN: _("You withdrew this dossier."),
        Status.STOPPED: _("The office ended this dossier; the reason stands on the private page."),
        Status.FINISHED: _("The result is ready."),
        Status.RETURNED: _("The result was handed over."),
    }[Status(dossier.status)]


@register.filter
def happening(kind: str) -> str:
    """A line of the timeline in a few words."""
    names = {
        "start": pgettext("dossier", "Sent"),
        "supplement": _("The office asks for a supplement"),
        "resume": _("You sent a supplement"),
        "payment": _("The office asks for a payment"),
        "paid": _("Your payment has arrived"),
        "refuse": _("Not accepted"),
        "stop": _("Ended by the office"),
        "withdraw": _("You withdrew the dossier"),
        "comment": _("Message from the office"),
    }
    return names.get(kind, _("News"))


@register.filter
def tone(kind: str) -> str:
    return {"supplement": "warn", "payment": "warn", "paid": "ok", "refuse": "bad", "stop": "bad", "resume": "ok"}.get(
        kind, ""
    )
