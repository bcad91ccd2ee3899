"""Decided changes that wait for their day and name somebody."""

from doanso.features.organisation.models import Change


def plans_of(person: int) -> list[int]:
    waiting = Change.objects.filter(state=Change.State.DECIDED).order_by("pk")
    return [
        change.pk for change in waiting if any(person in (one["people"] or ()) for one in change.plan.get("passes", ()))
    ]
