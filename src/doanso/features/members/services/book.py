"""The member's book on paper: what stands in the register, printed from it."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units import queries as units
from doanso.features.members import timeline
from doanso.lib import printing
from doanso.lib.dates import format_date, local

TEMPLATE = "features/members/print/book.typ"


@transaction.atomic
def print_book(*, person: Person, by: Person, now: datetime) -> bytes:
    """In Vietnamese always. Personal data leaves on paper: who took it is written down."""
    audit.record("members.book_printed", person, by=by, now=now)
    today = local(now).date()
    held = units.main_membership(person, today)
    with translation.override("vi"):
        kept = timeline.standing(person)
        rows = [line for line in reversed(timeline.lines(person)) if not line.undone]
        told = {
            "name": person.full_name,
            "born": person.birth_words,
            "sex": str(person.get_sex_display()),
            "ethnicity": person.ethnicity,
            "cccd": person.masked_cccd,
            "unit": held.unit.name if held else "",
            "base": held.unit.parent.name if held and held.unit.parent else "",
            "state": str(held.get_state_display()) if held else "",
            "card": (held.card_number or "") if held else "",
            "admitted": format_date(held.admitted_on) if held and held.admitted_on else "",
            "lines": [
                {"day": format_date(line.day), "title": line.title, "details": _begun("; ".join(line.details)),
                 "source": " · ".join(filter(None, [line.decision, line.source]))}
                for line in rows
            ],
            "seats": [
                {"since": format_date(row.valid_from), "until": format_date(row.valid_to) if row.valid_to else "",
                 "title": row.title or row.role.name, "unit": row.unit.name}
                for row in person.positions.select_related("unit", "role").order_by("valid_from", "pk")
            ],
            "grades": [[str(year), grade] for year, grade in sorted(kept.grades)],
            "marks": [[name, "; ".join(texts)] for name, texts in kept.marks],
            "printed_at": f"{local(now):%H:%M %d/%m/%Y}",
        }  # fmt: skip
    return printing.render(TEMPLATE, told)


def _begun(text: str) -> str:
    """A line begins with a capital."""
    return text[:1].upper() + text[1:]
