"""Mergers beside what others do at the same moment: nobody waits for ever, nothing is lost, nothing is done twice."""

import pytest
from tests.support.org import NOON

from doanso.blocks.intake import services as intake
from doanso.blocks.intake.tests import making
from doanso.blocks.workflow import queries as workflow
from doanso.core.units import services as unit_services
from doanso.core.units.models import Membership, Unit
from doanso.features.organisation import queries, services
from doanso.features.organisation.models import Change
from doanso.features.organisation.tests.test_merger import DAY, TASK, agrees, build, merge
from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.tests import office
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_mergers_crosswise_leave_one_unit():
    org = build()
    told = {"effective": DAY, "decision": "QĐ 12", "keep": frozenset(), "by": org.admin, "now": NOON}

    def go(unit: Unit, into: Unit):
        seen = queries.preview(unit, into, DAY, frozenset(), NOON).fingerprint
        return lambda: services.merge(unit=unit, into=into, seen=seen, **told)

    results = office.at_once(go(org.branch, org.sister), go(org.sister, org.branch))
    assert sorted(type(one).__name__ for one in results) == ["Change", "Refused"]
    standing = Unit.objects.get(code__in=["T-CD", "T-CD2"], valid_to=None)
    assert Membership.objects.filter(unit=standing, valid_to=None).count() == 5
    assert Change.objects.count() == 1


def test_spreadsheet_that_is_written_while_a_branch_of_it_merges_is_written_whole_or_looked_at_again():
    org = build()
    rows = [(f"Người Mới {n}", f"01/02/200{n}", f"0012050000{n:02}", "T-CD") for n in range(5)]
    batch = making.previewed(org.base_secretary, org.base, rows)
    intake.confirm(batch_id=batch.pk, without_refused=False, by=org.base_secretary, now=NOON)

    results = office.at_once(lambda: intake.work(batch_id=batch.pk, now=NOON), lambda: merge(org))
    assert [type(one).__name__ for one in results] == ["int", "Change"]
    services.catch_up(change_id=results[1].pk, now=NOON)
    batch.refresh_from_db()
    if batch.state == "ready":  # its rows mean the other branch now
        intake.confirm(batch_id=batch.pk, without_refused=False, by=org.base_secretary, now=NOON)
        intake.work(batch_id=batch.pk, now=NOON)

    found = Membership.objects.filter(person__full_name__startswith="Người Mới", valid_to=None)
    assert sorted(found.values_list("person__full_name", "unit__code")) == [(row[0], "T-CD2") for row in rows]
    assert agrees() == []


def test_dossier_that_moves_and_member_that_comes_while_units_merge():
    org = build()
    version = office.publish(org.branch, code="T-7", kind="DOAN", flow={"steps": TASK})
    dossier = office.submit(version)
    results = office.at_once(
        lambda: office.act(dossier, org.secretary),
        lambda: merge(org),
        lambda: unit_services.admit(person=org.stranger, unit=org.branch, since=DAY, by=None, now=NOON),
        lambda: office.submit(version),
    )
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused | Forbidden)] == []
    change = Change.objects.get()
    services.catch_up(change_id=change.pk, now=NOON)

    assert set(Dossier.objects.values_list("unit", flat=True)) == {org.sister.pk}
    asked = [step for one in Dossier.objects.all() for step in workflow.open_steps(workflow.case_of(one))]
    assert {unit for step in asked for _role, unit, _person in step.seats} == {org.sister.pk}
    assert Membership.objects.filter(unit=org.branch, valid_to=None).count() == 0
    for one in Dossier.objects.all():
        while Dossier.objects.get(pk=one.pk).status != Status.RETURNED:
            office.act(one, org.sister_secretary)
    assert agrees() == []
