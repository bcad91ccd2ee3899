"""doanso run: the web server and the worker, until Ctrl-C or SIGTERM."""

import argparse
import os

from doanso.cli.environment import database
from doanso.cli.processes import WEB, WORKER, supervise
from doanso.cli.waiting import wait_for_port

HELP = "Start the web server and the worker; Ctrl-C or SIGTERM stops both gracefully."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-worker", action="store_true", help="web server alone; run workers with `doanso worker`")
    parser.add_argument("--port", help="instead of DOANSO_PORT")
    parser.add_argument("--listen", help="instead of DOANSO_LISTEN")


def run(args: argparse.Namespace) -> int:
    set_address(args)
    claim_port()
    with database() as cluster:
        return supervise([WEB] if args.no_worker else [WEB, WORKER], cluster=cluster)


def claim_port() -> None:
    """Before anything is started. Settings alone, which cost nothing: Django is not needed here."""
    from doanso.config import settings  # reads the environment, which the arguments have just changed

    wait_for_port(settings.LISTEN, settings.PORT)


def set_address(args: argparse.Namespace) -> None:
    """Children read the environment alone."""
    if args.port:
        os.environ["DOANSO_PORT"] = args.port
    if args.listen:
        os.environ["DOANSO_LISTEN"] = args.listen
