"""Reads over flows and cases."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import F, Func, Prefetch, Q, QuerySet, Value
from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import Definition, Step, of_version
from doanso.blocks.workflow.models import Activation, Case, Entry, FlowVersion
from doanso.core.accounts.models import Person
from doanso.core.calendar.worktime import Running, WorkCalendar
from doanso.core.files.models import File
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.core.units.seats import Seat, Seats
from doanso.lib import rows
from doanso.lib.dates import VN, local
from doanso.lib.listed import Seconds, moment
from doanso.lib.moves import Handover, Line


def latest(code: str) -> FlowVersion | None:
    return FlowVersion.objects.filter(flow__code=code).order_by("-number").first()


def version(pk: int) -> FlowVersion:
    return rows.one(FlowVersion, "id = %s", pk)


def definition(version: FlowVersion) -> Definition:
    return of_version(version.pk)


def definition_of(case: Case) -> Definition:
    return of_version(case.version_id)


def case_of(subject: models.Model) -> Case:
    """The case that runs over this row; Case.DoesNotExist when none was started."""
    return rows.one(Case, "subject_type = %s AND subject_id = %s", subject._meta.label_lower, subject.pk)


def open_steps(case: Case) -> QuerySet[Activation]:
    return case.activations.filter(state=Activation.State.OPEN).select_related("claimed_by").order_by("opened_at", "pk")


def steps_taken(case: Case) -> QuerySet[Activation]:
    return case.activations.select_related("closed_by", "on_behalf_of", "claimed_by").order_by("opened_at", "pk")


def has_moved(case: Case) -> bool:
    """Whether any step of it was ever finished."""
    return case.activations.filter(state=Activation.State.DONE).exists()


def timeline(case: Case, *, public: bool = False) -> QuerySet[Entry]:
    found = case.entries.select_related("by", "activation").prefetch_related(Prefetch("files")).order_by("at", "pk")
    return found.filter(public=True) if public else found


def last_move(case: Case) -> Entry | None:
    """The last line that is more than a comment."""
    return case.entries.exclude(kind="comment").order_by("-pk").first()


def earlier_steps(case: Case) -> list[str]:
    """Keys of the steps that people did, in the order of the table: where the work may be returned to."""
    done = set(case.activations.filter(state=Activation.State.DONE).values_list("step", flat=True))
    return [step.key for step in of_version(case.version_id).steps if step.key in done and step.takes_back]


def context_of(case: Case, known: Iterable[Unit | Person] = ()) -> dict[str, Unit | Person | None]:
    """The case's variables as rows; those that are known are not asked for again."""
    found = {(_kind(row), row.pk): row for row in known}
    missing = [(kind, pk) for kind, pk in case.context.values() if (kind, pk) not in found]
    people = {pk for kind, pk in missing if kind == "person"}
    unit_ids = {pk for kind, pk in missing if kind == "unit"}
    more: list[Unit | Person] = rows.select(Person, "id = ANY(%s)", list(people)) if people else []
    more += units.by_ids(unit_ids) if unit_ids else []
    found |= {(_kind(row), row.pk): row for row in more}
    return {name: found.get((kind, pk)) for name, (kind, pk) in case.context.items()}


def _kind(row: Unit | Person) -> str:
    return "unit" if isinstance(row, Unit) else "person"


def seats(activation: Activation) -> list[Seat]:
    return [Seat(role, unit, person) for role, unit, person in activation.seats]


def seats_used(row: Activation) -> set[tuple[str, int]]:
    """The roles in units that a step was given to, and that of who chairs it."""
    return {(role, unit_id) for role, unit_id, _person in [*row.seats, *row.data.get("chair", [])] if role}


def open_at(unit_id: int) -> int:
    """How many open steps are given to a role in this unit, also while their case waits for the applicant."""
    told = Activation.objects.filter(state=Activation.State.OPEN, seats__contains=[[unit_id]]).values_list("seats")
    return sum(any(role and unit == unit_id for role, unit, _person in seats) for (seats,) in told)


NAMING = """
    state IN ('running', 'waiting') AND (
        unit_id = %s OR EXISTS (SELECT FROM jsonb_each(context) AS known WHERE known.value = %s::jsonb)
    ) ORDER BY id
"""


