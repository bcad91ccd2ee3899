"""doanso reconcile: do the registers, the ledger and the reports agree with each other and with the audit trail?"""

import argparse
import sys

from doanso.cli.environment import database, start_django

HELP = "Compare registers, ledgers and reports with each other and with the audit trail."


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: all of it is compared; exit code 1 when something does not agree."""


def run(args: argparse.Namespace) -> int:
    with database():
        start_django()
        found = _compared()
    for name, problems in found.items():
        for problem in problems:
            sys.stderr.write(f"{name}: {problem}\n")
        sys.stdout.write(f"{name}: {len(problems)} problems.\n")
    return 1 if any(found.values()) else 0


def _compared() -> dict[str, list[str]]:
    """All at one moment, whatever people write meanwhile."""
    from django.db import connection, transaction  # after Django is set up

    from doanso.lib import modules  # same

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return {one.name: one.run() for module in modules.all_modules() for one in module.reconcilers}
