"""The invented register gives exactly what the sources tell: counted, not stored."""

import time
from datetime import date

import pytest
from django.db import transaction
from tests.support.org import NOON

from doanso.core.units import demo as units_demo
from doanso.core.units.models import Unit
from doanso.features.staff import attributes, demo, reconciling
from doanso.features.staff.models import Employee
from doanso.features.staff.queries import counting, scopes

pytestmark = pytest.mark.django_db
AS_OF, TODAY = date(2024, 12, 31), NOON.date()
CPU = 0.5  # seconds for the figures of 1,585 people; measured 0.05


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once: the tests here only read."""
    with django_db_blocker.unblock():
        frame = transaction.atomic()
        frame.__enter__()
        units_demo.load(NOON)
        demo.load(NOON)
        yield
        transaction.set_rollback(True)
        frame.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _demo(_loaded, db):
    return None


def province() -> scopes.Scope:
    return scopes.scope(Unit.objects.get(code="CQ-UB"), TODAY)


def test_figures_of_the_sources_come_out():
    here = province()
    agencies = Unit.objects.filter(pk__in=counting.at_work(here, AS_OF).values("unit"))
    started = time.process_time()
    table = counting.breakdown(here, AS_OF, attributes.EDUCATION)
    key = counting.key_figures(here, AS_OF)
    counting.crossed(here, AS_OF, attributes.EDUCATION, attributes.BY_NAME["age"])
    counting.trend(here, counting.quarter_ends(2021, 2026, TODAY), attributes.EDUCATION)
    spent = time.process_time() - started

    assert [line.cells[0] for line in table.lines if line.counts[0]] == [(496, "31,3%"), (1060, "66,9%"), (29, "1,8%")]
    assert (key.staff, key.with_computer, key.computer_unknown) == (1585, 1585, 0)
    assert (agencies.filter(type="SO").count(), agencies.filter(type="PHONG").count()) == (20, 110)
    assert spent < CPU


def test_the_past_of_ended_agencies_counts_where_they_go_on():
    """The districts' offices, the departments that were merged: all of them, once, on every level."""
    here = province()
    by_agency = counting.by_agency(here, AS_OF)
    codes = dict(Unit.objects.values_list("pk", "code"))
    interior = Unit.objects.get(code="CQ-NV")
    before = counting.at_work(here, AS_OF).filter(unit__code__in=["CQ-NV-CU", "CQ-LDTBXH"]).count()

    assert sum(by_agency.values()) == 1585
    assert {codes[pk] for pk in by_agency if codes[pk].startswith("CQ-H")} == set()
    assert counting.key_figures(scopes.scope(interior, TODAY), AS_OF).staff == by_agency[interior.pk] == before > 0
    divided = (
        counting.at_work(here, AS_OF).filter(unit__path__regex="^/CQ-UB/CQ-H0[12]/").exclude(unit__code__endswith="TTr")
    )
    assert by_agency[here.unit.pk] == divided.count()


def test_the_trail_tells_the_same_and_loading_again_changes_nothing():
    before = Employee.objects.count()
    demo.load(NOON)
    assert (Employee.objects.count(), reconciling.register()) == (before, [])
