"""doanso backup: everything into one file."""

import argparse
import sys
import tempfile
from pathlib import Path

from doanso import __version__
from doanso.cli import archive, pgtools
from doanso.cli.environment import database, start_django
from doanso.cli.errors import Failed

HELP = "Write database and files into one archive, while people go on working."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="archive to write, for example doanso-2026-03-04.tar")


def run(args: argparse.Namespace) -> int:
    if args.file.exists():
        raise Failed(f"{args.file} exists already; choose another name.")
    with database():
        start_django()
        count = save(args.file)
    sys.stdout.write(
        f"{args.file}: {args.file.stat().st_size / 1e6:.1f} MB, {count} files. Keep it as safe as the data itself.\n"
    )
    return 0


def save(target: Path) -> int:
    """Write the archive; gives the number of stored files in it."""
    from django.utils import timezone  # after Django is set up

    writer = archive.Writer(target, archive.Manifest(__version__, timezone.now().isoformat()))
    try:
        count = _fill(writer)
    except BaseException:
        writer.give_up()
        raise
    writer.close()
    return count


def _fill(writer: archive.Writer) -> int:
    from django.conf import settings  # after Django is set up
    from django.db import connection, transaction  # same

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        _add_dump(writer, cursor.fetchone()[0])
        count = _add_files(writer)
    secret = settings.DATA / archive.SECRET
    if secret.exists():
        with secret.open("rb") as content:
            writer.add(archive.SECRET, content, secret.stat().st_size)
    return count


def _add_dump(writer: archive.Writer, snapshot: str) -> None:
    """Without sessions and cache: who takes a backup may not be signed in with it."""
    with tempfile.TemporaryDirectory(dir=writer.target.resolve().parent) as folder:
        dump = Path(folder) / archive.DUMP
        left_out = [
            f"--exclude-table-data={table}" for table in ("django_session", "usersessions_usersession", "cache")
        ]
        pgtools.run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", *left_out, f"--file={dump}")
        with dump.open("rb") as content:
            writer.add(archive.DUMP, content, dump.stat().st_size)


def _add_files(writer: archive.Writer) -> int:
    from doanso.core.files import storage  # after Django is set up
    from doanso.core.files.models import Blob  # same

    count = 0
    for blob in Blob.objects.order_by("pk").iterator():
        try:
            with storage.open_bytes(blob.path) as content:
                writer.add(archive.FILES + blob.path, content, blob.size)
        except OSError as error:
            raise Failed(f"The stored file {blob.path} cannot be read ({error}); no backup was made.") from None
        count += 1
    return count
