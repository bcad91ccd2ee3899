"""What other apps read."""

from datetime import date, datetime

import pytest
from django.core.signals import request_finished, request_started
from django.db import transaction

from doanso.core.calendar import queries, services
from doanso.core.calendar.models import Day, Kind, Revision
from doanso.core.calendar.worktime import CUTOFF, OFFICE_WEEK, ZONE
from doanso.core.units.models import Unit
from doanso.lib import demo
from doanso.lib.errors import Refused

SATURDAYS = (*OFFICE_WEEK[:5], OFFICE_WEEK[0][:1], ())
LIBERATION = date(2026, 4, 30)


def test_empty_table_gives_plain_weeks(db, django_assert_num_queries):
    with django_assert_num_queries(3):  # no revision yet, then both tables
        calendar = queries.calendar_for(None)
    assert [calendar.is_working_day(date(2026, 1, day)) for day in range(1, 5)] == [True, True, False, False]
    assert calendar.version == 0


def test_seeded_table_counts_the_research_cases(seeded):
    calendar = queries.calendar_for(seeded.desk.pk)
    for case in demo.data("holidays_vn")["deadline_test_cases"]:
        received = datetime.fromisoformat(case["received"]).replace(tzinfo=ZONE)
        due = calendar.add_days(received, case["working_days"], cutoff=CUTOFF if case["cutoff_15h"] else None)
        assert f"{due:%Y-%m-%dT%H:%M}" == case["expected_due"]


def test_unsure_from_is_the_first_year_that_is_only_forecast(seeded):
    assert queries.calendar_for().unsure_from == date(2027, 1, 1)


def test_one_query_outside_a_request(seeded, django_assert_num_queries):
    first = queries.calendar_for(seeded.desk.pk)
    with django_assert_num_queries(1):
        assert queries.calendar_for(seeded.desk.pk) is first
    with django_assert_num_queries(1):
        assert queries.calendar_for() is first


@pytest.fixture
def in_a_request(monkeypatch):
    """Between the two signals that Django sends around a request, without its closing of the test's connection."""
    monkeypatch.setattr(request_started, "receivers", [])
    monkeypatch.setattr(request_finished, "receivers", [])
    request_started.connect(queries.begin_request)
    request_finished.connect(queries.forget)
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)


def test_no_query_when_the_request_asked_before(seeded, in_a_request, django_assert_num_queries):
    queries.calendar_for(seeded.desk.pk)
    with django_assert_num_queries(0):
        queries.calendar_for(seeded.desk.pk)
    request_finished.send(sender=None)
    with django_assert_num_queries(1):
        queries.calendar_for(seeded.desk.pk)


def test_request_that_changes_the_table_sees_its_change(seeded, in_a_request, now):
    assert not queries.calendar_for().is_working_day(LIBERATION)
    services.remove_day(day=LIBERATION, by=seeded.chief, now=now)
    assert queries.calendar_for().is_working_day(LIBERATION)


def test_change_that_was_rolled_back_is_not_remembered(seeded, now):
    given = {"kind": Kind.HOLIDAY, "name": "Thử", "by": seeded.chief, "now": now}
    with transaction.atomic():
        services.set_day(day=date(2026, 6, 1), **given)
        assert not queries.calendar_for().is_working_day(date(2026, 6, 1))
        transaction.set_rollback(True)
    services.set_day(day=date(2026, 6, 2), **given)  # gets the same number
    calendar = queries.calendar_for()
    assert calendar.version == 2
    assert (calendar.is_working_day(date(2026, 6, 1)), calendar.is_working_day(date(2026, 6, 2))) == (True, False)


def test_unit_inherits_from_the_nearest_above(seeded, now):
    services.set_hours(unit=seeded.commune, valid_from=date(2026, 3, 1), week=SATURDAYS, by=seeded.admin, now=now)
    services.set_day(
        day=date(2026, 3, 27), kind=Kind.HOLIDAY, name="Lễ hội", unit=seeded.commune, by=seeded.admin, now=now
    )
    here, beside = queries.calendar_for(seeded.desk.pk), queries.calendar_for(seeded.neighbour.pk)
    assert [here.is_working_day(day) for day in (date(2026, 3, 7), date(2026, 3, 27))] == [True, False]
    assert [beside.is_working_day(day) for day in (date(2026, 3, 7), date(2026, 3, 27))] == [False, True]
    assert queries.hours_in_force(seeded.desk, date(2026, 3, 1)) == (SATURDAYS, seeded.commune)
    assert queries.hours_in_force(seeded.desk, date(2026, 2, 28)) == (OFFICE_WEEK, None)
    assert queries.days_in_force(seeded.desk, date(2026, 3, 27), date(2026, 3, 27))[date(2026, 3, 27)].name == "Lễ hội"


def test_unit_that_moves_takes_its_rows_along(seeded, now):
    services.set_day(day=date(2026, 3, 27), kind=Kind.HOLIDAY, name="x", unit=seeded.commune, by=seeded.admin, now=now)
    Unit.objects.filter(pk=seeded.commune.pk).update(path="/T/T2/T1/")
    assert not queries.calendar_for(seeded.commune.pk).is_working_day(date(2026, 3, 27))


def test_unknown_unit_gets_everybodys_calendar(seeded):
    assert queries.calendar_for(10**9) is queries.calendar_for()


def test_makeup_day_of_one_unit(seeded, now):
    services.set_day(day=LIBERATION, kind=Kind.MAKEUP, name="Trực", unit=seeded.commune, by=seeded.admin, now=now)
    assert queries.calendar_for(seeded.desk.pk).is_working_day(LIBERATION)
    assert not queries.calendar_for(seeded.neighbour.pk).is_working_day(LIBERATION)
    with pytest.raises(Refused):
        services.remove_day(day=date(2026, 3, 5), unit=seeded.commune, by=seeded.admin, now=now)


def test_seed_fills_an_empty_table_once(seeded, now):
    assert (Day.objects.count(), services.seed(now=now)) == (62, 0)
    assert Revision.objects.get().number == 1
    Day.objects.filter(date=LIBERATION).delete()
    services.seed(now=now)
    assert not Day.objects.filter(date=LIBERATION).exists()
