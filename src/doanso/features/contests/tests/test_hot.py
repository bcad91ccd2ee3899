import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from doanso.features.contests import tokens
from doanso.features.contests.hot import statements
from doanso.features.contests.hot.app import Hot, database
from doanso.features.contests.models import Attempt, Contest, Entrant, Event, Round, State, What
from doanso.features.contests.papers import compose
from doanso.features.contests.queries.pools import pool_of
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import during, entrants, send, ticket
from doanso.features.contests.tokens import Pass

MANY = 10_000


@pytest.fixture
def s(transactional_db) -> SimpleNamespace:
    """A round that runs now, with two attempts for each."""
    found = sample.running()
    now = timezone.now()
    move(found.round, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1), attempts=2)
    return found


def move(round: Round, **values: Any) -> None:
    Round.objects.filter(pk=round.pk).update(**values)
    round.refresh_from_db()


def events(round: Round) -> list[tuple[int, int, str]]:
    return list(Event.objects.filter(round_id=round.pk).order_by("id").values_list("what", "seq", "data"))


def test_start_save_and_hand_in(s):
    """Whatever a browser says of its clock counts for nothing."""

    async def go(hot):
        status, begun = await send(hot, "bat-dau", ticket(s.round, s.entrant) | {"now": 5, "started": 5})
        assert status == 200, begun
        saved = await send(hot, "luu", {"pass": begun["pass"], "seq": 1, "answers": {"0": 2}, "at": 5})
        done = await send(hot, "nop", {"pass": begun["pass"], "seq": 2, "answers": {"3": "Hà \ud800\0"}, "guess": 7})
        return begun, saved, done

    before = timezone.now() - timedelta(milliseconds=1)
    begun, saved, done = during(go)
    after = timezone.now()
    paper = compose(pool_of(s.round), secret=bytes(s.round.secret), entrant_id=s.entrant.pk, number=1)
    assert (begun["seq"], begun["answers"], begun["paper"]) == (0, {}, paper.shown())
    assert begun["ends"] - begun["started"] == 15 * 60_000
    assert (saved[0], saved[1]["seq"], done[0], done[1]["done"]) == (200, 1, 200, True)
    assert events(s.round) == [
        (What.START, 0, f'{{"ends":{begun["ends"]}}}'),
        (What.SAVE, 1, '{"answers":{"0":2}}'),
        (What.SUBMIT, 2, '{"answers":{"3":"H\\u00e0 \\ud800\\u0000"},"guess":7}'),
    ]
    assert all(before <= at <= after for at in Event.objects.filter(round_id=s.round.pk).values_list("at", flat=True))
    attempt = Attempt.objects.get()
    assert tokens.milliseconds(attempt.started_at) == begun["started"]
    assert tokens.milliseconds(attempt.last_at) == begun["ends"]


def test_starting_again_gives_the_same_paper_no_more_time_and_what_was_saved(s):
    async def go(hot):
        other = Hot()  # another process, or another machine
        try:
            asked = [send(app, "bat-dau", ticket(s.round, s.entrant)) for app in (hot, hot, other)]
            first = await asyncio.gather(*asked)
            token = first[0][1]["pass"]
            for seq, answers in ((3, {"0": 3}), (2, {"0": 2})):
                await send(hot, "luu", {"pass": token, "seq": seq, "answers": answers})
            again = await send(other, "bat-dau", ticket(s.round, s.entrant))
            await send(hot, "nop", {"pass": token, "seq": 4, "answers": {}})
            return first, again, await send(other, "bat-dau", ticket(s.round, s.entrant))
        finally:
            await other.finish()

    first, again, over = during(go)
    same = [(status, told["pass"], told["started"], told["ends"], told["paper"]) for status, told in [*first, again]]
    assert (same[0][0], same) == (200, [same[0]] * 4)
    assert (again[1]["seq"], again[1]["answers"]) == (3, {"0": 3})
    assert (over[0], over[1]["error"]) == (410, "over")
    assert Attempt.objects.count() == 1
    firsts = [data for what, _seq, data in events(s.round) if what == What.START and data != "{}"]
    assert firsts == [f'{{"ends":{same[0][3]}}}']


