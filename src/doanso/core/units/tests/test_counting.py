"""Sums of members that the database keeps: right after every kind of change, while others write, and put together."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.support import org as organisation
from tests.support.together import at_once

from doanso.core.units import queries, services
from doanso.core.units.models import Headcount, Membership, Unit

TODAY = organisation.NOON.date()
DAY = timedelta(days=1)
MAIN, ACTIVE, DEFERRED = Membership.Kind.MAIN, Membership.State.ACTIVE, Membership.State.DEFERRED


def counted(*units: Unit) -> dict[tuple[str, str], int]:
    where = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    found = queries.headcount(where, TODAY)
    rows = Membership.objects.filter(queries.valid(TODAY), unit__in=where)
    assert sum(found.values()) == rows.count()
    return found


@pytest.mark.django_db
def test_sums_follow_every_change_whoever_makes_it() -> None:
    org = organisation.build()
    first, second = Membership.objects.filter(unit=org.branch).order_by("pk")[:2]
    assert counted(org.branch, org.sister) == {(MAIN, ACTIVE): 5}

    Membership.objects.filter(pk=first.pk).update(state=DEFERRED)
    assert counted(org.branch) == {(MAIN, ACTIVE): 4, (MAIN, DEFERRED): 1}
    Membership.objects.filter(pk=first.pk).update(unit=org.sister)
    assert (counted(org.branch), counted(org.sister)) == ({(MAIN, ACTIVE): 4}, {(MAIN, DEFERRED): 1})
    second.delete()
    assert counted(org.branch) == {(MAIN, ACTIVE): 3}
    assert queries.miscounted() == []


@pytest.mark.django_db
def test_who_ends_later_still_counts_and_who_begins_later_not_yet() -> None:
    org = organisation.build()
    ending, over, coming = Membership.objects.filter(unit=org.branch).order_by("pk")[:3]
    Membership.objects.filter(pk=ending.pk).update(valid_to=TODAY)
    Membership.objects.filter(pk=over.pk).update(valid_to=TODAY - DAY)
    Membership.objects.filter(pk=coming.pk).update(valid_from=TODAY + DAY)
    assert counted(org.branch) == {(MAIN, ACTIVE): 3}


@pytest.mark.django_db
def test_folding_changes_no_sum_and_leaves_one_row_for_each() -> None:
    org = organisation.build()
    services.fold_headcounts()
    services.fold_headcounts()
    assert list(Headcount.objects.values_list("unit", "kind", "state", "number")) == [(org.branch.pk, MAIN, ACTIVE, 5)]
    Membership.objects.all().delete()
    services.fold_headcounts()
    assert not Headcount.objects.exists()


@pytest.mark.django_db
def test_a_wrong_sum_is_found() -> None:
    org = organisation.build()
    Headcount.objects.create(unit=org.sister, kind=MAIN, state=ACTIVE, number=1)
    assert queries.miscounted() == [(org.sister.pk, MAIN, ACTIVE)]


@pytest.mark.django_db(transaction=True)
def test_many_join_one_branch_while_sums_are_put_together() -> None:
    org = organisation.build()
    people = [organisation.person(f"Lê Văn {number}") for number in range(6)]

    def join(number: int) -> None:
        if number % 3 == 2:
            services.fold_headcounts()
        else:
            services.admit(person=people[number], unit=org.sister, since=TODAY, by=None, now=organisation.NOON)
        connection.close()

    at_once(*(lambda number=number: join(number) for number in range(6)))
    assert counted(org.sister) == {(MAIN, ACTIVE): 4}
    assert queries.miscounted() == []
