"""Whom a row of a spreadsheet means. Two people of one name are two people, unless somebody says otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from doanso.core.accounts import queries as accounts
from doanso.core.accounts.models import Person, Precision
from doanso.core.units import queries as units
from doanso.core.units.models import Membership
from doanso.lib.intake import Context, Given
from doanso.lib.text import fold

NEW = "MỚI"
Homonym = tuple[str, date]


class Unsure(Exception):
    """Why the row names nobody: the column, and the reason in words."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass
class Known:
    """Everybody whom some rows may mean, from a fixed number of queries; `here`: who belongs to the sender's units."""

    by_code: dict[str, Person] = field(default_factory=dict)
    by_cccd: dict[str, Person] = field(default_factory=dict)
    by_card: dict[str, Person] = field(default_factory=dict)
    by_birth: dict[Homonym, list[Person]] = field(default_factory=lambda: defaultdict(list))
    accounts: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Sequence[Given], context: Context) -> "Known":
        texts = {key: {row.values[key] for row in rows if key in row.values} for key in ("ma", "cccd", "so_the")}
        homonyms = {found for row in rows if (found := homonym(row))}
        cards = dict(Membership.objects.filter(card_number__in=texts["so_the"]).values_list("card_number", "person"))
        wanted = (
            Q(code__in={form for code in texts["ma"] for form in (code, code.upper())})
            | Q(cccd__in=texts["cccd"])
            | Q(pk__in=cards.values())
        )
        alike = Q(search_key__in={name for name, _born in homonyms}, date_of_birth__in={day for _name, day in homonyms})
        here = Membership.objects.filter(units.valid(context.on)).select_related("unit")
        everybody = Person.objects.prefetch_related(Prefetch("memberships", here, "present"))
        people = everybody.filter(wanted | alike)
        known = cls()
        known._sort([one for one in people if not one.merged_into_id], homonyms)
        known._follow([one for one in people if one.merged_into_id], everybody)
        found = {person.pk: person for person in people}
        known.by_card = {card: found[pk] for card, pk in cards.items()}
        known.accounts = set(Person.objects.filter(pk__in=found, user__isnull=False).values_list("pk", flat=True))
        return known

    def _sort(self, people: Sequence[Person], homonyms: set[Homonym]) -> None:
        for person in people:
            if person.code:
                self.by_code[fold(person.code)] = person
            if person.cccd:
                self.by_cccd[person.cccd] = person
            key = (person.search_key, person.date_of_birth)
            if person.birth_precision == Precision.DAY and key in homonyms:
                self.by_birth[key].append(person)

    def _follow(self, merged: list[Person], everybody: QuerySet[Person]) -> None:
        """Who is asked for by the code of a record that was merged is found under the one that goes on."""
        if merged:
            goes_on = accounts.goes_on_as()
            kept = everybody.in_bulk([goes_on[one.pk] for one in merged])
            self.by_code |= {fold(one.code): kept[goes_on[one.pk]] for one in merged if one.code}

    def person(self, row: Given, context: Context) -> Person | None:
        """None: somebody new. `Unsure` when people must say, or contradict each other."""
        said = fold(row.values.get("ma", ""))
        named = {"ma": self._coded(said), "cccd": self.by_cccd.get(row.values.get("cccd", "")),
                 "so_the": self.by_card.get(row.values.get("so_the", ""))}  # fmt: skip
        found = {column: person for column, person in named.items() if person is not None}
        if len({person.pk for person in found.values()}) > 1:
            last = list(found)[-1]
            raise Unsure(last, _("Belongs to somebody else than the other numbers of this row."))
        if found:
            column, person = next(iter(found.items()))
            if said == fold(NEW):
                raise Unsure(column, _("Belongs to somebody who is here already, so this is nobody new."))
            _check_name(column, person, row)
            return person
        if said == fold(NEW):
            return None
        return self._alike(row, context)

    def _coded(self, said: str) -> Person | None:
        if not said or said == fold(NEW):
            return None
        if said not in self.by_code:
            raise Unsure("ma", _("Nobody has this code."))
        return self.by_code[said]

    def _alike(self, row: Given, context: Context) -> Person | None:
        """Nobody is taken for somebody else by name: people with a number of their own differ, the others are asked."""
        key = homonym(row)
        cccd = row.values.get("cccd")
        alike = [one for one in self.by_birth.get(key, []) if not (cccd and one.cccd)] if key else []
        if alike:
            raise Unsure("ma", _asked(alike, context))
        if key and not cccd and "so_the" not in row.values:
            first = context.memory.setdefault(key, row.number)
            if first != row.number:
                words = _("Same name and day of birth as row %(row)d. If this is another person, write %(new)s here.")
                raise Unsure("ma", words % {"row": first, "new": NEW})
        return None


def homonym(row: Given) -> Homonym | None:
    born = row.values.get("ngay_sinh")
    return (fold(row.values["ho_ten"]), born.day) if born and born.precision == "day" else None


def is_here(person: Person, context: Context) -> bool:
    return any(held.unit_id in context.units.values() for held in person.present)


def _check_name(column: str, person: Person, row: Given) -> None:
    if fold(row.values["ho_ten"]) != person.search_key:
        raise Unsure(column, _("Belongs to somebody of another name in the register."))


def _asked(alike: list[Person], context: Context) -> str:
    """Of people of other units not even the code is told."""
    codes = [person.code for person in alike if person.code and is_here(person, context)]
    if codes:
        words = _("Somebody of this name and day of birth is here: %(codes)s. Write that code, or %(new)s if it is "
                  "another person.")  # fmt: skip
        return words % {"codes": ", ".join(codes), "new": NEW}
    words = _("Somebody of this name and day of birth is in the register, not in your units. Add the citizen number, "
              "or write %(new)s if it is another person.")  # fmt: skip
    return words % {"new": NEW}
