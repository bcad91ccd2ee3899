from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from doanso.features.contests.models import Event, What
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import during, send, ticket


@pytest.fixture
def s(transactional_db) -> SimpleNamespace:
    """A round that runs now."""
    found = sample.running()
    now = timezone.now()
    found.round.opens_at, found.round.closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    found.round.save()
    return found


def test_start_save_and_hand_in(s):
    async def go(hot):
        status, begun = await send(hot, "bat-dau", ticket(s.round, s.entrant))
        assert status == 200, begun
        saved = await send(hot, "luu", {"pass": begun["pass"], "seq": 1, "answers": {"0": 2}})
        done = await send(hot, "nop", {"pass": begun["pass"], "seq": 2, "answers": {"0": 1, "3": "Hà Nội"}, "guess": 7})
        return begun, saved, done

    begun, saved, done = during(go)
    assert (begun["seq"], begun["answers"], len(begun["paper"]["questions"])) == (0, {}, 12)
    assert begun["ends"] - begun["started"] == 15 * 60_000
    assert (saved[0], saved[1]["seq"], done[0], done[1]["done"]) == (200, 1, 200, True)
    events = Event.objects.filter(round_id=s.round.pk).order_by("id").values_list("what", "seq", "data")
    assert list(events) == [
        (What.START, 0, f'{{"ends":{begun["ends"]}}}'),
        (What.SAVE, 1, '{"answers":{"0":2}}'),
        (What.SUBMIT, 2, '{"answers":{"0":1,"3":"H\\u00e0 N\\u1ed9i"},"guess":7}'),
    ]
