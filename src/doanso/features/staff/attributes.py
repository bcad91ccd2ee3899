"""By what staff can be broken down: the values of each in their order, and how a row of the register tells its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Expression, F, Value, When
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Sex
from doanso.features.staff import models

# The age groups of the yearly statistics on officials: up to and including this age.
BANDS = ((30, "30"), (40, "40"), (50, "50"), (60, "60"))
OLDEST = "61"
AGES = (
    ("30", _("Up to 30 years")),
    ("40", _("31 to 40 years")),
    ("50", _("41 to 50 years")),
    ("60", _("51 to 60 years")),
    (OLDEST, _("Over 60 years")),
)
YES_NO = ((True, _("Yes")), (False, _("No")))


@dataclass(frozen=True)
class Attribute:
    """`values`: (value, words) in order; empty when the register itself says which there are."""

    name: str
    label: Any
    values: tuple[tuple[Any, Any], ...]
    expression: Callable[[date], Expression]
    dated: bool = False  # changes by itself from day to day, as age does


def years_before(day: date, years: int) -> date:
    """Whoever was born later has not completed so many years on that day."""
    last = 28 if (day.month, day.day) == (2, 29) and not _leap(day.year - years) else day.day
    return day.replace(year=day.year - years, day=last)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _age(on: date) -> Expression:
    born = "employee__date_of_birth"
    bands = [When(**{f"{born}__gt": years_before(on, oldest + 1)}, then=Value(band)) for oldest, band in BANDS]
    return Case(
        When(**{f"{born}__isnull": True}, then=Value("")),
        *bands,
        default=Value(OLDEST),
        output_field=CharField(),
    )


def _of(name: str, values: Any = ()) -> Attribute:
    label = models.Spell._meta.get_field(name).verbose_name
    return Attribute(name, label, tuple(values), lambda on: F(name))


ALL = (
    _of("education", models.Education.choices),
    _of("kind", models.Kind.choices),
    _of("rank", models.Rank.choices),
    _of("post", models.Post.choices),
    Attribute("sex", _("sex"), tuple(Sex.choices), lambda on: F("employee__sex")),
    Attribute("age", _("age"), AGES, _age, dated=True),
    _of("party", YES_NO),
    Attribute("ethnicity", _("ethnic group"), (), lambda on: F("employee__ethnicity")),
    _of("field"),
    _of("state_training", models.StateTraining.choices),
    _of("theory", models.Theory.choices),
    _of("computing", models.Computing.choices),
    _of("language", models.Language.choices),
    _of("computer", YES_NO),
)
BY_NAME = {one.name: one for one in ALL}
EDUCATION, KIND = BY_NAME["education"], BY_NAME["kind"]
