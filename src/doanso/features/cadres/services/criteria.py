"""What a year's appraisal asks: set by the owner of the installation before anybody is appraised by it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import owns_installation
from doanso.core.audit import services as audit
from doanso.features.cadres.models import Appraisal, Axis, Criterion
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused


@dataclass(frozen=True)
class Asked:
    axis: str
    name: str
    points: int


@transaction.atomic
def set_criteria(*, year: int, asked: list[Asked], by: Person | None, now: datetime) -> list[Criterion]:
    """Instead of those set for that year before. They hold for later years, too, until others are set."""
    if not owns_installation(by):
        raise Forbidden(_("This holds for the whole installation: only the holder of its own account changes it."))
    if not local(now).year <= year <= local(now).year + 1:
        raise Refused(_("Criteria are set for this year or the next one."), field="year")
    if {one.axis for one in asked} != set(Axis.values):
        raise Refused(_("Each axis needs a criterion."))
    locks.hold("cadres.criteria")
    if Appraisal.objects.filter(year__gte=year).exists():
        raise Refused(_("Somebody has been appraised for this year already: set them for the next one."), field="year")
    english = dict(Criterion.objects.exclude(name_en="").values_list("name", "name_en"))
    Criterion.objects.filter(year=year).delete()
    made = [
        Criterion.objects.create(
            year=year,
            axis=one.axis,
            number=number,
            name=one.name,
            name_en=english.get(one.name, ""),
            points=one.points,
        )
        for number, one in enumerate(asked, 1)
    ]
    told = [{"axis": one.axis, "name": one.name, "points": one.points} for one in asked]
    audit.record("cadres.criteria_set", made[0], by=by, now=now, data={"year": year, "criteria": told})
    return made
