"""Two records side by side: what they say, what would stand in the one that is left, and what is in the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person, User
from doanso.core.audit import canonical
from doanso.features.members import history, pointers, queries
from doanso.features.members.models import Entry
from doanso.lib.errors import Refused

Kind = Entry.Kind
FACTS = {
    "full_name": gettext_lazy("Full name"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "cccd": gettext_lazy("Citizen number"),
    "code": gettext_lazy("Code"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "ethnicity": gettext_lazy("Ethnic group"),
    "job": gettext_lazy("Occupation"),
    "address": gettext_lazy("Address"),
}
"""What a record says of somebody; of the date of birth, how much is known goes along."""
TELL = {Kind.GRADED, Kind.NOTED, Kind.DISCIPLINED, Kind.CLEARED, Kind.STAYED_ON}
"""Entries that say something of the person, wherever they belong."""


@dataclass(frozen=True)
class Choice:
    """What the officer decided. `facts`: of which record each value stays; `account`: which one goes on; `aside`: the
    memberships of the record that goes were written twice, and rest with it."""

    kept: int
    gone: int
    facts: Mapping[str, int] = field(default_factory=dict)
    account: int | None = None
    aside: bool = False


def facts(person: Person) -> dict[str, Any]:
    """As they are kept in the log."""
    return canonical.plain({name: getattr(person, name) for name in (*FACTS, "birth_precision")})


def say(person: Person, said: Mapping[str, Any]) -> None:
    """The other way round."""
    for name, value in said.items():
        setattr(person, name, Person._meta.get_field(name).to_python(value))


def joined_facts(kept: Person, gone: Person, chosen: Mapping[str, int]) -> dict[str, Any]:
    """Of each fact the value that was chosen; else the one's own, and where it has none, the other's."""
    mine, other = facts(kept), facts(gone)
    found = {}
    for name in FACTS:
        source = other if chosen.get(name) == gone.pk or (name not in chosen and not mine[name]) else mine
        found[name] = source[name]
        if name == "date_of_birth":
            found["birth_precision"] = source["birth_precision"]
    return found


def state(people: Iterable[Person]) -> str:
    """Changes when a record changes: what somebody decided on is what they saw."""
    ordered = sorted(people, key=lambda person: person.pk)
    told = [[facts(person), entries_of(person.pk), _account(person)] for person in ordered]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def entries_of(person: int) -> list[int]:
    return list(Entry.objects.filter(person=person).order_by("pk").values_list("pk", flat=True))


def _account(person: Person) -> list[Any]:
    return [list(row) for row in User.objects.filter(person=person).values_list("pk", "is_active")]


def entries_along(choice: Choice) -> list[Entry]:
    """The lines of the one that goes which stand in the other from now on, with what undid them."""
    found = Entry.objects.filter(person=choice.gone).select_related("undoes").order_by("pk")
    if not choice.aside:
        return list(found)
    return [entry for entry in found if (entry.undoes.kind if entry.undoes else entry.kind) in TELL]


def why_not_joined(choice: Choice) -> str:
    """Why the two histories are not the history of one human being; empty when they are."""
    standing = queries.standing([choice.kept, choice.gone])
    along = {entry.pk for entry in entries_along(choice)}
    together = [*standing[choice.kept], *(entry for entry in standing[choice.gone] if entry.pk in along)]
    try:
        history.stays(sorted(together, key=lambda entry: (entry.day, entry.pk)))
    except Refused as refused:
        return refused.message
    return ""


def obstacles(choice: Choice) -> list[str]:
    """What stands in the way of just this choice, in words."""
    found = pointers.obstacles(choice.gone, choice.kept)
    if reason := why_not_joined(choice):
        words = _("The histories do not fit together: %(reason)s") % {"reason": reason}
        if not choice.aside:
            words += " " + _("If one was written twice, let the memberships of the record that goes rest.")
        found.append(words)
    return found
