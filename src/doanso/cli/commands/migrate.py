"""doanso migrate: bring database, configuration, translations and static files to this version."""

import argparse

from doanso.cli.environment import database
from doanso.cli.setup import prepare

HELP = "Bring database, configuration, translations and static files to this version; safe to repeat."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-v", "--verbose", action="store_true", help="name each migration")


def run(args: argparse.Namespace) -> int:
    with database():
        prepare(verbose=args.verbose)
    return 0
