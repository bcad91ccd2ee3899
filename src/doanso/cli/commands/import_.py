"""doanso import procedures FILE...: put procedures online that the national database publishes."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from doanso.cli.environment import database, start_django
from doanso.cli.errors import Failed

HELP = "Import procedures from files."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["procedures"])
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="one procedure each, JSON")
    parser.add_argument(
        "--unit", metavar="CODE", help="the unit that will handle the dossiers; else the first with a one-stop desk"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report as JSON too")


def run(args: argparse.Namespace) -> int:
    with database():
        start_django()
        from django.utils import timezone  # after Django is set up

        from doanso.features.procedures.importer import load  # after Django is set up

        owner = _owner(args.unit)
        done = [load.load(path=path, owner=owner, by=None, now=timezone.now()) for path in args.files]
    for row in done:
        _tell(row)
    if args.report:
        args.report.write_text(
            json.dumps([_plain(row) for row in done], ensure_ascii=False, indent=1), encoding="utf-8"
        )
    failed = sum(1 for row in done if row.error)
    sys.stdout.write(f"{len(done) - failed} imported, {failed} refused.\n")
    return 1 if failed else 0


def _owner(code: str | None) -> Any:
    from django.utils import timezone  # after Django is set up

    from doanso.core.units import queries  # same
    from doanso.core.units.models import Unit  # same
    from doanso.features.procedures.importer import load  # same

    if code:
        owner = Unit.objects.filter(code=code).select_related("type").first()
        if owner is None:
            raise Failed(f"There is no unit {code}.")
        return owner
    found = queries.units_with(load.DESK, timezone.localdate())
    if not found:
        raise Failed("No unit has a one-stop desk: say with --unit who will handle the dossiers.")
    first, *others = found
    sys.stdout.write(f"{first.code} {first.name} will handle the dossiers.\n")
    if others:
        sys.stdout.write(f"--unit would choose another: {', '.join(unit.code for unit in others)}.\n")
    return first


def _tell(row: Any) -> None:
    sys.stdout.write(f"{row.file}: {row.error or f'{row.code} version {row.version.number}'}\n")
    for doubt in row.doubts:
        sys.stdout.write(f"  {doubt.path}: {doubt.text}\n")


def _plain(row: Any) -> dict[str, Any]:
    doubts = [{"path": doubt.path, "text": doubt.text} for doubt in row.doubts]
    return {"file": row.file, "code": row.code, "error": row.error, "doubts": doubts}
