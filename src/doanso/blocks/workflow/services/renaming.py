"""Steps and cases that name somebody by key, when two records of one human being become one."""

from doanso.blocks.workflow.models import Activation, Case
from doanso.lib import rows

NAMED = 'strict $.* ? (@[0] == "person" && @[1] == {person:d})'


def steps_of(person: int) -> list[int]:
    """Open steps that are given to this person by name."""
    found = Activation.objects.filter(state=Activation.State.OPEN, seats__contains=[[person]])
    return [pk for pk, seats in found.values_list("pk", "seats") if any(seat[2] == person for seat in seats)]


def rename_in_steps(keys: list[int], old: int, new: int) -> list[int]:
    changed = []
    for row in Activation.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
        named = {seat[2] for seat in row.seats}
        if old in named and new not in named:
            row.seats = [[role, unit, new if person == old else person] for role, unit, person in row.seats]
            rows.update(row, "seats")
            changed.append(row.pk)
    return changed


def cases_of(person: int) -> list[int]:
    """Cases under way whose variables name this person, such as the applicant."""
    running = Case.objects.filter(state__in=[Case.State.RUNNING, Case.State.WAITING])
    named = running.extra(where=["jsonb_path_exists(context, %s)"], params=[NAMED.format(person=person)])
    return list(named.order_by("pk").values_list("pk", flat=True))


def rename_in_cases(keys: list[int], old: int, new: int) -> list[int]:
    before, after = ["person", old], ["person", new]
    changed = []
    for case in Case.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        if before in case.context.values() and after not in case.context.values():
            case.context = {name: after if kept == before else kept for name, kept in case.context.items()}
            rows.update(case, "context")
            changed.append(case.pk)
    return changed
