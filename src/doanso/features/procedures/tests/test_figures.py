"""The figures behind reports: each column by hand, and against an oracle."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation
from tests.support.dossiers import add, at, done, publish

from doanso.features.procedures import figures
from doanso.features.procedures.models import Channel, Dossier, Rating, Status
from doanso.features.procedures.queries import dossiers
from doanso.lib.dates import local
from doanso.lib.shares import percent

pytestmark = pytest.mark.django_db

START, END = date(2026, 10, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def office():
    """Two fields: at the commune's desk and at the commune."""
    org = organisation.build()
    org.civil = publish("1.000001", org.desk, "Hộ tịch")
    org.land = publish("1.000002", org.commune, "Đất đai")
    return org


def only(org, start=START, end=END) -> dict[str, int]:
    rows = figures.dossiers(org.commune.pk, start, end, NOW)
    assert len(rows) == 1
    return {name: count for name, count in rows[0].items() if count and name not in {"unit_id", "field"}}


@pytest.mark.parametrize(
    ("submitted", "more", "expected"),
    [
        (at(1, 0), {}, {"online": 1, "overdue": 1}),
        (at(30, 23, month=9), {}, {"carried": 1, "overdue": 1}),
        (at(31, 23), {"due_at": at(9, month=11)}, {"online": 1, "in_time": 1}),
        (at(5), {"channel": Channel.COUNTER, "due_at": None}, {"counter": 1, "in_time": 1}),
        (at(5), {"channel": Channel.POST} | done(at(9)), {"post": 1, "early": 1}),
        (at(5, 8), done(at(10, 7)), {"online": 1, "on_time": 1}),
        (at(5, 8), done(at(10, 8)), {"online": 1, "on_time": 1}),
        (at(5, 8), done(at(10, 9)), {"online": 1, "late": 1}),
        (at(5), {"due_at": None} | done(at(30)), {"online": 1, "on_time": 1}),
        (at(5), done(at(1, 0, month=11)), {"online": 1, "overdue": 1}),
        (at(5), done(at(31, 23), Status.STOPPED), {"online": 1, "returned": 1}),
        (at(5), done(at(6), Status.NOT_RECEIVED), {"online": 1, "returned": 1}),
        (at(5, month=9), done(at(1, 0), Status.WITHDRAWN), {"carried": 1, "returned": 1}),
        (at(5), done(at(6), Status.FINISHED), {"online": 1, "early": 1}),
    ],
)
def test_each_dossier_stands_in_the_column_worked_out_by_hand(office, submitted, more, expected):
    add(office.civil, submitted, **more)

    assert only(office) == expected


def test_dossiers_before_and_after_the_period_are_not_counted(office):
    add(office.civil, at(1, 0, month=11))
    add(office.civil, at(5, month=9), **done(at(30, 23, month=9)))

    assert figures.dossiers(office.commune.pk, START, END, NOW) == []


def test_the_list_calls_early_what_the_report_calls_early(office):
    """Due on a Thursday at 17:00: done the evening before is early, done that morning is on time."""
    for ended in (at(14, 23), at(15, 7), at(15, 18)):
        add(office.civil, at(12), due_at=at(15, 17), **done(ended))
    timings = dossiers.with_timing(Dossier.objects.order_by("finished_at"), NOW).values_list("timing", flat=True)

    assert only(office) == {"online": 3, "early": 1, "on_time": 1, "late": 1}
    assert list(timings) == ["som", "dung", "tre"]


def test_a_running_period_looks_at_the_moment_not_at_the_day_s_end(office):
    add(office.civil, at(18, month=11), due_at=NOW + timedelta(hours=1))
    add(office.civil, at(18, month=11), due_at=NOW - timedelta(hours=1))

    assert only(office, date(2026, 11, 1), date(2026, 11, 20)) == {"online": 2, "in_time": 1, "overdue": 1}


