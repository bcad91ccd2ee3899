"""What is past its time goes, each rule by itself, and the page shows what went."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from tests.support import org as organisation

from doanso.core.audit.models import Event
from doanso.core.privacy import jobs, queries, services
from doanso.core.privacy.models import Viewing
from doanso.core.privacy.tests.support import browser, build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("setting", "gone_after"), [(730, 730), (1, 365)])
def test_viewings_go_after_two_years_and_never_within_the_first(settings, setting, gone_after):
    settings.KEEP_VIEWINGS_DAYS = setting
    now, reader = timezone.now(), organisation.person("Một")
    for number, days in enumerate((gone_after - 1, gone_after + 1, gone_after + 2)):
        at = now - timedelta(days=days)
        services.viewed(reader=reader, subject=f"NS{number}", place="staff.record", now=at)

    assert services.clear("privacy.viewings", now=now) == 2
    assert list(Viewing.objects.values_list("subject", flat=True)) == ["NS0"]


def test_each_run_is_counted_audited_and_shown():
    o, now = build(), timezone.now()
    for _each in range(3):
        SessionStore().create()
    Session.objects.update(expire_date=now - timedelta(minutes=1))

    removed = [services.clear("accounts.sessions", now=now + timedelta(days=day)) for day in (0, 1)]

    rules = browser(o.keeper).get("/du-lieu-ca-nhan/thoi-han-luu/").context["rules"]
    told = {rule.name: (keeps, done.removed, done.total) for rule, keeps, done in rules if done}
    trail = Event.objects.filter(kind="privacy.cleared").order_by("pk")
    assert (removed, told) == ([3, 0], {"accounts.sessions": ("12 giờ", 0, 3)})
    assert [event.data for event in trail] == [
        {"rule": "accounts.sessions", "removed": 3},
        {"rule": "accounts.sessions", "removed": 0},
    ]


def test_every_night_every_rule_is_done():
    jobs.clear_all(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'rule' FROM procrastinate_jobs WHERE task_name = 'privacy.clear'")
        waiting = [rule for (rule,) in cursor.fetchall()]
    for rule in waiting:
        jobs.clear(rule=rule)

    rules = queries.clearings()
    kept = {rule.name: keeps for rule, keeps, _done in rules}
    assert [rule.name for rule, _keeps, done in rules if done is None] == []
    assert [kept[name] for name in ("eforms.drafts", "intake.batches", "privacy.viewings")] == [
        "30 ngày",
        "30 ngày",
        "2 năm",
    ]
