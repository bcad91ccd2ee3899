"""What would become of running cases under another version of their flow: told in words, nothing is changed."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from doanso.blocks.workflow.changes import Placed, step_changes
from doanso.blocks.workflow.definition import Definition, of_version
from doanso.blocks.workflow.models import Activation, Ballot, Case, FlowVersion
from doanso.core.calendar.worktime import WorkCalendar
from doanso.lib import rows

CalendarOf = Callable[[int], WorkCalendar]
FOR_PEOPLE = {"task", "consult", "vote"}


@dataclass(frozen=True)
class Facts:
    """A case with everything that a move depends on; `ballots` counts by the open vote's id."""

    case: Case
    rows: tuple[Activation, ...]
    ballots: Mapping[int, int]

    @property
    def open(self) -> tuple[Activation, ...]:
        return tuple(row for row in self.rows if row.state == Activation.State.OPEN)


@dataclass(frozen=True)
class Plan:
    """`reasons` why the case cannot move; `remarks` on what changes for it. `stamp` tells one plan from another."""

    case: Case
    target: FlowVersion
    placed: tuple[Placed, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    stamp: str = ""


def facts(model: type[models.Model], subject_ids: Iterable[int]) -> dict[int, Facts]:
    """By the id of the row that the case runs over. Three queries for any number."""
    found = Case.objects.filter(subject_type=model._meta.label_lower, subject_id__in=list(subject_ids))
    return {known.case.subject_id: known for known in _facts(list(found))}


def facts_of(case: Case) -> Facts:
    return _facts([case])[0]


def _facts(cases: list[Case]) -> list[Facts]:
    of_case: dict[int, list[Activation]] = defaultdict(list)
    steps = "workflow_activation.case_id = ANY(%s) ORDER BY workflow_activation.opened_at, workflow_activation.id"
    for row in rows.select(Activation, steps, [case.pk for case in cases], related=("claimed_by",)):
        of_case[row.case_id].append(row)
    cast = _ballots([row.pk for case in cases for row in of_case[case.pk] if _is_open_vote(case, row)])
    return [Facts(case, tuple(of_case[case.pk]), cast.get(case.pk, {})) for case in cases]


def _is_open_vote(case: Case, row: Activation) -> bool:
    return row.state == Activation.State.OPEN and of_version(case.version_id).step(row.step).kind == "vote"


def _ballots(open_steps: list[int]) -> dict[int, dict[int, int]]:
    """By case and by vote, as far as anybody has voted."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    if not open_steps:
        return found
    cast = Ballot.objects.filter(activation__in=open_steps).values_list("activation__case_id", "activation")
    for case, vote, number in cast.annotate(n=Count("pk")):
        found[case][vote] = number
    return found


def plan(known: Facts, target: FlowVersion, mapping: Mapping[str, str], calendar_of: CalendarOf) -> Plan:
    """`mapping` says which step of the new version stands for one that it lacks: {old key: new key}."""
    case, new = known.case, of_version(target.pk)
    keys = _keys(known, new, mapping)
    if case.state not in {Case.State.RUNNING, Case.State.WAITING}:
        return Plan(case, target, reasons=(_("It has already ended."),))
    placed, reasons, remarks = _place(known, new, keys, calendar_of)
    if not reasons:
        remarks += _along_the_way(known, new, keys)
    return Plan(case, target, placed, keys, tuple(reasons), tuple(remarks), _stamp(known, target, keys))


def _keys(known: Facts, new: Definition, mapping: Mapping[str, str]) -> dict[str, str]:
    """For each step that the case has passed or stands at: its key in the new version; none is empty."""
    there = new.by_key()
    wanted = {row.step: row.step if row.step in there else mapping.get(row.step, "") for row in known.rows}
    return {old: key if key in there else "" for old, key in wanted.items()}


def _place(
    known: Facts, new: Definition, keys: Mapping[str, str], calendar_of: CalendarOf
) -> tuple[tuple[Placed, ...], list[str], list[str]]:
    old, placed, reasons, remarks = of_version(known.case.version_id), [], [], []
    for key in dict.fromkeys(row.step for row in known.open):
        before = old.step(key)
        if not keys[key]:
            reasons.append(
                _("The new version has no step “%(step)s”: choose which one stands for it.") % _named(before)
            )
            continue
        branches = tuple(row for row in known.rows if row.step == key)
        one = Placed(known.case, branches, before, new.step(keys[key]), (old, new), known.ballots, keys)
        placed.append(one)
        why, told = step_changes(one, calendar_of)
        reasons += why
        remarks += told
    return tuple(placed), reasons, remarks


def _named(step: Any) -> dict[str, str]:
    return {"step": step.name}


def _along_the_way(known: Facts, new: Definition, keys: Mapping[str, str]) -> list[str]:
    """Steps done that are gone, steps that are new and lie behind."""
    old, told = of_version(known.case.version_id).by_key(), []
    done = {row.step for row in known.rows if row.state == Activation.State.DONE}
    gone = [old[key].name if key in old else key for key in old.keys() | done if key in done and not keys[key]]
    if gone:
        told.append(_("Done already, and not in the new version: %(steps)s. What it brought stays.") % _list(gone))
    behind = skipped(known, new, keys)
    if behind:
        told.append(_("New, and already behind this dossier, so not done: %(steps)s.") % _list(behind))
    return told


def skipped(known: Facts, new: Definition, keys: Mapping[str, str]) -> list[str]:
    """Names of the new version's steps that this case has not done and does not come to."""
    standing = {keys[row.step] for row in known.open}
    passed = {keys[row.step] for row in known.rows}
    reached = ahead(new, standing) | passed
    return [step.name for step in new.steps if step.kind in FOR_PEOPLE and step.key not in reached]


def ahead(definition: Definition, keys: Iterable[str]) -> set[str]:
    """Keys of these steps and of all that may follow them; returns are not followed."""
    steps, seen, waiting = definition.by_key(), set(), list(keys)
    while waiting:
        key = waiting.pop()
        if key in steps and key not in seen:
            seen.add(key)
            waiting += steps[key].targets()
    return seen


def _list(names: Iterable[str]) -> dict[str, str]:
    return {"steps": ", ".join(f"“{name}”" for name in sorted(names))}


def _stamp(known: Facts, target: FlowVersion, keys: Mapping[str, str]) -> str:
    """Of what the plan rests on, without words, so that it is the same in every language."""
    steps = [[row.pk, row.state, row.step] for row in known.rows]
    text = json.dumps([known.case.version_id, known.case.state, target.pk, steps, sorted(keys.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def usual_steps(version: FlowVersion) -> list[tuple[str, str]]:
    """Keys and names of the steps that people do, in the order of the table."""
    return [(step.key, step.name) for step in of_version(version.pk).steps if step.kind in FOR_PEOPLE]


def steps_missing(model: type[models.Model], subjects: Any, target: FlowVersion) -> list[tuple[str, str, int]]:
    """Key, name and number of cases of each step that people do or did there and that the target lacks. One query."""
    there = of_version(target.pk).by_key()
    worked_on = Q(state=Activation.State.OPEN) | Q(state=Activation.State.DONE, closed_by__isnull=False)
    found = Activation.objects.filter(
        worked_on, case__subject_type=model._meta.label_lower, case__subject_id__in=subjects
    ).exclude(step__in=there)
    counted = found.order_by("step").values_list("step").annotate(n=Count("case", distinct=True), name=Max("name"))
    return list(counted.values_list("step", "name", "n"))
