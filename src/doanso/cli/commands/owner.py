"""doanso owner EMAIL: the first account of a new installation."""

import argparse
import getpass
import sys

from doanso.cli.environment import database, start_django
from doanso.cli.errors import Failed

HELP = "Make an account that may do everything in this installation: the first one."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "email", metavar="EMAIL", help="signs in with it; the password is asked for, or read from a pipe"
    )


def run(args: argparse.Namespace) -> int:
    password = _password()
    with database():
        start_django()
        from django.core.exceptions import ValidationError  # after Django is set up
        from django.core.validators import validate_email  # same
        from django.utils import timezone  # same

        from doanso.core.accounts import services  # same
        from doanso.lib.errors import Refused  # same

        try:
            validate_email(args.email)
            user = services.create_owner(email=args.email, password=password, now=timezone.now())
        except (Refused, ValidationError) as error:
            raise Failed(" ".join(getattr(error, "messages", [str(error)]))) from None
    sys.stdout.write(f"{user.email} signs in at /dang-nhap/ and goes on at /quan-tri/.\n")
    return 0


def _password() -> str:
    """Typed twice without being shown; a line from a pipe is taken as it is."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise Failed("The two are not the same; nothing was made.")
    return password
