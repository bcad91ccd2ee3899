"""`kill -9` of server, worker and PostgreSQL while people submit: what was acknowledged is there, once, and whole."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psycopg
import pytest
from tests.source import ROOT

from doanso.cli import pgtools
from doanso.cli.tests.installation import address, cluster, one, start, stop, until, url
from doanso.cli.tests.test_commands import doanso
from doanso.cli.waiting import wait_until_healthy
from doanso.core.files.tests.samples import pdf
from doanso.core.notify.tests.smtp_sink import Sink

pytestmark = pytest.mark.slow
CLIENTS = 2  # of each kind
BETWEEN = 6  # submissions acknowledged before each kill, and after the last
FORM = "/thu-tuc/T-1/nop/"
PREPARE = """
import subprocess, sys
from doanso.cli.environment import database, start_django
with database() as cluster:
    subprocess.run([sys.argv[1], "-d", cluster.url, "--no-owner", sys.argv[2]], check=True)
    start_django()
    from django.core.management import call_command
    from django.utils import timezone
    from doanso.cli.setup import seed
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seed(timezone.now())
    from doanso.features.procedures.tests import publicly
    publicly.FIELDS.append({"key": "ban_chup", "type": "file", "label": "Bản chụp", "required": True})
    from doanso.features.procedures.services import clients
    publicly.build()
    clients.register(name="Cổng", unit=None, scopes=["submit"], by=None, now=timezone.now(), token="a" * 40)
"""
TYPED = {
    "ho_ten": "Nguyễn Thị Thử",
    "so_dinh_danh": "001201000007",
    "dien_thoai_lien_he": "0900000007",
    "dong_y_du_lieu": "1",
}
FOUND = """
    SELECT dossier.tracking, dossier.code, filing.answers ->> 'ly_do', blob.sha256
    FROM procedures_dossier dossier
    JOIN procedures_filing filing ON filing.dossier_id = dossier.id
    JOIN procedures_filing_files held ON held.filing_id = filing.id
    JOIN files_file file ON file.id = held.file_id
    JOIN files_blob blob ON blob.id = file.blob_id
    ORDER BY dossier.code