def in_flight(unit_id: int) -> QuerySet[Case]:
    """Cases that go on and name this unit: it handles them, they are about it, or somebody in it is asked."""
    asked = Activation.objects.filter(state=Activation.State.OPEN).filter(
        Q(seats__contains=[[unit_id]]) | Q(data__chair__contains=[[unit_id]])
    )
    found = {row.case_id for row in asked if any(unit == unit_id for _role, unit in seats_used(row))}
    found |= {case.pk for case in rows.select(Case, NAMING, unit_id, json.dumps(["unit", unit_id]))}
    return Case.objects.filter(pk__in=found)


def to_hand_over(handover: Handover) -> list[Line]:
    cases = in_flight(handover.unit.pk)
    votes = [row for row in Activation.objects.filter(case__in=cases, state=Activation.State.OPEN) if _is_vote(row)]
    lines = [
        Line(_("Dossiers under way that go on"), cases.count()),
        Line(_("Open steps that somebody here has before them"), open_at(handover.unit.pk)),
        Line(_("Votes that go on with those who began them"), len(votes)),
    ]
    return [line for line in lines if line.number]


def _is_vote(row: Activation) -> bool:
    return "chair" in row.data


def holds(activation: Activation, held: Seats) -> bool:
    return any(held.holds(seat) for seat in seats(activation))


def ballots(activation: Activation) -> dict[str, int]:
    """Counts by choice, and `present`: how many took part."""
    tally = getattr(activation, "tally", None)
    if tally is not None:
        counts = {"for": tally.votes_for, "against": tally.votes_against, "blank": tally.votes_blank}
    else:
        rows = activation.ballots.values_list("choice").annotate(n=models.Count("pk"))
        counts = {"for": 0, "against": 0, "blank": 0} | dict(rows)
    return counts | {"present": sum(counts.values())}


def step_of(case: Case, activation_id: int) -> Step:
    """The step of the table behind an activation of this case; Activation.DoesNotExist when it is another case's."""
    key = case.activations.values_list("step", flat=True).get(pk=activation_id)
    return of_version(case.version_id).step(key)


def unit_ids(case: Case) -> dict[str, int]:
    """The units among the case's variables, by name."""
    return {name: pk for name, (kind, pk) in case.context.items() if kind == "unit"}


def actors(case: Case) -> dict[str, int]:
    """Who finished each step, the last time that it was finished by a person: their id by its key."""
    done = case.activations.filter(state=Activation.State.DONE).exclude(closed_by=None).order_by("closed_at", "pk")
    return dict(done.values_list("step", "closed_by"))


def vote_record(activation_id: int) -> dict[str, Any]:
    """What minutes say of a closed vote, as plain values."""
    activation = Activation.objects.select_related("closed_by").get(pk=activation_id)
    return {
        "step": activation.name,
        "body": activation.label,
        "opened_at": activation.opened_at.isoformat(),
        "closed_at": activation.closed_at.isoformat() if activation.closed_at else "",
        "chair": activation.closed_by.full_name if activation.closed_by else "",
        **activation.data.get("result", {}),
    }


def subjects_of(model: type[models.Model], person: Person, held: Seats) -> QuerySet[Case]:
    """Ids of the rows whose cases this person works on now, or has worked on and still holds the seat.

    Who gave a seat up, or was lent it for some days, no longer reads what they did there.
    """
    wanted = _by_name(person)
    for role, unit_id in {*held.pairs, *held.delegated}:
        on_seat = Q(activations__seats__contains=[[role, unit_id, None]])
        wanted |= on_seat & Q(activations__state=Activation.State.OPEN)
        wanted |= on_seat & Q(activations__closed_by=person)
    return Case.objects.filter(wanted, subject_type=model._meta.label_lower).values("subject_id")


def _by_name(person: Person) -> Q:
    """Containment, which has the index, does not look at places: it would take a unit's number for the person's."""
    path = Value(f"$[*][2] ? (@ == {person.pk:d})")
    exact = Func(
        F("activations__seats"),
        path,
        template="jsonb_path_exists(%(expressions)s::jsonpath)",
        output_field=models.BooleanField(),
    )
    return Q(activations__seats__contains=[[None, None, person.pk]]) & Q(exact)


