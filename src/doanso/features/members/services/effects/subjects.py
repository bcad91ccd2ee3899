"""Of whom and of which units a dossier speaks. Nobody is found who does not belong where the dossier decides."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person, Precision
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.members.services.effects.making import person_of
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import fold

OWN = "chi_doan_nop"


def today(context: EffectContext) -> date:
    return local(context.now).date()


def unit(context: EffectContext, name: str) -> Unit:
    """A unit that the steps speak of, followed along its lineage."""
    found = unit_or_none(context, name)
    if found is None:
        raise Refused(_("The dossier does not say which unit is meant."))
    return found


def unit_or_none(context: EffectContext, name: str) -> Unit | None:
    known = Unit.objects.select_related("type").in_bulk(context.unit_ids.values())
    rows = {key: known[pk] for key, pk in context.unit_ids.items()}
    if name in rows:
        heirs = units.successors(rows[name], today(context))
        return heirs[0] if heirs else rows[name]
    return assignees.unit_of(assignees.parse(name), rows, today(context))


def subject(context: EffectContext, params: dict[str, Any]) -> Person:
    """Whom the dossier is about: by card number, by name and birth, else who applied. A member of the unit or below."""
    within, answers = unit(context, params.get("unit", OWN)), context.answers
    if answers.get("so_the"):
        person = _with_card(answers["so_the"], answers)
    elif answers.get("ho_ten"):
        person = named(answers, within, today(context))
    else:
        person = person_of(context.applicant_person_id)
    if person is None:
        raise Refused(_("The dossier does not say which member is meant: the card number is missing."))
    if not members_in(within, today(context)).filter(person=person).exists():
        raise Refused(_("%(person)s is no member of %(unit)s.") % {"person": person, "unit": within})
    return person


def _with_card(number: str, answers: dict[str, Any]) -> Person:
    """Where a name or a day of birth is written beside it, too, all must mean the same person: one digit mistyped would
    strike somebody else."""
    held = Membership.objects.filter(card_number=number.strip()).select_related("person").first()
    if held is None:
        raise Refused(_("Nobody has the card number %(number)s.") % {"number": number})
    name, (day, precision) = answers.get("ho_ten"), born(answers.get("ngay_sinh"))
    known = held.person.date_of_birth if held.person.birth_precision == precision == Precision.DAY else None
    if (name and fold(name) != held.person.search_key) or (day and known and day != known):
        words = _("Card number %(number)s is not that of the person who is named beside it.")
        raise Refused(words % {"number": number})
    return held.person


def named(row: dict[str, Any], within: Unit, on: date, key: str = "ho_ten") -> Person:
    """The one person of this name (and birth, when it is given) who is a member of the unit or below it.

    A card number tells people of one name apart; it must be that of somebody of this name.
    """
    name = row.get(key) or ""
    if row.get("so_the"):
        return _carded(row["so_the"], name, within, on)
    found = Person.objects.filter(search_key=fold(name), pk__in=members_in(within, on).values("person"))
    day, precision = born(row.get("ngay_sinh"))
    if day and precision == "day":
        found = found.filter(date_of_birth=day)
    people = list(found[:2])
    if not people:
        raise Refused(_("“%(name)s” is no member of %(unit)s.") % {"name": name, "unit": within})
    if len(people) > 1:
        told = {"name": name, "number": found.count(), "unit": within}
        raise Refused(
            _("%(number)d members of %(unit)s are called “%(name)s”; add the birth or the card number.") % told
        )
    return people[0]


def _carded(number: str, name: str, within: Unit, on: date) -> Person:
    """Nothing is told of whoever else may have the card."""
    held = members_in(within, on).filter(card_number=number.strip(), person__search_key=fold(name))
    found = held.select_related("person").first()
    if found is None:
        told = {"name": name, "number": number, "unit": within}
        raise Refused(_("No member of %(unit)s is called “%(name)s” and has the card number %(number)s.") % told)
    return found.person


def members_in(within: Unit, on: date) -> Any:
    return Membership.objects.filter(units.valid(on), kind=Membership.Kind.MAIN, unit__path__startswith=within.path)


def branch_of(person: Person, on: date) -> Unit:
    held = units.main_membership(person, on)
    if held is None:
        raise Refused(_("%(person)s is no member of any branch.") % {"person": person})
    return held.unit


def born(value: Any) -> tuple[date | None, str]:
    """A partial date as the form keeps it: 2008, 2008-03 or 2008-03-05."""
    parts = [int(part) for part in str(value or "").split("-") if part.isdigit()]
    if not parts:
        return None, "day"
    return date(*[*parts, 1, 1][:3]), ("year", "month", "day")[len(parts) - 1]


def day_in(context: EffectContext, key: str) -> date | None:
    given = context.answers.get(key)
    return date.fromisoformat(given) if given else None
