"""Everything that is kept about one person, as a file for machines and as one to read. For that person alone."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import queries
from doanso.core.privacy.models import Answer
from doanso.core.privacy.services import looking
from doanso.lib import printing
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused

TEMPLATE = "core/privacy/print/copy.typ"
JSON, PDF = "json", "pdf"
PLACE = "privacy.copy"


@transaction.atomic
def fetch(*, answer: Answer, form: str, by: Person, now: datetime) -> bytes:
    """Made anew from what is kept now; that it left is in the trail."""
    if answer.person_id != by.pk or answer.kind != Answer.Kind.COPY:
        raise Forbidden(_("This copy is for the person whose data it is."))
    _still_open(answer, now)
    audit.record("privacy.copy_fetched", answer, by=by, now=now, data={"form": form})
    with translation.override("vi"):
        return _readable(by, now) if form == PDF else _for_machines(by, now)


@transaction.atomic
def hand_over(*, answer: Answer, why: str, by: Person, now: datetime) -> bytes:
    """To print, for who has no account. The caller has made sure that the person themselves stands there.

    The officer's name stands in the log that the person reads, each time.
    """
    _still_open(answer, now)
    audit.record("privacy.copy_handed_over", answer, by=by, now=now, data={"why": why})
    looking.given(reader=by, person=answer.person, place=PLACE, why=why, now=now)
    with translation.override("vi"):
        return _readable(answer.person, now)


def _still_open(answer: Answer, now: datetime) -> None:
    if answer.until is None or now > answer.until:
        raise Refused(_("This copy can no longer be fetched. Please ask for another one."))


def _for_machines(person: Person, now: datetime) -> bytes:
    held = {part.holding.name: part.rows for part in queries.held(person)}
    return json.dumps(
        {"made_at": now.isoformat(), "holdings": held}, ensure_ascii=False, indent=1, default=_plain
    ).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _readable(person: Person, now: datetime) -> bytes:
    parts = [
        {
            "title": str(part.holding.label),
            "heads": [str(label) for label in part.holding.columns.values()],
            "rows": [[in_words(row.get(key, "")) for key in part.holding.columns] for row in part.rows],
        }
        for part in queries.held(person)
    ]
    told = {"name": person.full_name, "made_at": f"{local(now):%H:%M %d/%m/%Y}", "parts": parts}
    return printing.render(TEMPLATE, told)


def in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{local(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_words(item) for item in value)
    return "" if value is None else str(value)
