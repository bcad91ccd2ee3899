"""doanso check: what is wrong with this installation, in words."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext

from doanso.cli.checks import Check, Finding, installation
from doanso.cli.checks import database as on_database
from doanso.cli.environment import database, own_cluster, start_django

HELP = "Tell in words what is wrong with this installation; exit code 1 when something is."


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    with _database_if_made():
        start_django()
        findings = [*_all(installation.CHECKS), *_database()]
    for finding in sorted(findings, key=lambda each: not each.bad):
        sys.stdout.write(f"{'WRONG' if finding.bad else 'note '}  {finding.text}\n")
    bad = sum(finding.bad for finding in findings)
    sys.stdout.write(f"{bad} wrong.\n" if bad else "Nothing is wrong.\n")
    return int(bool(bad))


def _database_if_made() -> AbstractContextManager[object]:
    """Our own PostgreSQL is started to be looked at, but never made: that is what `doanso migrate` does."""
    cluster = own_cluster()
    return database() if cluster is None or cluster.made() else nullcontext()


def _database() -> Iterator[Finding]:
    from django.core.exceptions import ImproperlyConfigured  # after Django is set up
    from django.db import Error, connection  # same

    try:
        connection.ensure_connection()
    except (Error, ImproperlyConfigured) as error:
        hint = "run `doanso migrate`." if own_cluster() else "look at DATABASE_URL and at the server."
        yield Finding(f"The database cannot be reached ({str(error).strip()}): {hint}")
        return
    first = list(_all(on_database.FIRST))
    yield from first
    if not first:  # on tables that are not there, or of another version, the others would only stumble
        yield from _all(on_database.CHECKS)


def _all(checks: Iterable[Check]) -> Iterator[Finding]:
    for check in checks:
        yield from check()