def test_time_is_over_when_the_server_says_so(s):
    """The end of the round, too, ends an attempt; only what is handed in has a few seconds of grace."""
    now = timezone.now()
    move(s.round, closes_at=now + timedelta(minutes=3))
    running, late, gone = (given(s, ago) for ago in (-60_000, 5_000, 11_000))

    async def go(hot):
        begun = await send(hot, "bat-dau", ticket(s.round, s.entrant))
        sheet = {"seq": 1, "answers": {}}
        ways = [(name, token) for token in (running, late, gone) for name in ("luu", "nop")]
        return begun, [(await send(hot, name, {"pass": token} | sheet))[0] for name, token in ways]

    begun, statuses = during(go)
    assert begun[1]["ends"] == tokens.milliseconds(s.round.closes_at)
    assert statuses == [200, 200, 410, 200, 410, 410]


def given(s: SimpleNamespace, over_for: int) -> str:
    """The pass of an attempt that ended so many milliseconds ago."""
    ends = tokens.milliseconds(timezone.now()) - over_for
    return tokens.write_pass(Pass(s.round.pk, s.entrant.pk, 1, ends - 900_000, ends))


def test_what_is_refused_and_how_it_is_said(s, settings):
    settings.RATE_LIMITS = True
    good, nobody = ticket(s.round, s.entrant), ticket(s.round, Entrant(pk=10**9))
    token, sheet = given(s, -60_000), {"seq": 1, "answers": {}}
    asked = [
        ("bat-dau", b"{", 400, "form"),
        ("bat-dau", b"[" * 9000, 400, "form"),
        ("bat-dau", [], 400, "form"),
        ("bat-dau", {"ticket": 7}, 400, "form"),
        ("bat-dau", {"ticket": good["ticket"][:-1] + "A"}, 401, "ticket"),
        ("bat-dau", {"ticket": token}, 401, "ticket"),
        ("bat-dau", ticket(s.round, s.entrant, 3), 401, "ticket"),
        ("bat-dau", ticket(Round(pk=10**9), s.entrant), 401, "ticket"),
        ("bat-dau", nobody, 401, "ticket"),
        ("luu", {"pass": good["ticket"]} | sheet, 401, "ticket"),
        ("luu", {"pass": token, "seq": "1", "answers": {}}, 400, "form"),
        ("luu", {"pass": token, "seq": True, "answers": {}}, 400, "form"),
        ("luu", {"pass": token, "seq": 1, "answers": []}, 400, "form"),
        ("nop", {"pass": token, "guess": -1} | sheet, 400, "form"),
        ("luu", b" " * 65_537, 413, "form"),
        ("cham", {}, 404, "form"),
    ]

    async def go(hot):
        found = [(name, body, *await send(hot, name, body)) for name, body, *_rest in asked]
        got = await send(hot, "luu", {}, method="GET")
        many = [(await send(hot, "luu", {"pass": given(s, -60_000)} | sheet))[0] for _turn in range(12)]
        return [(name, body, status, told["error"]) for name, body, status, told in found], got, many

    found, got, many = during(go)
    assert (found, got[0]) == (asked, 405)
    assert set(many) == {200, 429}
    assert many[:1] == [200]
    assert sum(what == What.START for what, *_rest in events(s.round)) == 0


def test_a_round_is_entered_only_while_it_is_open(s):
    now = timezone.now()

    def asked() -> tuple[int, dict[str, Any]]:
        return during(lambda hot: send(hot, "bat-dau", ticket(s.round, s.entrant)))

    move(s.round, opens_at=now + timedelta(minutes=1))
    status, told = asked()
    assert (status, told["error"], told["opens"]) == (425, "early", tokens.milliseconds(s.round.opens_at))
    assert told["message"] == "Đợt thi chưa mở."
    move(s.round, opens_at=now - timedelta(hours=2), closes_at=now - timedelta(seconds=1))
    assert asked()[1]["error"] == "closed"
    move(s.round, closes_at=now + timedelta(hours=1))
    Contest.objects.update(state=State.CANCELLED)
    assert asked()[0] == 401


