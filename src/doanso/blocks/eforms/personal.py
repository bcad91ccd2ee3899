"""Forms that somebody has begun: told on their page, and gone when they ask for it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from doanso.blocks.eforms.models import Draft
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Draft.objects.filter(person=person).order_by("pk")
    return [{"subject": one.subject, "answers": one.raw, "until": one.expires_at} for one in found]


@transaction.atomic
def _erase(person: Person, now: datetime) -> int:
    drafts = list(Draft.objects.filter(person=person).order_by("pk"))
    for draft in drafts:
        audit.record("eforms.draft_erased", draft, by=person, now=now, data={"subject": draft.subject})
        draft.delete()
    return len(drafts)


HOLDINGS = (
    Holding(
        "eforms.drafts",
        _("Forms begun"),
        {"subject": _("Form"), "answers": _("Answers"), "until": _("Kept until (date)")},
        _tell,
        _erase,
        order=50,
    ),
)
