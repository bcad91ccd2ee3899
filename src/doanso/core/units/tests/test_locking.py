"""Who waited for a row reads what is true now, also of what is joined to it."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from tests.support import live
from tests.support import org as organisation

from doanso.core.units import services
from doanso.core.units.models import Unit
from doanso.lib import locks

pytestmark = pytest.mark.django_db(transaction=True)
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def waited(call: Any) -> Any:
    try:
        with transaction.atomic():
            return call()
    finally:
        connection.close()


def test_who_waited_for_a_unit_sees_its_new_superior() -> None:
    org = organisation.build()
    calls = [
        lambda: locks.row(Unit.objects.select_related("parent"), org.branch.pk).parent,
        lambda: services.lock_units([org.branch.pk])[org.branch.pk].parent,
    ]
    with psycopg.connect(live.environment(8000)["DATABASE_URL"]) as other, ThreadPoolExecutor(2) as pool:
        other.execute("UPDATE units_unit SET parent_id = %s WHERE id = %s", [org.province.pk, org.branch.pk])
        waiting = [pool.submit(waited, call) for call in calls]
        deadline = time.monotonic() + 30
        with connection.cursor() as cursor:
            while cursor.execute(BLOCKED).fetchone()[0] < 2 and time.monotonic() < deadline:
                time.sleep(0.02)
        other.commit()

        assert [one.result(30) for one in waiting] == [org.province, org.province]