def test_what_nobody_asked_for_a_while_is_read_again_before_it_is_used(s):
    """As if the first had waited for the opening yesterday, and the questions were fixed anew since."""

    async def go(hot):
        known = await hot.rounds.get(s.round.pk)
        known.closes = 0
        at_once = await send(hot, "bat-dau", ticket(s.round, s.entrant))
        hot.rounds.read_at[s.round.pk] -= 16
        return at_once[1]["error"], (await send(hot, "bat-dau", ticket(s.round, s.entrant)))[0]

    assert during(go) == ("closed", 200)


class Counted(psycopg.AsyncCursor[Any]):
    """Remembers what was asked."""

    said: list[str] = []

    async def execute(self, query: Any, *args: Any, **more: Any) -> Any:
        self.said.append(str(query).split()[0])
        return await super().execute(query, *args, **more)

    def copy(self, statement: Any, *args: Any, **more: Any) -> Any:
        self.said.append(str(statement).split()[0])
        return super().copy(statement, *args, **more)


def test_what_nobody_foresaw_refuses_a_batch_and_not_those_after_it(s, monkeypatch, caplog):
    good, write = ticket(s.round, s.entrant), statements.write

    async def fail(*_given: Any) -> None:
        raise KeyError("unforeseen")

    async def go(hot):
        monkeypatch.setattr(statements, "write", fail)
        first = await send(hot, "bat-dau", good)
        monkeypatch.setattr(statements, "write", write)
        while hot.writer.away:
            await asyncio.sleep(0.02)
        return first[0], (await send(hot, "bat-dau", good))[0]

    assert during(go) == (503, 200)
    assert "unforeseen" in caplog.text


def test_ten_thousand_start_at_once_and_few_statements_make_it_durable(s):
    """Whoever is told to come again does. Saving and handing in read nothing."""
    everybody = entrants(s.contest, MANY)
    Counted.said.clear()

    async def go(hot):
        hot.writer.connect = lambda: database() | {"cursor_factory": Counted}
        waiting, passes, turns = everybody, [], 0
        while waiting:
            turns += 1
            answers = await asyncio.gather(*(send(hot, "bat-dau", ticket(s.round, one)) for one in waiting))
            passes += [told["pass"] for status, told in answers if status == 200]
            waiting = [one for one, (status, _told) in zip(waiting, answers, strict=True) if status == 503]
        starts = list(Counted.said)
        sheets = [{"pass": token, "seq": 1, "answers": {"0": 1}} for token in passes[:2000]]
        statuses = [
            {status for status, _told in await asyncio.gather(*(send(hot, name, sheet) for sheet in sheets))}
            for name in ("luu", "nop")
        ]
        return turns, starts, statuses, Counted.said[len(starts) :]

    turns, starts, statuses, others = during(go)
    assert (turns > 1, statuses) == (True, [{200}, {200}])
    assert Attempt.objects.filter(round=s.round).values("entrant").distinct().count() == MANY
    assert (set(starts), set(others)) == ({"INSERT", "COPY"}, {"COPY"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, count(*), count(DISTINCT xact) FROM contests_event WHERE round_id = %s "
                       "GROUP BY 1 ORDER BY 1", [s.round.pk])  # fmt: skip
        counts = cursor.fetchall()
    assert [(what, number) for what, number, _commits in counts] == [(1, MANY), (2, 2000), (3, 2000)]
    assert sum(commits for *_rest, commits in counts) == starts.count("INSERT") + len(others)
    assert starts.count("INSERT") <= MANY / 100
    assert len(others) <= 4000 / 100
