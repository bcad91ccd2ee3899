"""How a dossier begins: its number, once however often it is sent, and from when its time counts."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.procedures.models import CodeCounter, Dossier
from doanso.features.procedures.services import online
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON
from doanso.lib.dates import VN
from doanso.lib.errors import AlreadyDone

pytestmark = pytest.mark.django_db
DAY = "261118"


@pytest.fixture
def org():
    return office.build(cutoff=True)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=VN)


@pytest.mark.django_db(transaction=True)
def test_numbers_of_a_crowd_are_unique_and_gapless_for_each_office() -> None:
    org = office.build()
    ours, also_ours = org.version, office.publish(org.field_office, code="T-2")  # one commune, one prefix
    theirs = office.publish(org.neighbour, code="T-3")
    wanted = [ours, also_ours, theirs] * 4

    made = office.at_once(*(partial(office.submit, version) for version in wanted))

    numbers = sorted(dossier.code for dossier in made)
    assert numbers == [f"T99.1-{DAY}-{n:04d}" for n in range(1, 9)] + [f"T99.2-{DAY}-{n:04d}" for n in range(1, 5)]
    assert len({dossier.tracking for dossier in made}) == 12
    assert Counter(dossier.procedure.code for dossier in made) == {"T-1": 4, "T-2": 4, "T-3": 4}


def test_number_of_a_submission_that_failed_is_given_to_the_next(org) -> None:
    office.submit(org.version)
    with transaction.atomic():
        office.submit(org.version)
        transaction.set_rollback(True)

    assert office.submit(org.version).code == f"T99.1-{DAY}-0002"


def test_numbers_begin_anew_at_midnight_in_vietnam_and_go_on_past_four_digits(org) -> None:
    before, after = datetime(2026, 11, 18, 16, 59, tzinfo=UTC), datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
    codes = [office.submit(org.version, now=now).code for now in (before, before, after)]
    CodeCounter.objects.filter(day=before.date()).update(last=9999)

    assert codes == [f"T99.1-{DAY}-0001", f"T99.1-{DAY}-0002", "T99.1-261119-0001"]
    assert office.submit(org.version, now=before).code == f"T99.1-{DAY}-10000"


@pytest.mark.django_db(transaction=True)
def test_same_token_at_once_is_one_dossier_and_all_learn_which() -> None:
    org = office.build()
    told = office.at_once(*[partial(office.submit, org.version, once="dau-1", email="mai@nguoi-nop.vn")] * 6)

    dossier = Dossier.objects.get()
    repeated = [error for error in told if isinstance(error, AlreadyDone)]
    assert [(error.who, error.when) for error in repeated] == [(dossier.code, NOON)] * 5
    assert (dossier.code, dossier.filings.count()) == (f"T99.1-{DAY}-0001", 1)
    assert [event.kind for event in audit.of(dossier)] == ["procedures.submitted"]
    assert Notification.objects.filter(kind="procedures.submitted").count() == 1
    assert ProcrastinateJob.objects.filter(task_name="procedures.index").count() == 1
    assert office.submit(org.version, once="dau-2").code == f"T99.1-{DAY}-0002"


@pytest.mark.django_db(transaction=True)
def test_same_form_at_once_gives_everybody_the_first_dossier_and_one_of_them_its_key() -> None:
    org = office.build()
    handed = online.Handed({"ten_nguoi_nop": "Lò Thị Mai"}, (), "the-token-of-the-draft", {})
    made = office.at_once(*[partial(online.apply, version=org.version, handed=handed, by=None, now=NOON)] * 6)

    assert {submitted.dossier.pk for submitted in made} == {Dossier.objects.get().pk}
    assert sorted(bool(submitted.key) for submitted in made) == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("sent", "counted_from", "due"),
    [
        # The office works 7:00-11:30 and 13:30-17:00; three days are 24 hours of it. 20 November is a Friday.
        (at(18, 15, 0), at(18, 15), at(23, 15)),  # 2 h on Wednesday, 8 + 8, and 6 h on Monday
        (at(18, 15, 0, 59), at(18, 15), at(23, 15)),  # what stands on the slip counts, and it says 15:00
        (at(18, 15, 1), at(19, 7), at(23, 17)),
        (at(20, 14, 59), at(20, 14, 59), at(25, 14, 59)),
        (at(20, 15, 1), at(23, 7), at(25, 17)),
        (at(20, 23, 59), at(23, 7), at(25, 17)),
        (at(21, 10), at(23, 7), at(25, 17)),
        (at(18, 12), at(18, 13, 30), at(23, 11, 30)),  # at lunch; 3.5 h, 8 + 8, and 4.5 h on Monday morning
        (at(18, 5), at(18, 7), at(20, 17)),
    ],
)
def test_what_comes_after_15_00_counts_from_the_next_working_day(org, sent, counted_from, due) -> None:
    dossier = office.submit(org.version, now=sent)
    dossier.refresh_from_db()

    assert (dossier.submitted_at, dossier.counted_from) == (sent, counted_from)
    assert (dossier.due_at, dossier.promised_at) == (due, due)


def test_without_the_rule_the_evening_counts_too(org) -> None:
    version = office.publish(org.desk, code="T-2")

    dossier = office.submit(version, now=at(18, 16))
    assert (dossier.counted_from, dossier.due_at) == (at(18, 16), at(23, 16))


def test_day_off_after_a_late_submission_is_stepped_over(org) -> None:
    office.day_off((NOON + timedelta(days=1)).date(), org.admin, unit=org.commune)

    dossier = office.submit(org.version, now=at(18, 15, 1))
    assert (dossier.counted_from, dossier.due_at) == (at(20, 7), at(24, 17))
