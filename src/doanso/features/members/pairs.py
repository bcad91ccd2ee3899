"""Two records side by side: what they say, what would stand in the one that is left, and what is in the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person, Precision, User
from doanso.core.audit import canonical
from doanso.core.units.models import Membership
from doanso.features.members import history, pointers, queries
from doanso.features.members.models import Entry
from doanso.lib.errors import Refused
from doanso.lib.identity import mask_cccd

Kind = Entry.Kind
ENTRIES = "members.entry.person"
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
LABELS = FACTS | {"stays": gettext_lazy("The record that stays"), "account": gettext_lazy("The account that goes on")}
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


@dataclass(frozen=True)
class Row:
    """One fact of both: in words, and whether they say different things."""

    name: str
    label: Any
    values: tuple[str, str]
    differs: bool


class Sides:
    """Two records side by side, in the order of their keys, and what we propose."""

    def __init__(self, first: Person, second: Person) -> None:
        self.people = (first, second)
        self.rows = [self._row(name) for name in FACTS]
        self.differing = [row.name for row in self.rows if row.differs]
        self.accounts = list(User.objects.filter(person__in=self.people).select_related("person").order_by("pk"))
        self.entries = [len(entries_of(one.pk)) for one in self.people]

    def _row(self, name: str) -> Row:
        said = [facts(one) for one in self.people]
        values = tuple(_in_words(one, name, said) for one in self.people)
        both = bool(said[0][name] and said[1][name])
        same = values[0] == values[1] and said[0][name] == said[1][name]
        return Row(name, FACTS[name], (values[0], values[1]), both and not same)

    def proposal(self) -> dict[str, str]:
        """The record stays that more hangs on; of the facts its own; histories are put together where they fit."""
        first, second = self.people
        stays, goes = (first, second) if self._weight(0) >= self._weight(1) else (second, first)
        found = dict.fromkeys(("stays", *self.differing), str(stays.pk))
        if "date_of_birth" in self.differing and stays.birth_precision != Precision.DAY == goes.birth_precision:
            found["date_of_birth"] = str(goes.pk)
        if self.accounts:
            latest = max(
                self.accounts, key=lambda user: (user.is_active, bool(user.last_login), user.person_id == stays.pk)
            )
            found["account"] = str(latest.pk)
        fits = not why_not_joined(Choice(stays.pk, goes.pk))
        return found | {"history": "join" if fits else "rest"}

    def _weight(self, place: int) -> tuple[bool, int, int]:
        person = self.people[place]
        stopped = any(naming.rename is None and naming.find(person.pk) for naming in pointers.namings())
        return stopped, self.entries[place], sum(user.person_id == person.pk for user in self.accounts)


def _in_words(person: Person, name: str, said: list[dict[str, Any]]) -> str:
    if name == "date_of_birth":
        return person.birth_words
    if name == "sex":
        return str(person.get_sex_display())
    if name == "cccd":
        return _masked(person.cccd or "", [one["cccd"] or "" for one in said])
    if name == "address":
        kept = person.address if isinstance(person.address, dict) else {}
        return ", ".join(str(value) for value in kept.values() if value)
    return str(getattr(person, name) or "")


def _masked(number: str, both: list[str]) -> str:
    """As elsewhere, and where the two differ in a few digits, those too: else nobody could choose."""
    shown = [place for place, digits in enumerate(zip(*both, strict=False)) if len(set(digits)) > 1]
    if not number or len(shown) > 2:
        return mask_cccd(number)
    return "".join(
        digit if place in shown else hidden
        for place, (digit, hidden) in enumerate(zip(number, mask_cccd(number), strict=True))
    )


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


def in_words(kept: Person, gone: Person, chosen: Mapping[str, int]) -> list[tuple[Any, str]]:
    """What the one that stays will say."""
    said, other = joined_facts(kept, gone, chosen), facts(gone)
    shown = Person(pk=kept.pk)
    say(shown, said)
    told = [(FACTS[name], _in_words(shown, name, [said, other])) for name in FACTS]
    return [(label, words) for label, words in told if words]


def counts(choice: Choice) -> list[tuple[str, int]]:
    """What moves, in words with numbers."""
    along = {ENTRIES: len(entries_along(choice))}
    return pointers.counted(pointers.would_move(choice.gone, choice.kept) | along)


def resting(choice: Choice) -> list[Membership]:
    """The present memberships that are given up, because they were written twice."""
    if not choice.aside:
        return []
    found = Membership.objects.filter(person=choice.gone, valid_to=None)
    return list(found.select_related("unit").order_by("pk"))


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
