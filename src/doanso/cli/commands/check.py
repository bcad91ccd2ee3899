"""doanso check: what is wrong with this installation, in words."""

import argparse
import sys
from collections.abc import Iterable, Iterator

from doanso.cli.checks import Check, Finding, database, installation
from doanso.cli.environment import own_cluster, start_django

HELP = "Tell in words what is wrong with this installation; exit code 1 when something is."


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    start_django()
    findings = [*_all(installation.CHECKS), *_database()]
    for finding in sorted(findings, key=lambda each: not each.bad):
        sys.stdout.write(f"{'WRONG' if finding.bad else 'note '}  {finding.text}\n")
    bad = sum(finding.bad for finding in findings)
    sys.stdout.write(f"{bad} wrong.\n" if bad else "Nothing is wrong.\n")
    return int(bool(bad))


def _database() -> Iterator[Finding]:
    from django.db import Error, connection  # after Django is set up

    try:
        connection.ensure_connection()
    except Error as error:
        hint = "start it with `doanso run`." if own_cluster() else "look at DATABASE_URL and at the server."
        yield Finding(f"The database cannot be reached ({str(error).strip()}): {hint}")
        return
    first = list(_all(database.FIRST))
    yield from first
    if not first:  # on tables that are not there, or of another version, the others would only stumble
        yield from _all(database.CHECKS)


def _all(checks: Iterable[Check]) -> Iterator[Finding]:
    for check in checks:
        yield from check()
