from datetime import UTC, datetime

import pytest

from doanso.core.audit import jobs, services
from doanso.core.audit.models import Event
from doanso.core.units.models import Role

pytestmark = pytest.mark.django_db


def test_every_night_the_heads_of_the_chains_are_written_down() -> None:
    services.record("test.event", Role(code="r"), by=None, now=datetime(2026, 11, 18, tzinfo=UTC), label="test")

    jobs.anchor(timestamp=0)

    written = Event.objects.get(kind="audit.anchor")
    assert sum(seq for seq, _hash in written.data["heads"].values()) == 1
    assert services.verify().problems == []