def still_open(activation_ids: list[int]) -> set[int]:
    rows = Activation.objects.filter(pk__in=activation_ids, state=Activation.State.OPEN)
    return set(rows.values_list("pk", flat=True))


def running_subjects(model: type[models.Model]) -> QuerySet[Case]:
    """Ids of subjects whose case is not over."""
    going_on = Case.objects.filter(state__in=[Case.State.RUNNING, Case.State.WAITING])
    return going_on.filter(subject_type=model._meta.label_lower).values("subject_id")


def subjects_with_file(model: type[models.Model], file: File) -> QuerySet[Case]:
    """Ids of the rows on whose timeline this file lies."""
    return Case.objects.filter(subject_type=model._meta.label_lower, entries__files=file).values("subject_id")


def files_on_timeline(subject: models.Model) -> QuerySet[Entry]:
    """Their ids; none before the case has begun."""
    of_subject = {"case__subject_type": subject._meta.label_lower, "case__subject_id": subject.pk}
    return Entry.objects.filter(**of_subject).exclude(files=None).values("files")


def people_on(activation: Activation, now: datetime) -> list[Person]:
    """Who took the work and still sits there, else everybody on its seats today."""
    if activation.claimed_by and holds(activation, units.seats_of(activation.claimed_by, local(now).date())):
        return [activation.claimed_by]
    return units.people_of(seats(activation), local(now).date())


def barred(case: Case, step: Step) -> set[int]:
    """People whom separation of duties keeps from this step."""
    found: set[int] = set()
    if "applicant" in step.not_by and "nguoi_nop" in case.context:
        found.add(case.context["nguoi_nop"][1])
    if not step.not_by:
        return found
    done = case.activations.filter(step__in=step.not_by, state=Activation.State.DONE).exclude(closed_by=None)
    return found | set(done.values_list("closed_by_id", flat=True))


def colleagues(activation: Activation, now: datetime) -> list[Person]:
    """To whom this work may be given: who sits there today and may finish it, but for who has it already."""
    step = definition_of(activation.case).step(activation.step)
    if activation.applicant or step.kind not in {"task", "consult"}:
        return []
    out = barred(activation.case, step) | {activation.claimed_by_id}
    return [one for one in units.people_of(seats(activation), local(now).date()) if one.pk not in out]


def unit_at_work(activation: Activation) -> Unit | None:
    """The unit of the step's first seat."""
    found = [unit_id for _role, unit_id, _person in activation.seats if unit_id]
    return Unit.objects.select_related("type").get(pk=found[0]) if found else None


def entitled(activation: Activation, people: list[Person]) -> int:
    """Who may vote today, and who could when they did and has left since: their ballots count."""
    left = activation.ballots.exclude(person__in=people).count()
    return len(people) + left


def has_voted(activation: Activation, person: Person) -> bool:
    return activation.ballots.filter(person=person).exists()


def chairs(activation: Activation, held: Seats) -> bool:
    """May somebody on these seats close the vote?"""
    return any(held.holds(Seat(role, unit, person)) for role, unit, person in activation.data.get("chair", []))


def counted_steps(*, since: date | None = None, below: Unit | None = None) -> QuerySet[Activation]:
    """Open steps whose deadline is being counted; `since`: those due on that day or later."""
    found = Activation.objects.filter(state=Activation.State.OPEN, minutes__gt=0, due_at__isnull=False)
    if since:
        found = found.filter(due_at__gte=datetime.combine(since, time(), VN))
    return found.filter(case__unit__path__startswith=below.path) if below else found


def moved_steps(rows: QuerySet[Activation], calendar_of: Callable[[int], WorkCalendar]) -> list[tuple[int, datetime]]:
    """Key and new deadline of those whose deadline is another by these calendars. One query for any number."""
    by_unit = defaultdict(list)
    for pk, unit, minutes, opened, due in rows.values_list(
        "pk", "case__unit_id", F("minutes") + F("paused_minutes"), Seconds("opened_at"), Seconds("due_at")
    ):
        by_unit[unit].append(Running(pk, moment(opened), minutes, moment(due)))
    return [pair for unit, running in by_unit.items() for pair in calendar_of(unit).moved(running)]
