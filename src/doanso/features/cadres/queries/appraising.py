"""Appraisals: who is asked next, who may read, and what the points amount to.

Nobody is asked on a lent seat: a judgement of somebody is not delegated.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from doanso.core.accounts.models import Person
from doanso.core.inbox import queries as inbox
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Tree, Unit
from doanso.features.cadres.bodies import CADRE_ROLES
from doanso.features.cadres.models import Appraisal, Axis, Criterion, Stage, View
from doanso.features.cadres.queries import reading
from doanso.features.cadres.queries.reading import APPRAISE, CONCLUDE

TO_APPRAISE = "cadres.to_appraise"
AFTER = {Stage.SELF: Stage.SUPERIOR, Stage.SUPERIOR: Stage.CONCLUSION, Stage.CONCLUSION: ""}


def criteria(year: int) -> list[Criterion]:
    """Of that year, or of the latest one before it for which any were set."""
    latest = Criterion.objects.filter(year__lte=year).order_by("-year").values_list("year", flat=True).first()
    rows = Criterion.objects.filter(year=latest).order_by("number")
    return sorted(rows, key=lambda one: (list(Axis).index(Axis(one.axis)), one.number))


def asked(appraisal: Appraisal, on: date, stage: str | None = None) -> set[int]:
    """Whose view is waited for, or who may give that of a stage. The superior: the nearest seat that appraises there,
    of somebody else; the conclusion: the nearest above that one, of a third person."""
    stage = appraisal.stage if stage is None else stage
    if stage == Stage.SELF:
        return {appraisal.person_id}
    if stage not in Stage.values:
        return set()
    unit = next(iter(units.successors(appraisal.unit, on)), appraisal.unit)
    line = [unit, *units.above(unit, on)]
    level, superiors = _nearest(APPRAISE, line, unit, on, {appraisal.person_id})
    if stage == Stage.SUPERIOR:
        return superiors
    said = appraisal.views.filter(stage=Stage.SUPERIOR).values_list("by", flat=True)
    higher = [one for one in line if len(one.path) < len(level.path)]
    return _nearest(CONCLUDE, [*higher, level], unit, on, {appraisal.person_id, *said})[1]


def _nearest(permission: str, line: list[Unit], unit: Unit, on: date, but: set[int]) -> tuple[Unit, set[int]]:
    """The first unit of the line in which somebody may do that in `unit`, and who that is."""
    held = Position.objects.filter(units.valid(on), role__permissions__contains=[permission]).exclude(person__in=but)
    for one in line:
        here = held.filter(unit=one) if one.pk == unit.pk else held.filter(unit=one, role__covers_below=True)
        if found := set(here.values_list("person_id", flat=True)):
            return one, found
    return line[-1], set()


def may_read(reader: Person | None, appraisal: Appraisal, on: date) -> bool:
    """The person, whoever has written a view, and who is asked for the next one: nobody else."""
    if reader is None:
        return False
    if reader.pk == appraisal.person_id or appraisal.views.filter(by=reader).exists():
        return True
    return reader.pk in asked(appraisal, on)


def own(person: Person) -> QuerySet[Appraisal]:
    return person.appraisals.select_related("unit").order_by("-year", "unit__path")


def written_by(person: Person) -> QuerySet[Appraisal]:
    """Of others, to which this person has said their view; the latest first."""
    found = Appraisal.objects.filter(views__by=person).exclude(person=person)
    return found.select_related("person", "unit").order_by("-year", "person__sort_key")


def waiting_for(person: Person, on: date, now: datetime) -> list[Appraisal]:
    """Of others, which lie on this person's list of work."""
    found = inbox.mine(person, on, now=now, filters=inbox.Filters(kind=TO_APPRAISE))
    keys = [int(key) for key in found.values_list("key", flat=True)[:200]]
    open_ones = Appraisal.objects.filter(pk__in=keys).exclude(person=person).select_related("person", "unit")
    return list(open_ones.order_by("year", "person__sort_key"))


def units_of(person: Person, on: date) -> list[Unit]:
    """In whose committees this person sits: an appraisal is for each."""
    held = Position.objects.filter(units.valid(on), person=person, role__in=CADRE_ROLES)
    found = Unit.objects.filter(pk__in=held.values("unit"), type__tree=Tree.UNION)
    return list(found.select_related("type").order_by("path"))


def to_be_appraised(unit: Unit, today: date) -> QuerySet[Position]:
    """Who sits in a committee of the unit or below it: each person once in each unit, with the first seat there."""
    held = reading.seated(list(reading.scope(unit, today)), today).select_related("person", "unit", "role")
    alike = ("unit__path", "person__sort_key", "person_id")
    return held.order_by(*alike, "role__rank", "pk").distinct(*alike)


def missing(unit: Unit, year: int, today: date) -> QuerySet[Position]:
    """Of these, whose appraisal for the year is not concluded: with `stage`, which is waited for; None: not begun."""
    of_year = Appraisal.objects.filter(person=OuterRef("person"), unit=OuterRef("unit"), year=year)
    found = to_be_appraised(unit, today).annotate(stage=Subquery(of_year.values("stage")[:1]))
    return found.filter(~Exists(of_year.filter(stage="")))


@dataclass(frozen=True)
class Said:
    """A view with the points of each axis: (reached, at most)."""

    view: View
    red: tuple[int, int]
    expert: tuple[int, int]

    @property
    def axes(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return self.red, self.expert


def said(appraisal: Appraisal) -> list[Said]:
    """In the order of the stages."""
    asked_for = criteria(appraisal.year)
    views = {one.stage: one for one in appraisal.views.select_related("by")}
    return [_said(views[stage], asked_for) for stage in Stage.values if stage in views]


def _said(view: View, asked_for: list[Criterion]) -> Said:
    sums = dict.fromkeys(Axis, (0, 0))
    for one in asked_for:
        reached, most = sums[Axis(one.axis)]
        sums[Axis(one.axis)] = (reached + view.points.get(str(one.pk), 0), most + one.points)
    return Said(view, sums[Axis.RED], sums[Axis.EXPERT])
