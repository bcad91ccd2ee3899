from collections.abc import Sequence
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from doanso.core.accounts import queries as accounts
from doanso.core.accounts.models import Person
from doanso.core.units import assignees, queries
from doanso.core.units.models import Position, Role, Tree, Unit
from doanso.lib.text import clean_name, fold


def may(person: Person | None, permission: str, unit: Unit | None, on: date) -> bool:
    """May this person do that in this unit (anywhere, when `unit` is None) on that day?"""
    where = queries.units_where(person, permission, on)
    return where.exists() if unit is None else where.filter(pk=unit.pk).exists()


def inherits(person: Person | None, permission: str, unit: Unit, on: date) -> bool:
    """The same about what the unit has finished: once it has ended, who may do it where it went on may do it, too."""
    return queries.units_inherited(person, permission, on).filter(pk=unit.pk).exists()


def public_seats(unit: Unit, on: date) -> list[Role]:
    """What everybody may know of who works in an agency: the seats and how many sit there (`taken`), nobody's name."""
    if unit.type.tree != Tree.AGENCY:
        return []
    held = queries.valid(on, "positions__")
    return list(
        Role.objects.filter(held, positions__unit=unit)
        .annotate(taken=Count("positions", filter=queries.valid(on, "positions__")))
        .order_by("rank", "name")
    )


def owns_installation(person: Person | None) -> bool:
    return accounts.owns_installation(person)


def why_not_look_after(by: Person | None, person: Person, on: date) -> str:
    """Empty when `by` may lock this person's account, reset its second factor and so on; else the reason in words.

    Whoever opens an account can do all that it can. So everything the account reaches must lie within the
    administrator's own units and rights: else the administrator of a branch would enter through a member of the branch
    who is also the province's secretary.
    """
    if by is not None and by.pk == person.pk:
        return _("This is your own account. You look after it under “My account”, and nobody locks themselves out.")
    if owns_installation(by):
        return ""
    if owns_installation(person):
        return _("This is the account of the whole installation. Only its holder changes it.")
    if not queries.people_administered(by, on).filter(pk=person.pk).exists():
        return _("This person belongs to none of your units.")
    within = set(queries.units_administered(by, on).values_list("pk", flat=True))
    lent = [one.position for one in queries.seats_lent_to(person, on)]
    for seat in [*queries.seats_open(person, on), *lent]:
        if seat.unit_id not in within or not set(seat.role.permissions) <= queries.giveable_at(by, seat.unit, on):
            return _("%(person)s is also %(role)s at %(unit)s, which you do not look after. Please ask above.") % {
                "person": person, "role": seat.role.label, "unit": seat.unit
            }  # fmt: skip
    home = queries.main_membership(person, on)
    if home and home.unit_id not in within:
        return _("%(person)s is a member at %(unit)s, which you do not look after. Please ask above.") % {
            "person": person, "unit": home.unit
        }  # fmt: skip
    return ""


def why_not_correct(by: Person | None, person: Person, on: date) -> str:
    """Empty when `by` may correct what is on record: an account signs in with it, so whoever looks after that; and the
    holder of the installation, above whom nobody stands, their own."""
    own = by is not None and by.pk == person.pk and owns_installation(by)
    return "" if own else why_not_look_after(by, person, on)


def why_not_end(by: Person | None, unit: Unit, seats: list[Position], on: date) -> list[str]:
    """Nobody takes a seat by way of its unit that they could not take by itself; their own may end with the unit."""
    if owns_installation(by):
        return []
    allowed = queries.giveable_at(by, unit, on)
    return [
        _("The role %(role)s of %(person)s may do more here than you may. Please ask above.")
        % {"role": seat.role.label, "person": seat.person}
        for seat in seats
        if not set(seat.role.permissions) <= allowed
    ]


def why_not_move(by: Person | None, seats: list[Position], into: Unit, on: date) -> list[str]:
    """A seat that goes on in another unit is given there."""
    reasons = [why_not_give(by, seat.person, seat.role, into, on) for seat in seats]
    return [reason for reason in reasons if reason]


def why_not_give(by: Person | None, person: Person | None, role: Role, unit: Unit, on: date) -> str:
    """Empty when `by` may give or take this role here; `person` is None for somebody who is only being added.

    Only to one's own people: a seat brings the person's account into the giver's reach.
    """
    if by is not None and person is not None and by.pk == person.pk:
        return _("Nobody gives or takes a role of their own. Please ask another administrator.")
    if owns_installation(by):
        return ""
    if person is not None and not queries.people_administered(by, on).filter(pk=person.pk).exists():
        return _("This person belongs to none of your units.")
    if not queries.units_administered(by, on).filter(pk=unit.pk).exists():
        return _("You do not look after this unit.")
    if not set(role.permissions) <= queries.giveable_at(by, unit, on):
        return _("The role %(role)s may do more here than you may. Please ask above.") % {"role": role.label}
    return ""


def is_last_administrator(person: Person, on: date) -> bool:
    """Would a unit that this person looks after have nobody left who does?"""
    seats = queries.positions_of(person, on).filter(role__permissions__contains=[queries.ADMIN])
    return any(not queries.administrators_of(seat.unit, on).exclude(pk=person.pk).exists() for seat in seats)


MOST_STAND_INS = 4


def why_not_call_role(code: str, name: str) -> str:
    """Empty, or why a role cannot have this name: nobody could tell two of one name apart."""
    key = fold(clean_name(name))
    if not any(letter.isalpha() for letter in key):
        return _("A name has letters.")
    alike = [other.pk for other in Role.objects.exclude(pk=code) if fold(other.name) == key]
    return _("The role %(code)s is called so already.") % {"code": alike[0]} if alike else ""


def why_not_stand_in(code: str, stand_ins: Sequence[str]) -> str:
    """Empty, or what is wrong with who shall act while nobody holds this role."""
    if len(stand_ins) > MOST_STAND_INS:
        return _("At most %(number)d stand-ins.") % {"number": MOST_STAND_INS}
    if len(set(stand_ins)) < len(stand_ins):
        return _("The same stand-in twice helps nobody.")
    for text in stand_ins:
        if wrong := assignees.check(text):
            return wrong
        call = assignees.parse(text)
        if not assignees.within_unit(call):
            return _("“%(text)s” does not say in which unit, seen from the vacant seat.") % {"text": text}
        if call.name == code and assignees.written(call) == f"{code}(don_vi)":
            return _("The vacant seat cannot stand in for itself.")
    return ""
