"""doanso bench NAME: how much CPU does it cost?

An app's `bench.py`, or `bench_….py`, says NAME, `run(probe) -> dict` of figures, and LIMITS: the highest that each
figure may be. The JSON has the figures, the limits as `bars`, and `ok` for each of them.

`ALSO` names others that run before it on the same installation; their figures come under their names.
One that can be told more has `arguments(parser)`, gets them as `run(probe, options)`, and may have `limits(options)`.
"""

import argparse
import json
import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from doanso.cli.environment import start_django
from doanso.cli.errors import Failed
from doanso.cli.measure import installation

HELP = "Measure CPU time of the real server and its database, on an installation made for it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="which bench; a wrong name lists them")
    parser.add_argument("--json", action="store_true", help="print figures, bars and verdicts as one JSON object")
    parser.add_argument("options", nargs=argparse.REMAINDER, help="what this bench takes; --help after NAME lists it")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when a figure is above its limit."""
    with installation() as probe:
        known = benches()
        if args.name not in known:
            raise Failed(f"There is no bench {args.name!r}. There are: {', '.join(sorted(known)) or 'none'}.")
        bench, options = known[args.name], _options(known[args.name], args)
        also = {name: known[name] for name in getattr(bench, "ALSO", ())}
        figures = {f"{name}_{key}": value for name, one in also.items() for key, value in one.run(probe).items()}
        figures |= bench.run(probe, options) if hasattr(bench, "arguments") else bench.run(probe)
    limits = bench.limits(options) if hasattr(bench, "limits") else bench.LIMITS
    limits = {f"{name}_{key}": limit for name, one in also.items() for key, limit in one.LIMITS.items()} | limits
    ok = {name: figures[name] <= limit for name, limit in limits.items()}
    told = json.dumps({**figures, "bars": limits, "ok": ok}, ensure_ascii=False) + "\n"
    sys.stdout.write(told if options.json else _table(figures, limits))
    return int(not all(ok.values()))


def _options(bench: ModuleType, args: argparse.Namespace) -> argparse.Namespace:
    """What stands after the name."""
    parser = argparse.ArgumentParser(prog=f"doanso bench {args.name}")
    parser.add_argument("--json", action="store_true", default=args.json)
    if hasattr(bench, "arguments"):
        bench.arguments(parser)
    return parser.parse_args(args.options)


def benches() -> dict[str, ModuleType]:
    """By name, from the `bench.py` and `bench_….py` of each app; those without a NAME only help."""
    start_django()
    from django.apps import apps  # after Django is set up

    ours = [config for config in apps.get_app_configs() if config.name.startswith("doanso.")]
    files = [(app.name, found.name) for app in ours for found in iter_modules([app.path])]
    modules = [import_module(f"{app}.{name}") for app, name in files if name.split("_")[0] == "bench"]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def _table(figures: dict[str, Any], limits: dict[str, float]) -> str:
    lines = []
    for name, value in figures.items():
        limit = limits.get(name)
        verdict = "" if limit is None else f"  ≤ {limit:g}  {'ok' if value <= limit else 'TOO MUCH'}"
        lines.append(f"{name:<24} {f'{value:10.2f}' if isinstance(value, int | float) else value}{verdict}\n")
    return "".join(lines)
