"""doanso audit verify: is the audit trail whole?"""

import argparse
import sys

from doanso.cli.environment import database, start_django

HELP = "Look after the audit trail."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=["verify"], help="recompute every link of the chain; exit code 1 when one is broken"
    )


def run(args: argparse.Namespace) -> int:
    with database():
        start_django()
        from doanso.core.audit import services  # after Django is set up

        verdict = services.verify()
    for problem in verdict.problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"{verdict.events} events, {len(verdict.problems)} problems.\n")
    return 1 if verdict.problems else 0
