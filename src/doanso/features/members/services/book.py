"""The member's book on paper: what stands in the register, printed from it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import rules
from doanso.core.units import queries as units
from doanso.core.units.models import Position
from doanso.features.members import queries, timeline
from doanso.lib import printing
from doanso.lib.dates import format_date, local

TEMPLATE = "features/members/print/book.typ"


@transaction.atomic
def print_book(*, person: Person, by: Person, now: datetime) -> bytes:
    """In Vietnamese always. Personal data leaves on paper: who took it is written down."""
    audit.record("members.book_printed", person, by=by, now=now)
    today = local(now).date()
    shown = rules.BIRTH in rules.facts(by, person, today)
    told = {"born": person.birth_words, "ethnicity": person.ethnicity} if shown else {"born": "", "ethnicity": ""}
    with translation.override("vi"):
        told |= _facts(person, today) | _history(person) | {"printed_at": f"{local(now):%H:%M %d/%m/%Y}"}
    return printing.render(TEMPLATE, told)


def _facts(person: Person, today: date) -> dict[str, Any]:
    held = units.main_membership(person, today)
    return {
        "name": person.full_name,
        "sex": str(person.get_sex_display()),
        "cccd": person.masked_cccd,
        "unit": held.unit.name if held else "",
        "base": held.unit.parent.name if held and held.unit.parent else "",
        "state": str(held.get_state_display()) if held else "",
        "card": (held.card_number or "") if held else "",
        "admitted": format_date(held.admitted_on) if held and held.admitted_on else "",
    }


def _history(person: Person) -> dict[str, Any]:
    kept = timeline.standing(person)
    lines = [line for line in reversed(timeline.lines(person)) if not line.undone]
    return {
        "lines": [_line(line) for line in lines],
        "seats": [_seat(held) for held in queries.positions_of(person).filter(annulled_by="").reverse()],
        "grades": [[str(year), grade] for year, grade in sorted(kept.grades)],
        "marks": [[name, "; ".join(texts)] for name, texts in kept.marks],
    }


def _line(line: timeline.Line) -> dict[str, str]:
    source = " · ".join(filter(None, [line.decision, line.source]))
    details = _begun("; ".join(line.details))
    return {"day": format_date(line.day), "title": line.title, "details": details, "source": source}


def _seat(held: Position) -> dict[str, str]:
    until = format_date(held.valid_to) if held.valid_to else ""
    title = held.title or held.role.name
    return {"since": format_date(held.valid_from), "until": until, "title": title, "unit": held.unit.name}


def _begun(text: str) -> str:
    """A line begins with a capital."""
    return text[:1].upper() + text[1:]
