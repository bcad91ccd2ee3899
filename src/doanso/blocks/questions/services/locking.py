"""While a question is being asked, nobody changes it, and nobody reads its key without a reason."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.questions import queries, rules
from doanso.blocks.questions.models import Bank, Lock, Question
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib.errors import Forbidden, Refused

SHORTEST_REASON = 10


@transaction.atomic
def lock(
    question_ids: Collection[int], *, place: str, label: str, until: datetime, now: datetime, by: Person | None = None
) -> None:
    """`place` names who asks, e.g. "contests.round:7"; a second call moves the end. One audit row for each bank."""
    asked = list(Question.objects.select_for_update(of=("self",)).filter(pk__in=question_ids).select_related("bank"))
    Lock.objects.bulk_create(
        [Lock(question=one, place=place, label=label, until=until) for one in asked],
        update_conflicts=True,
        unique_fields=["question", "place"],
        update_fields=["label", "until"],
    )
    _record("questions.locked", asked, {"place": place, "label": label, "until": until}, by=by, now=now)


@transaction.atomic
def unlock(place: str, *, now: datetime, by: Person | None = None) -> None:
    """What this place asked is free again; a second call does nothing."""
    asked = list(Question.objects.filter(locks__place=place).select_related("bank"))
    Lock.objects.filter(place=place).delete()
    _record("questions.unlocked", asked, {"place": place}, by=by, now=now)


def _record(kind: str, asked: list[Question], data: dict[str, Any], *, by: Person | None, now: datetime) -> None:
    codes: dict[Bank, list[str]] = defaultdict(list)
    for one in asked:
        codes[one.bank].append(one.code)
    for bank, its in codes.items():
        audit.record(kind, bank, by=by, now=now, label="" if by else "system", data=data | {"codes": sorted(its)})


@transaction.atomic
def reveal(question: Question, *, reason: str, by: Person | None, now: datetime) -> dict[str, Any]:
    """The key of a question that is being asked, for this once; who read it, when and why is written down."""
    if not rules.may_ask_for_key(by, question.bank, timezone.localdate(now)):
        raise Forbidden(_("You may not read the key while the question is being asked."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Say in a few words why you need the key now."), field="reason")
    places = list(queries.locks(question, now).values_list("place", flat=True))
    data = {"reason": reason.strip(), "version": question.version, "places": places}
    audit.record("questions.key_read", question, by=by, now=now, data=data)
    return question.answer
