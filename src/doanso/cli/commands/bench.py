"""doanso bench NAME: how much CPU does it cost?

An app's `bench.py`, or `bench_….py`, says NAME, `run(probe) -> dict` of figures, and LIMITS: the highest that each
figure may be. The JSON has the figures, the limits as `bars`, and `ok` for each of them.
"""

import argparse
import json
import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from doanso.cli.environment import start_django
from doanso.cli.errors import Failed
from doanso.cli.measure import installation

HELP = "Measure CPU time of the real server and its database, on an installation made for it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="which bench; a wrong name lists them")
    parser.add_argument("--json", action="store_true", help="print figures, bars and verdicts as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when a figure is above its limit."""
    with installation() as probe:
        known = benches()
        if args.name not in known:
            raise Failed(f"There is no bench {args.name!r}. There are: {', '.join(sorted(known)) or 'none'}.")
        figures = known[args.name].run(probe)
    limits = known[args.name].LIMITS
    ok = {name: figures[name] <= limit for name, limit in limits.items()}
    told = json.dumps({**figures, "bars": limits, "ok": ok}, ensure_ascii=False) + "\n"
    sys.stdout.write(told if args.json else _table(figures, limits))
    return int(not all(ok.values()))


def benches() -> dict[str, ModuleType]:
    """By name, from the `bench.py` and `bench_….py` of each app; those without a NAME only help."""
    start_django()
    from django.apps import apps  # after Django is set up

    ours = [config for config in apps.get_app_configs() if config.name.startswith("doanso.")]
    files = [(app.name, found.name) for app in ours for found in iter_modules([app.path])]
    modules = [import_module(f"{app}.{name}") for app, name in files if name.split("_")[0] == "bench"]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def _table(figures: dict[str, float | str], limits: dict[str, float]) -> str:
    lines = []
    for name, value in figures.items():
        limit = limits.get(name)
        verdict = "" if limit is None else f"  ≤ {limit:g}  {'ok' if value <= limit else 'TOO MUCH'}"
        lines.append(f"{name:<24} {value if isinstance(value, str) else f'{value:10.2f}'}{verdict}\n")
    return "".join(lines)
