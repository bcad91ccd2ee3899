import asyncio
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from tests.support.live import environment, kill_group

from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.config.pages import BUSY_DIGEST, BUSY_STYLE, LONGEST_LINE, Pages, client


def ask(application, path: str) -> list[dict]:
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "path": path, "headers": [], "method": "GET", "client": ("127.0.0.1", 1)}
    run(application(scope, receive, send))
    return sent


def run(answer: Coroutine) -> None:
    """On a thread of its own: a browser's test before this one leaves a loop running on ours."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, answer).result()


@pytest.mark.django_db
def test_healthz_says_when_the_database_is_away():
    from doanso.config.health import Health

    assert ask(Health(), "/healthz")[0]["status"] == 200
    host = settings.DATABASES["default"]["HOST"]
    settings.DATABASES["default"]["HOST"] = "/nowhere"
    try:
        answer = ask(Health(), "/healthz")
    finally:
        settings.DATABASES["default"]["HOST"] = host
    assert (answer[0]["status"], answer[1]["body"]) == (503, b"database is away\n")


def test_client_is_the_last_address_that_our_own_proxy_wrote(settings):
    scope = {"client": ("10.0.0.1", 5), "headers": [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9")]}
    assert client(scope) == ("10.0.0.1", 5)
    settings.BEHIND_PROXY = True
    assert client(scope) == ("203.0.113.9", 0)
    assert client({"client": ("10.0.0.1", 5), "headers": []}) == ("10.0.0.1", 5)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sigterm_lets_a_running_request_finish(tmp_path):
    """The page waits for a lock that we hold; the server is told to stop meanwhile, and answers all the same."""
    port = free_port()
    env = environment(port)
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], env=env, check=True)
    server = subprocess.Popen([sys.executable, "-m", "doanso.config.server"], env=env, start_new_session=True)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process=server)
        answers: list[int] = []
        with psycopg.connect(env["DATABASE_URL"]) as holder:
            holder.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
            asking = threading.Thread(target=lambda: answers.append(_status(port)))
            asking.start()
            _until_somebody_waits(holder)
            server.send_signal(signal.SIGTERM)
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(1)
        asking.join(15)
        assert answers == [200]
        assert server.wait(15) == 0
    finally:
        kill_group(server)


def _status(port: int) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/dang-nhap/", headers={"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.URLError:
        return 0


def _until_somebody_waits(connection: psycopg.Connection) -> None:
    for _ in range(100):
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        if row[0]:
            return
        connection.execute("SELECT pg_sleep(0.1)")
    raise AssertionError("No request reached the database.")


RARE = {"docx", "docxtpl", "httpx", "lxml", "openpyxl", "segno", "typst", "vietnam_provinces"}


def test_what_is_loaded_before_the_workers_fork_holds_no_thread_and_no_connection():
    """They would share them, and each other's answers. What few requests need is loaded by `lib.later`, when they come:
    30 MB in each process."""
    told = "import doanso.config.asgi, sys, threading\nfrom django.db import connection\n"
    told += f"print(threading.active_count(), connection.connection, {RARE} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "None", "set()"]


def test_who_would_wait_too_long_for_a_page_is_asked_to_come_again():
    """What was typed, and style, wait in line as ever."""
    pages, asked = Pages(), []
    pages.in_line = LONGEST_LINE

    async def receive():
        return {"type": "http.disconnect"}  # whoever is let in leaves again

    async def send(message):
        asked.append(message)

    def come(method: str, path: str) -> list[dict]:
        asked.clear()
        run(pages({"type": "http", "method": method, "path": path, "headers": []}, receive, send))
        return asked

    start, body = come("GET", "/thu-tuc/")
    headers = dict(start["headers"])
    assert (start["status"], headers[b"retry-after"]) == (503, headers[b"refresh"])
    assert 4 <= int(headers[b"refresh"]) < 10
    assert "Trang sẽ tự mở lại" in body["body"].decode()
    assert f"<style>{BUSY_STYLE}</style>" in body["body"].decode()
    assert headers[b"content-security-policy"] == b"default-src 'none'; style-src 'sha256-" + BUSY_DIGEST + b"'"
    assert (come("POST", "/thu-tuc/"), come("GET", "/static/khong-co.css")) == ([], [])


def test_who_sends_slowly_keeps_nobody_from_a_page():
    """As many as would be too long a line begin to send something, and never go on."""
    pages, told = Pages(), []
    pages._answer = lambda scope, body: (200, [], b"A page")

    async def silence():
        await asyncio.Event().wait()

    async def whole():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        told.append(message)

    async def come():
        slow = {"type": "http", "method": "POST", "path": "/dang-nhap/", "headers": [], "client": ("203.0.113.9", 1)}
        sending = [asyncio.create_task(pages(slow, silence, send)) for _one in range(LONGEST_LINE)]
        await asyncio.sleep(0)
        await pages(slow | {"method": "GET", "path": "/thu-tuc/"}, whole, send)
        for one in sending:
            one.cancel()
        await asyncio.gather(*sending, return_exceptions=True)

    run(come())
    assert [message.get("status", message.get("body")) for message in told] == [200, b"A page"]
    assert (pages.running, pages.in_line) == (0, 0)
