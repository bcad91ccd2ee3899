"""Everything that points to a person. Found by walking the models, so that a new table follows by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet, UniqueConstraint
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.lib.merging import Naming
from doanso.lib.modules import all_modules

STAY = {
    "accounts.person.merged_into": "Tells which record goes on: who is asked for follows the chain.",
    "accounts.user.person": "The officer chooses which account goes on.",
    "audit.event.actor": "Chained by its hash: nobody changes it, and the name of that day stands in it.",
    "audit.event.on_behalf_of": "As the actor.",
    "members.distinct.first": "Speaks of the two records as they were.",
    "members.distinct.second": "Speaks of the two records as they were.",
    "members.entry.person": "Goes by what the officer chose for the history: see services.merging.",
    "members.merge.gone": "Speaks of the two records as they were.",
    "members.merge.kept": "Speaks of the two records as they were.",
    "privacy.viewing.person": "A proof: whose record was opened then. Who reads about oneself sees those of both.",
    "privacy.viewing.reader": "A proof: who it was then.",
    "staff.employee.person": "Follows from the staff register's own entries: that record must be the one that stays.",
    "units.membership.person": "Follows from the entries of the register.",
}
"""Relations that do not move, and why."""

ONCE: dict[str, tuple[str, ...]] = {
    "consent.consent.person": ("purpose", "subject"),
    "inbox.itemseat.person": ("item",),
    "money.dues.person": ("month",),
    "notify.notification.recipient": ("kind", "once"),
    "notify.preference.person": ("kind",),
    "workflow.ballot.person": ("activation",),
}
"""Where both records have such a row, the other's stays with it, as a proof that nothing reads any more."""

WORDS = {
    "consent.consent.person": gettext_lazy("Consents"),
    "inbox.itemseat.person": gettext_lazy("Work on the list"),
    "members.entry.person": gettext_lazy("Entries of the register"),
    "money.dues.person": gettext_lazy("Months of dues"),
    "money.line.person": gettext_lazy("Lines of the books"),
    "notify.notification.recipient": gettext_lazy("Notices"),
    "procedures.dossier.applicant": gettext_lazy("Own dossiers"),
    "units.delegation.delegate": gettext_lazy("Delegations"),
    "units.position.person": gettext_lazy("Seats"),
    "workflow.ballot.person": gettext_lazy("Votes"),
}
"""What is told by itself; all else is summed up as what a module holds."""


@dataclass(frozen=True)
class Pointer:
    model: type[Model]
    field: ForeignKey[Any, Any]

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    def rows(self, person: int) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field.name: person})

    def moving(self, gone: int, kept: int) -> QuerySet[Any]:
        """The rows of one that the other has none like."""
        found, once = self.rows(gone), ONCE.get(self.name)
        if once is None:
            return found
        return found.filter(~Exists(self.rows(kept).filter(**{name: OuterRef(name) for name in once})))

    def clashes(self, gone: int, kept: int) -> bool:
        """Would the database refuse some of the rows?"""
        if self.field.unique:
            return self.rows(gone).exists() and self.rows(kept).exists()
        return any(self._clash(one, gone, kept) for one in self.constraints())

    def constraints(self) -> Iterator[tuple[tuple[str, ...], Q]]:
        """What must be unique beside the person, and for which rows."""
        for one in self.model._meta.constraints:
            names = unique_names(one)
            if self.field.name in names:
                yield tuple(name for name in names if name != self.field.name), one.condition or Q()

    def _clash(self, once: tuple[tuple[str, ...], Q], gone: int, kept: int) -> bool:
        names, condition = once
        alike = self.rows(kept).filter(condition, **{name: OuterRef(name) for name in names})
        return self.moving(gone, kept).filter(condition).filter(Exists(alike)).exists()


def unique_names(constraint: Any) -> tuple[str, ...]:
    if not isinstance(constraint, UniqueConstraint):
        return ()
    return constraint.fields or tuple(getattr(one, "name", "") for one in constraint.expressions)


def all_pointers() -> list[Pointer]:
    """Every column of every table that names a person."""
    found = Person._meta.get_fields(include_hidden=True)
    related = [one for one in found if one.auto_created and not one.concrete and not one.many_to_many]
    return sorted((Pointer(one.related_model, one.field) for one in related), key=lambda pointer: pointer.name)


def movable() -> list[Pointer]:
    return [pointer for pointer in all_pointers() if pointer.name not in STAY]


def entries() -> Pointer:
    """Whose the lines of the register are."""
    return next(pointer for pointer in all_pointers() if pointer.name == "members.entry.person")


def namings() -> list[Naming]:
    return [naming for module in all_modules() for naming in module.namings]


def obstacles(gone: int, kept: int) -> list[str]:
    """What both have and only one may have."""
    found = [_twice(pointer) for pointer in movable() if pointer.clashes(gone, kept)]
    found += [str(naming.stop) for naming in namings() if naming.rename is None and naming.find(gone)]
    return list(dict.fromkeys(found))


def _twice(pointer: Pointer) -> str:
    return _("Both records have the same: %(what)s. End one of them first.") % {"what": words(pointer)}


def words(pointer: Pointer) -> str:
    known = {module.name: module.label for module in all_modules()}
    return str(WORDS.get(pointer.name) or known.get(pointer.model._meta.app_label) or pointer.model._meta.verbose_name)


def counted(moved: Mapping[str, int]) -> list[tuple[str, int]]:
    """So many rows of each pointer, in words: alike ones are summed up."""
    known = {pointer.name: words(pointer) for pointer in all_pointers()}
    known |= {naming.name: str(naming.label) for naming in namings()}
    sums: dict[str, int] = {}
    for name, number in moved.items():
        if number:
            sums[known.get(name, name)] = sums.get(known.get(name, name), 0) + number
    return sorted(sums.items())


def would_move(gone: int, kept: int) -> dict[str, int]:
    """How many rows of each pointer, without the register's."""
    found = {pointer.name: pointer.moving(gone, kept).count() for pointer in movable()}
    return found | {naming.name: len(naming.find(gone)) for naming in namings() if naming.rename}
