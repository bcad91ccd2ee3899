"""The database and what works on it. Run only when it can be reached."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from doanso.cli.checks import Finding

OLDEST = 150_000  # PostgreSQL 15
SKEW = timedelta(seconds=5)
SILENT = timedelta(seconds=60)
WAITING = timedelta(minutes=15)
UNDELIVERED = timedelta(days=7)
PLAIN_ORDER = "SELECT 'a,b' < 'a-a' AND 'a-a' < 'a1' AND 'az' < 'a{' AND 'a{' < 'a|' AND 'a|' < 'b' AND 'B' < 'a'"
"""What the keys of names rely on; a database with a language's own order passes over the signs among the letters."""
OVERDUE = """
SELECT count(*) FROM procrastinate_jobs job
WHERE status = 'todo' AND %s > coalesce(
  scheduled_at, (SELECT min(at) FROM procrastinate_events event WHERE event.job_id = job.id)
)
"""
HEADLESS = """
SELECT count(*) FROM (SELECT lane, max(seq) AS last FROM audit_event GROUP BY lane) AS rows
FULL JOIN (SELECT number, seq FROM audit_lane WHERE seq > 0) AS head ON head.number = rows.lane
WHERE rows.last IS DISTINCT FROM head.seq
"""
"""One question, so that it sees one moment while people write."""


def version_supported() -> Iterator[Finding]:
    from django.db import connection  # after Django is set up

    connection.ensure_connection()
    if connection.pg_version < OLDEST:
        yield Finding(f"PostgreSQL {connection.pg_version // 10_000} is too old: 15 or newer is needed.")


def encoding_unicode() -> Iterator[Finding]:
    if (encoding := _value("SHOW server_encoding")) != "UTF8":
        yield Finding(f"The database's encoding is {encoding}: Vietnamese needs UTF8. Create it anew.")


def letters_in_plain_order() -> Iterator[Finding]:
    if not _value(PLAIN_ORDER):
        yield Finding(
            "The database sorts by a language's rules, and so Vietnamese names wrongly: back up, create it anew with "
            "`createdb --locale C --template template0`, restore."
        )


def migrations_applied() -> Iterator[Finding]:
    from django.db import connection  # after Django is set up
    from django.db.migrations.executor import MigrationExecutor  # same

    executor = MigrationExecutor(connection)
    if pending := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(f"{len(pending)} migrations wait: run `doanso migrate`.")


def clocks_agree() -> Iterator[Finding]:
    skew = abs(datetime.now(UTC) - _value("SELECT clock_timestamp()"))
    if skew > SKEW:
        yield Finding(f"This machine's clock and the database's differ by {skew.total_seconds():.0f} s: set up NTP.")


def worker_alive() -> Iterator[Finding]:
    last = _value("SELECT max(last_heartbeat) FROM procrastinate_workers")
    if last is None or datetime.now(UTC) - last > SILENT:
        yield Finding("No worker is running: no e-mails, reminders or scans. Start `doanso run` or `doanso worker`.")


def jobs_done() -> Iterator[Finding]:
    if failed := _value("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"):
        yield Finding(f"{failed} background jobs failed; the log has the reasons.")
    waiting = _value(OVERDUE, datetime.now(UTC) - WAITING)
    if waiting:
        yield Finding(f"{waiting} background jobs have waited for over 15 minutes: start another worker.")


def mail_delivered() -> Iterator[Finding]:
    from doanso.core.notify.models import EmailState, Notification  # after Django is set up

    recent = Notification.objects.filter(sent_at__gt=datetime.now(UTC) - UNDELIVERED)
    if failed := recent.filter(email_state=EmailState.FAILED).count():
        yield Finding(
            f"{failed} e-mails of the last seven days may not have arrived: the mail server refused them, or broke off."
        )


def scans_done() -> Iterator[Finding]:
    from doanso.core.files.models import Blob, Scan  # after Django is set up

    if pending := Blob.objects.filter(scan=Scan.PENDING).count():
        yield Finding(f"{pending} files wait for the virus scan and cannot be opened.")
    if infected := Blob.objects.filter(scan=Scan.INFECTED).count():
        yield Finding(f"{infected} stored files contain a virus; nobody can open them.", bad=False)


def audit_heads_fit() -> Iterator[Finding]:
    """Only the heads: `doanso audit verify` reads every row."""
    if _value(HEADLESS):
        yield Finding("The audit trail and the heads of its chains differ: rows are gone. Run `doanso audit verify`.")


def _value(sql: str, *params: Any) -> Any:
    from django.db import connection  # after Django is set up

    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchone()[0]


FIRST = [version_supported, encoding_unicode, migrations_applied, clocks_agree]
CHECKS = [letters_in_plain_order, worker_alive, jobs_done, mail_delivered, scans_done, audit_heads_fit]
