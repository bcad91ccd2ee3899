"""Invented terms, elections, plans, courses and appraisals of the people of the demonstration."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Role, Unit
from doanso.features.cadres.models import Appraisal, Criterion, Planned, Stage, Term, Training, View
from doanso.features.cadres.queries import appraising as appraising_queries
from doanso.features.cadres.services import appraising, seating, terms
from doanso.features.cadres.services.keeping import keep
from doanso.features.cadres.services.naming import Named
from doanso.features.cadres.services.seating import Source
from doanso.lib import demo
from doanso.lib.dates import local

SOURCE = "import:demo"
Row = dict[str, Any]


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    if Term.objects.exists():
        return
    told = demo.data("cadres")
    people, places = Person.objects.in_bulk(field_name="code"), _places(told)
    for row in told["terms"]:
        if row["unit"] in places:
            _term(row, places[row["unit"]], people, now)
    for row in told["planned"]:
        _plan(row, people[row["person"]], places[row["unit"]], now)
    for row in told["trainings"]:
        _train(row, people[row["person"]], now)
    appraising.seed(now=now)
    for row in told["appraisals"]:
        _appraise(row, people, places[row["unit"]], now)


def _places(told: Row) -> dict[str, Unit]:
    codes = {row["unit"] for kind in ("terms", "planned", "appraisals") for row in told[kind]}
    return {unit.code: unit for unit in Unit.objects.filter(code__in=codes).select_related("type")}


def _term(row: Row, unit: Unit, people: dict[str, Person], now: datetime) -> None:
    first, today = date.fromisoformat(row["first"]), local(now).date()
    last = today + timedelta(days=row["last_in_days"]) if "last_in_days" in row else date.fromisoformat(row["last"])
    facts = terms.Facts(row["body"], first, last, row["number"], row["seats"], row["decision"])
    term = terms.open_term(unit=unit, facts=facts, source=SOURCE, by=None, now=now)
    source = Source(SOURCE, row["decision"], None, now)
    for code, (votes, share) in row.get("votes", {}).items():
        held = Position.objects.filter(units.valid(first), person=people[code], unit=unit, role__in=row["seats"])
        if seat := held.select_related("role").first():
            named = Named(people[code], people[code].full_name, seat.role, votes, Decimal(share))
            seating.write("elected", unit, first, source, named=named, term=term, position=seat)
    for name, votes, share in row.get("not_elected", []):
        named = Named(None, name, None, votes, Decimal(share))
        seating.write("not_elected", unit, first, source, named=named, term=term)


def _plan(row: Row, person: Person, unit: Unit, now: datetime) -> None:
    planned = Planned(person=person, unit=unit, role=Role.objects.get(code=row["role"]), by=None, at=now)
    planned.first_year, planned.last_year = row["first_year"], row["last_year"]
    if "decision" in row:
        planned.state, planned.decision = Planned.State.APPROVED, row["decision"]
        planned.decided_on = date.fromisoformat(row["decided_on"])
    keep(planned, "cadres.planned", by=None, now=now)


def _train(row: Row, person: Person, now: datetime) -> None:
    training = Training(person=person, course=row["course"], place=row["place"], by=None, at=now)
    training.first_day = date.fromisoformat(row["first"])
    training.last_day = date.fromisoformat(row["last"]) if "last" in row else None
    training.certificate = row.get("certificate", "")
    keep(training, "cadres.trained", by=None, now=now)


def _appraise(row: Row, people: dict[str, Person], unit: Unit, now: datetime) -> None:
    year = local(now).year
    made = Appraisal(person=people[row["person"]], unit=unit, year=year, by=people[row["person"]], at=now)
    keep(made, "cadres.appraisal_begun", by=made.by, now=now)
    for stage, view in zip(Stage.values, row["views"], strict=False):
        by, points = people[view["by"]], _points(appraising_queries.criteria(year), view["less"])
        keep(
            View(appraisal=made, stage=stage, points=points, words=view["words"], by=by, at=now),
            "cadres.view_given",
            by=by,
            now=now,
        )
        made.stage = appraising_queries.AFTER[Stage(stage)]
    keep(made, "cadres.appraisal_went_on", by=None, now=now)
    if made.stage:
        appraising.ask(made, now)


def _points(criteria: list[Criterion], less: list[int]) -> dict[str, int]:
    return {str(one.pk): one.points - gap for one, gap in zip(criteria, less, strict=True)}
