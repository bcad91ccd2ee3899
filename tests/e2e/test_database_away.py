"""Ten whole seconds without the database while a contest runs: nothing acknowledged is lost, nobody has to help."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.features.contests import tokens
from doanso.features.contests.models import Event, What
from doanso.features.contests.queries import entrants
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import entrants as many
from doanso.features.contests.tests.hot import ticket
from doanso.features.contests.tests.test_killed import LOGGED
from doanso.features.contests.tokens import Pass
from tests.support import gate as gates
from tests.support.browser import PHONE
from tests.support.live import environment, kill_group

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
AWAY_S, ATTEMPTS, A_SECOND = 10, 900, 100


@pytest.fixture
def s(live: Any) -> Iterator[SimpleNamespace]:
    """A contest that runs, on a server of its own behind a door."""
    found = sample.running()
    now = timezone.now()
    found.round.opens_at, found.round.closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    found.round.save()
    found.port = free_port()
    found.url = f"http://127.0.0.1:{found.port}"
    env = environment(found.port, DOANSO_RATE_LIMITS="0", DOANSO_LOG_LEVEL="CRITICAL")
    with gates.before(env["DATABASE_URL"]) as (found.gate, url):
        command = [sys.executable, "-m", "doanso.config.server"]
        process = subprocess.Popen(command, env=env | {"DATABASE_URL": url}, start_new_session=True)
        try:
            wait_until_healthy(found.url, process=process)
            yield found
        finally:
            kill_group(process)


@contextmanager
def crowd(s: SimpleNamespace, people: list[Any]) -> Iterator[subprocess.Popen[str]]:
    """Takes part in a process of its own, and sends again what was refused for now."""
    settings = {"host": "127.0.0.1", "port": s.port, "prefix": "/cuoc-thi/truc/", "browsers": 24, "rate": A_SECOND}
    command = [sys.executable, "-m", "doanso.features.contests.bench_load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdin.write("\n".join([json.dumps(settings), *(ticket(s.round, one)["ticket"] for one in people)]))
            process.stdin.close()
            yield process
        finally:
            process.kill()


def asked(s: SimpleNamespace) -> dict[str, tuple[int, bool]]:
    """Of a saving, a page and the sign of life: the status, and whether it is said when to come again."""
    ends = tokens.milliseconds(timezone.now()) + 60_000
    own = tokens.write_pass(Pass(s.round.pk, s.entrant.pk, 1, ends - 900_000, ends))
    answers = {
        "save": httpx.post(f"{s.url}/cuoc-thi/truc/luu", json={"pass": own, "seq": 1, "answers": {}}, timeout=30),
        "page": httpx.get(f"{s.url}/cuoc-thi/thi-thu/", timeout=30),
        "health": httpx.get(f"{s.url}/healthz", timeout=30),
    }
    return {name: (one.status_code, "retry-after" in one.headers) for name, one in answers.items()}


def until_well(s: SimpleNamespace) -> None:
    deadline = time.monotonic() + 60
    while {status for status, _again in asked(s).values()} != {200}:
        assert time.monotonic() < deadline, asked(s)
        time.sleep(0.2)


def acknowledged(people: list[Any], told: dict[str, Any]) -> set[tuple[int, int]]:
    return {
        (people[number].pk, what)
        for what, numbers in zip(What.values, told["acknowledged"], strict=True)
        for number in numbers
    }


def logged(s: SimpleNamespace) -> set[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(LOGGED, [s.round.pk])
        return set(cursor.fetchall())


def on_the_paper(s: SimpleNamespace, browse: Any) -> Any:
    page = browse(PHONE, has_touch=True, is_mobile=True)
    name, value = entrants.cookie_name(s.contest), entrants.cookie_value(s.entrant)
    page.context.add_cookies([{"name": name, "value": value, "url": s.url}])
    page.goto(f"{s.url}/cuoc-thi/thi-thu/dot-1/lam-bai/")
    answer(page)
    page.get_by_text("Đã lưu").wait_for()
    return page


def answer(page: Any) -> None:
    """The question that is shown, and on to the next."""
    place = page.locator("[data-question]")
    box = place.locator("input").first
    box.fill("7") if box.get_attribute("type") in {"text", "number"} else box.check()
    page.locator("[data-next]").click()


@pytest.mark.parametrize("how", [gates.AS_IF_DOWN, gates.AS_IF_SILENT])
def test_ten_seconds_without_the_database_lose_nothing_that_was_acknowledged(s, browse, how) -> None:
    people = many(s.contest, ATTEMPTS)
    phone = on_the_paper(s, browse)
    with crowd(s, people) as browsers:
        while len(logged(s)) < 300:
            time.sleep(0.05)

        seen, began = Counter[tuple[str, tuple[int, bool]]](), time.monotonic()
        with s.gate.closed(how):
            before = phone.locator("[data-answered]").inner_text()
            answer(phone)
            while time.monotonic() - began < AWAY_S:
                if how == gates.AS_IF_DOWN:
                    seen.update(asked(s).items())
                phone.wait_for_timeout(200)
            meanwhile = phone.locator("[data-answered]").inner_text(), phone.locator("[data-banner]").is_visible()
            at_most = len(logged(s))
        until_well(s)
        phone.get_by_text("Đã lưu").wait_for()
        told = json.loads(browsers.stdout.read())

    browse.complaints.clear()  # the browser writes down each 503
    assert (before, *meanwhile) == ("Đã trả lời 1/12 câu", "Đã trả lời 2/12 câu", True)
    if how == gates.AS_IF_DOWN:
        assert set(seen) == {("save", (503, True)), ("page", (503, True)), ("health", (503, False))}
    assert at_most < 3 * ATTEMPTS
    assert (set(told["refused"]), told["retries"] > 0) == ({"503"}, True)
    sent = acknowledged(people, told)
    assert (len(sent), sent - logged(s)) == (3 * ATTEMPTS, set())
    newest = Event.objects.filter(entrant_id=s.entrant.pk, what=What.SAVE).order_by("-seq").first()
    assert len(json.loads(newest.data)["answers"]) == 2
