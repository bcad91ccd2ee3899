"""doanso worker: background jobs alone."""

import argparse

from doanso.cli.environment import database
from doanso.cli.processes import WORKER, supervise

HELP = "Start a worker for background jobs alone, for machines that serve no pages."


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    with database() as cluster:
        return supervise([WORKER], cluster=cluster)
