"""What a dossier does with consents: it withdraws, in the name of whoever asked, what they have agreed to."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.consent import queries, services
from doanso.core.consent.models import Consent
from doanso.lib.modules import Effect, EffectContext

PURPOSES = {"Giải quyết hồ sơ": "dossier", "Ảnh chân dung": "photo", "Thư điện tử": "email"}
"""Answers of the form F-DLRT and the purposes that they name."""


def _standing(context: EffectContext) -> list[Consent]:
    person = Person.objects.filter(pk=context.applicant_person_id).first()
    wanted = {PURPOSES.get(answer, "") for answer in context.answers.get("muc_dich") or []}
    return list(queries.of_person(person).filter(withdrawn_at=None, purpose__code__in=wanted)) if person else []


def withdraw(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    gone = [services.withdraw(consent, by=consent.person, now=context.now) for consent in _standing(context)]
    return {"withdrawn": [consent.pk for consent in gone]}


def obstacles(context: EffectContext, params: dict[str, Any]) -> list[str]:
    if context.applicant_person_id is None:
        return [
            _(
                "Whoever asks must hand this in with their own account, or at the desk with their identity seen: "
                "else nobody knows whose data it is."
            )
        ]
    return [] if _standing(context) else [_("No consent of this kind is in force.")]


EFFECTS = (
    Effect("consent.withdraw", gettext_lazy("Withdraw the applicant's consent"), withdraw, obstacles, own_account=True),
)
