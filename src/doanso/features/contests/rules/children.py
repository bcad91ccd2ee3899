"""Who is a child. Only the year of birth is known: whoever is surely under the age counts as under it."""

from datetime import date

from django.utils.translation import gettext as _

from doanso.features.contests.models import Entrant

ADULT, SPEAKS = 16, 7


def is_child(birth_year: int | None, on: date) -> bool:
    """Under 16: a parent or guardian agrees."""
    return birth_year is not None and birth_year > on.year - ADULT


def is_small(birth_year: int | None, on: date) -> bool:
    """Under seven: nobody but a parent or guardian agrees."""
    return birth_year is not None and birth_year > on.year - SPEAKS


def why_not(birth_year: int | None, kind: str, on: date) -> str:
    """Empty when whoever must has agreed; `kind`: of `Entrant.Guardian`, empty for nobody."""
    if not is_child(birth_year, on):
        return ""
    if not kind:
        return _("Under 16 years a father, mother or guardian must agree, or the school that has their consent.")
    if is_small(birth_year, on) and kind == Entrant.Guardian.SCHOOL:
        return _("A child under seven is entered by a father, mother or guardian.")
    return ""
