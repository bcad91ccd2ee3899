from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from doanso.blocks.questions.models import Bank, Question, Trial
from doanso.core.audit import services as audit


@dataclass(frozen=True)
class Told:
    """How one question did; see `Trial` for what the figures mean. `choices`: how often each key was chosen."""

    question_id: int
    version: int
    asked: int
    answered: int
    facility: float
    discrimination: float | None = None
    choices: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def record_trials(told: Iterable[Told], *, place: str, label: str, now: datetime) -> int:
    """What the same place told before about the same version is replaced. Returns how many were written."""
    told = list(told)
    known = Question.objects.in_bulk([one.question_id for one in told])
    rows = [Trial(**asdict(one), place=place, label=label, at=now) for one in told if one.question_id in known]
    Trial.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["question", "version", "place"],
        update_fields=["label", "asked", "answered", "facility", "discrimination", "choices", "at"],
    )
    for bank in Bank.objects.filter(questions__in=known).distinct():
        count = sum(one.bank_id == bank.pk for one in known.values())
        audit.record("questions.trials", bank, by=None, now=now, label="system", data={"place": place, "count": count})
    return len(rows)