def test_a_pause_counts_as_it_stood_at_the_period_s_end(office):
    from doanso.blocks.workflow.models import Case, Pause

    dossier = add(office.civil, at(5))
    case = Case.objects.create(
        version=office.civil.flow,
        subject_type="procedures.dossier",
        subject_id=dossier.pk,
        title="",
        url="/",
        unit=office.desk,
        started_at=at(5),
    )
    Pause.objects.create(case=case, started_at=at(20), ended_at=at(5, month=11))

    assert only(office) == {"online": 1, "paused": 1}
    assert only(office, START, date(2026, 11, 10)) == {"online": 1, "overdue": 1}


def moments(month: int):
    return st.integers(0, 60 * 24 * 45).map(
        lambda minutes: datetime(2026, month, 10, tzinfo=UTC) + timedelta(minutes=minutes)
    )


DOSSIERS = st.lists(
    st.tuples(
        moments(9),
        st.none() | moments(9),
        st.none() | moments(9),
        st.sampled_from(list(Channel)),
        st.sampled_from([Status.FINISHED, Status.RETURNED, Status.STOPPED, Status.WITHDRAWN, Status.NOT_RECEIVED]),
        st.booleans(),
    ),
    max_size=12,
)


def oracle(dossiers: list[Dossier], opened: datetime, closed: datetime) -> dict[str, int]:
    """The same counts, written out one dossier after the other."""
    counts = dict.fromkeys(
        [
            "online",
            "counter",
            "post",
            "carried",
            "early",
            "on_time",
            "late",
            "returned",
            "in_time",
            "overdue",
            "paused",
        ],
        0,
    )
    names = {Channel.ONLINE: "online", Channel.COUNTER: "counter", Channel.POST: "post"}
    for one in dossiers:
        if one.submitted_at >= closed or (one.finished_at and one.finished_at < opened):
            continue
        counts["carried" if one.submitted_at < opened else names[one.channel]] += 1
        if one.finished_at and one.finished_at < closed:
            if one.status in {3, 7, 8}:
                name = "returned"
            elif one.due_at and one.finished_at > one.due_at:
                name = "late"
            elif one.due_at and local(one.finished_at).date() < local(one.due_at).date():
                name = "early"
            else:
                name = "on_time"
        else:
            name = "overdue" if one.due_at and one.due_at < closed else "in_time"
        counts[name] += 1
    return counts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=DOSSIERS)
def test_counts_agree_with_an_oracle_and_add_up(office, drawn):
    with transaction.atomic():
        made = []
        for submitted, due, finished, channel, status, civil in drawn:
            more = done(finished, status) if finished and finished > submitted else {}
            made.append(add(office.civil if civil else office.land, submitted, channel=channel, due_at=due, **more))
        rows = figures.dossiers(office.commune.pk, START, END, NOW)
        whole = {name: sum(row[name] for row in rows) for name in oracle([], NOW, NOW)}
        transaction.set_rollback(True)

    assert whole == oracle(made, at(1, 0), at(1, 0, month=11))
    received = sum(whole[name] for name in ("online", "counter", "post", "carried"))
    assert received == sum(whole.values()) - received


def test_shares_have_a_denominator_and_no_data_is_not_zero(office):
    assert figures.in_good_time(office.commune.pk, START, END, NOW) == (0, 0)
    first = add(office.civil, at(5, 8), **done(at(9)))
    add(office.civil, at(5, 8), channel=Channel.COUNTER, **done(at(20)))
    add(office.civil, at(5, 8))
    Rating.objects.create(dossier=first, score=4, at=at(10))

    assert figures.in_good_time(office.commune.pk, START, END, NOW) == (1, 2)
    assert figures.online(office.commune.pk, START, END, NOW) == (2, 3)
    assert figures.content(office.commune.pk, START, END, NOW) == (1, 1)
    assert figures.content(office.commune.pk, START, date(2026, 10, 9), NOW) == (0, 0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [(0, 0, None), (0, 3, "0,0%"), (1, 3, "33,3%"), (2, 3, "66,7%"), (1, 2000, "0,1%"), (3, 3, "100,0%")],
)
def test_percent_rounds_half_up_and_keeps_silent_about_nothing(numerator, denominator, words):
    assert percent(numerator, denominator) == words
