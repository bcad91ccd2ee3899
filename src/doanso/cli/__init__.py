"""The command `doanso`. Each file in `commands/` is one subcommand: HELP, `arguments(parser)`, `run(args) -> int`."""

import argparse
import os
import pkgutil
import signal
import sys
from importlib import import_module
from types import ModuleType

from doanso import __version__
from doanso.cli import commands
from doanso.cli.errors import in_words


def main(argv: list[str] | None = None) -> int:
    """Exit codes: 0 done, 1 failed or something is wrong, 2 not understood, 130 interrupted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")
    args = build_parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return args.run(args)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if told := in_words(error):
            sys.stderr.write(f"{told}\n")
            return 1
        raise


def _interrupt(number: int, frame: object) -> None:
    """SIGTERM ends a command like Ctrl-C: what it started ends with it."""
    raise KeyboardInterrupt


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="doanso", description="Đoàn Số: procedures and dossiers online.")
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in modules().items():
        subparser = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        module.arguments(subparser)
        subparser.set_defaults(run=module.run)
    return parser


def modules() -> dict[str, ModuleType]:
    """Every subcommand by its name: the file name, a trailing underscore apart."""
    names = sorted(info.name for info in pkgutil.iter_modules(commands.__path__))
    return {name.rstrip("_"): import_module(f"{commands.__name__}.{name}") for name in names}
