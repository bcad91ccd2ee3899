"""What the procedures about personal data do when they end: each once, for whoever handed the dossier in."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.notify import services as notify
from doanso.core.privacy.models import Answer
from doanso.core.privacy.services import answering
from doanso.core.privacy.services.answering import Ground
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.modules import Effect, EffectContext

FACTS = {
    "ho_ten_dung": "full_name",
    "ngay_sinh_dung": "date_of_birth",
    "dien_thoai_dung": "phone",
    "thu_dien_tu_dung": "email",
    "dan_toc_dung": "ethnicity",
}
"""Answers of the form F-DLCS."""


def _person(context: EffectContext) -> Person:
    found = Person.objects.filter(pk=context.applicant_person_id).first()
    if found is None:
        raise Refused(
            _(
                "Whoever asks must hand this in with their own account, or at the desk with their identity seen: "
                "else nobody knows whose data it is."
            )
        )
    return found


def _done(context: EffectContext, kind: str) -> bool:
    return Answer.objects.filter(source=context.dossier_code, kind=kind).exists()


def _told(context: EffectContext) -> dict[str, Any]:
    return {"ground": Ground(context.dossier_code, context.result_number), "now": context.now}


def _by(context: EffectContext) -> Person | None:
    return Person.objects.filter(pk=context.by_id).first()


def copy(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    if _done(context, Answer.Kind.COPY):
        return {}
    made = answering.open_copy(person=_person(context), **_told(context))
    if user_of(made.person):  # who has no account gets it at the desk
        facts = {"until": made.until, "source": made.source}
        url, once = reverse("privacy:mine"), f"copy:{made.pk}"
        notify.send("privacy.copy_ready", to=made.person, context=facts, once=once, now=context.now, url=url)
    return {"answer": made.pk}


def correct(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    if _done(context, Answer.Kind.CORRECTED):
        return {}
    made = answering.correct(person=_person(context), facts=_facts(context), by=_by(context), **_told(context))
    return {"answer": made.pk, "facts": made.told}


def _facts(context: EffectContext) -> dict[str, Any]:
    return {name: context.answers.get(key) for key, name in FACTS.items()}


def erase(context: EffectContext, params: dict[str, Any]) -> dict[str, Any]:
    if _done(context, Answer.Kind.ERASED):
        return {}
    made = answering.erase(person=_person(context), by=_by(context), **_told(context))
    return {"answer": made.pk, "removed": made.told}


def _why_not_copy(context: EffectContext, params: dict[str, Any]) -> list[str]:
    return _tried(lambda: _person(context))


def _why_not_correct(context: EffectContext, params: dict[str, Any]) -> list[str]:
    """Tried, and taken back: what would be refused at the end is told before anybody signs."""
    return [] if _done(context, Answer.Kind.CORRECTED) else _tried(lambda: correct(context, params))


def _why_not_erase(context: EffectContext, params: dict[str, Any]) -> list[str]:
    if _done(context, Answer.Kind.ERASED):
        return []
    try:
        reason = answering.why_not_erase(_person(context), local(context.now).date())
    except Refused as refused:
        return [refused.message]
    return [reason] if reason else []


def _tried(call: Any) -> list[str]:
    try:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)
    except Refused as refused:
        return [refused.message]
    return []


EFFECTS = (
    Effect(
        "privacy.copy",
        gettext_lazy("Open a copy of their data to the applicant"),
        copy,
        _why_not_copy,
        own_account=True,
    ),
    Effect(
        "privacy.correct", gettext_lazy("Correct the applicant's data"), correct, _why_not_correct, own_account=True
    ),
    Effect(
        "privacy.erase",
        gettext_lazy("Erase the applicant's data that no law keeps"),
        erase,
        _why_not_erase,
        own_account=True,
    ),
)
