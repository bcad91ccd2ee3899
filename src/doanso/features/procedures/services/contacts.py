"""How the office reaches an applicant."""

from dataclasses import dataclass
from typing import Any

from doanso.core.accounts.models import Person
from doanso.features.procedures.models import Version


@dataclass(frozen=True)
class Contact:
    """The name stands on the papers."""

    name: str
    phone: str = ""
    email: str = ""


def contact_of(version: Version, answers: dict[str, Any], person: Person | None) -> Contact:
    """Name, phone and e-mail from the answers that the composed form names, else from the record."""
    keys = version.extra.get("applicant", {})

    def given(what: str, fallback: str) -> str:
        return str(answers.get(keys.get(what, "")) or fallback)

    return Contact(
        name=given("name", person.full_name if person else ""),
        phone=given("phone", person.phone if person else ""),
        email=given("email", person.email if person else ""),
    )
