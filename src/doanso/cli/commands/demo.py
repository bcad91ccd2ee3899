"""doanso demo: everything, with invented data, on this machine."""

import argparse
import ipaddress
import os
import sys
from collections.abc import Callable

from doanso.cli import accounts
from doanso.cli.commands.run import claim_port, set_address
from doanso.cli.environment import database
from doanso.cli.errors import Failed
from doanso.cli.processes import WEB, WORKER, supervise
from doanso.cli.setup import load_demo, prepare
from doanso.cli.waiting import wait_until_healthy

HELP = "Install, fill with invented data and start everything; Ctrl-C stops it, the data stays."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", help="instead of DOANSO_PORT")
    parser.add_argument("--listen", help="instead of DOANSO_LISTEN")
    parser.add_argument("--open", action="store_true", help="let other machines in: the demo's passwords are public")


def run(args: argparse.Namespace) -> int:
    set_address(args)
    os.environ["DOANSO_DEMO"] = "1"
    listen = os.environ.get("DOANSO_LISTEN", "127.0.0.1")
    if not (args.open or _is_loopback(listen)):
        raise Failed(f"On {listen} others could sign in with the demo's known passwords. If you want that, add --open.")
    claim_port()
    with database() as cluster:
        _say("Preparing the database …")
        prepare()
        _say("Loading invented data …")
        _load()
        return supervise([WEB, WORKER], cluster=cluster, ready=_announcer())


def _load() -> None:
    from django.db import connections  # after Django is set up
    from django.utils import timezone  # same

    from doanso.features.procedures import demo_dossiers  # same

    load_demo(timezone.now())
    demo_dossiers.load(timezone.now())
    connections.close_all()


def _announcer() -> Callable[[], None]:
    from django.conf import settings  # after Django is set up

    table = accounts.table()

    def announce() -> None:
        wait_until_healthy(f"http://127.0.0.1:{settings.PORT}" if settings.LISTEN == "0.0.0.0" else _address())  # noqa: S104 asked for
        _say(f"\n  Đoàn Số: {settings.ADDRESS}/\n\n{table}\n")
        _say(f"  Ctrl-C stops everything. The data stays in {settings.DATA}.\n")

    return announce


def _address() -> str:
    from django.conf import settings  # after Django is set up

    return f"http://{settings.LISTEN}:{settings.PORT}"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