"""


@dataclass
class Submission:
    """One dossier as its sender knows it; the token stays the same, however often it is sent."""

    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def answers(self) -> dict[str, Any]:
        return {**TYPED, "ly_do": f"Lý do {self.token}", "thu_dien_tu": f"{self.token}@nguoi-nop.vn"}

    @property
    def content(self) -> bytes:
        return pdf(Random(self.token).randbytes(100_000).hex().encode())


class Senders:
    """Threads that submit one dossier after the other until told to stop, each until it is acknowledged."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.acknowledged: dict[str, Submission] = {}
        self.resent = 0
        self.over = threading.Event()
        self.wrong: list[BaseException] = []
        self.threads = [threading.Thread(target=self._go_on, args=(way,)) for way in (self.form, self.api) * CLIENTS]

    def __enter__(self) -> "Senders":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def wait_for_more(self) -> None:
        enough = len(self.acknowledged) + BETWEEN
        until(lambda: len(self.acknowledged) >= enough or self.wrong, seconds=60)
        assert self.wrong == []

    def _go_on(self, way: Callable[[Submission], str]) -> None:
        try:
            while not self.over.is_set():
                submission = Submission()
                self.acknowledged[way(submission)] = submission
        except BaseException as error:
            self.wrong.append(error)

    def form(self, submission: Submission) -> str:
        """As a browser without scripts does; the private page's address has the tracking code."""
        with httpx.Client(base_url=self.site, timeout=20) as browser:
            page = self._until_answered(lambda: browser.get(FORM))
            file = {"ban_chup": ("bản chụp.pdf", submission.content, "application/pdf")}
            turned = self._until_answered(lambda: browser.post(FORM, data=filled(page, submission, "next"), files=file))
            last = self._until_answered(lambda: browser.get(turned.headers["Location"]))
            sent = self._until_answered(lambda: browser.post(FORM, data=filled(last, submission, "submit")))
            assert sent.status_code == 302, sent.text
            return re.search("/cua-toi/([^/]+)/", sent.headers["Location"])[1]

    def api(self, submission: Submission) -> str:
        """As another office's program does."""
        token = {"Authorization": f"Bearer {'a' * 40}"}
        with httpx.Client(base_url=f"{self.site}/api/v1", headers=token, timeout=20) as program:
            file = {"file": ("bản chụp.pdf", submission.content, "application/pdf")}
            kept = self._until_answered(lambda: program.post("/files", files=file)).json()["file"]
            body = {"procedure": "T-1", "once": submission.token, "answers": submission.answers | {"ban_chup": [kept]}}
            made = self._until_answered(lambda: program.post("/dossiers", json=body))
            assert made.status_code in {200, 201}, made.text
            return made.json()["tracking"]

    def _until_answered(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """Again and again, as people do; when it never ends, the test fails."""
        for _attempt in range(300):
            try:
                answer = send()
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer
            self.resent += 1
            time.sleep(0.1)
        raise AssertionError("The server never came back.")


def filled(page: httpx.Response, submission: Submission, button: str) -> dict[str, Any]:
    names = ("csrfmiddlewaretoken", "_draft", "_ticket", "_page")
    carried = {name: re.search(f'name="{name}" value="([^"]*)"', page.text)[1] for name in names}
    return {**carried, **submission.answers, "_go": button}


@pytest.fixture
def mail() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def installation(home: dict[str, str], mail: Sink, transactional_db: None, tmp_path: Path) -> dict[str, str]:
    """A small office with one procedure online; e-mails go to `mail`. The empty tables are copied, which is fast."""
    dump = str(tmp_path / "empty.dump")
    pgtools.run("pg_dump", "--format=custom", "--file", dump)
    smtp = {"DOANSO_SMTP_HOST": "127.0.0.1", "DOANSO_SMTP_PORT": str(mail.port), "DOANSO_SMTP_TLS": "0"}
    env = (
        home
        | smtp
        | {"DOANSO_RATE_LIMITS": "0", "DOANSO_LOG_LEVEL": "WARNING", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    )
    subprocess.run([sys.executable, "-c", PREPARE, pgtools.find("pg_restore"), dump], env=env, check=True, timeout=200)
    return env


def test_nothing_acknowledged_is_lost_or_doubled_by_kill_9(installation, mail) -> None:
    env, site = installation, address(installation)
    everything = start(env, "run")
    try:
        wait_until_healthy(site, process=everything)
        with Senders(site) as senders:
            for victim in (server, worker, postgres):
                senders.wait_for_more()
                os.kill(victim(env), signal.SIGKILL)
            senders.wait_for_more()
        assert (senders.wrong, senders.resent > 0) == ([], True)
        check_dossiers(env, senders.acknowledged)
        until(
            lambda: jobs(env, "status IN ('todo', 'doing') AND task_name !~ '(sweep|rescan|rescue)$'") == [], seconds=90
        )
        check_followed_up(env, senders.acknowledged, mail)
        verified = doanso("audit", "verify", env=env)
        assert (verified.returncode, verified.stdout.endswith(" events, 0 problems.\n")) == (0, True), verified.stderr
    finally:
        code = stop(everything, signal.SIGTERM)
    assert code == 0


def server(env: dict[str, str]) -> int:
    return one(env, "doanso.config.server")


def worker(env: dict[str, str]) -> int:
    return one(env, "doanso.config.worker")


def postgres(env: dict[str, str]) -> int:
    return cluster(env["DOANSO_DATA"]).pid()


def rows(env: dict[str, str], sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url(env)) as connection:
        return connection.execute(sql).fetchall()


def jobs(env: dict[str, str], which: str) -> list[tuple[Any, ...]]:
    return rows(env, f"SELECT id, task_name, status::text, attempts FROM procrastinate_jobs WHERE {which}")


def check_dossiers(env: dict[str, str], acknowledged: dict[str, Submission]) -> None:
    """Each once, with its own answers and its own bytes; no other, and no number left out."""
    found = rows(env, FOUND)
    sent = {
        tracking: (s.answers["ly_do"], hashlib.sha256(s.content).hexdigest()) for tracking, s in acknowledged.items()
    }
    assert {tracking: (reason, sha256) for tracking, _code, reason, sha256 in found} == sent
    assert [int(code[-4:]) for _tracking, code, *_rest in found] == list(range(1, len(sent) + 1))
    assert rows(env, "SELECT count(*) FROM procedures_dossier") == [(len(sent),)]
    kept = Path(env["DOANSO_DATA"]) / "files"
    for *_rest, sha256 in found:
        assert hashlib.sha256((kept / sha256[:2] / sha256[2:4] / sha256).read_bytes()).hexdigest() == sha256


def check_followed_up(env: dict[str, str], acknowledged: dict[str, Submission], mail: Sink) -> None:
    """Found by the search, and told by e-mail: once, and never again where a crash left open whether it went out."""
    assert jobs(env, "status = 'failed'") == []
    codes = {code for (code,) in rows(env, "SELECT code FROM procedures_dossier")}
    assert {key for (key,) in rows(env, "SELECT key FROM search_entry WHERE source = 'dossiers'")} == codes
    states = dict(rows(env, "SELECT address, email_state FROM notify_notification WHERE kind = 'procedures.submitted'"))
    assert set(states) == {submission.answers["thu_dien_tu"] for submission in acknowledged.values()}
    received = Counter(message["To"] for message in mail.received)
    assert set(received.values()) == {1}
    assert {address for address, state in states.items() if state == "sent"} <= set(received)
    assert Counter(states.values())["sent"] >= len(states) - 4  # what the worker held when it was killed
    assert set(states.values()) <= {"sent", "sending"}
