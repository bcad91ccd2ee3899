"""doanso restore: what `doanso backup` wrote, into an empty installation."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from doanso.cli import archive, pgtools
from doanso.cli.environment import database, start_django
from doanso.cli.errors import Failed
from doanso.cli.setup import prepare
from doanso.config.paths import data_folder

HELP = "Bring back a backup into an empty installation; stop server and worker first."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="archive that `doanso backup` wrote")
    parser.add_argument("--force", action="store_true", help="replace all data that is there now")


def run(args: argparse.Namespace) -> int:
    manifest = archive.verified(args.file)
    _restore_secret(args.file, force=args.force)
    with database():
        start_django()
        with _room(force=args.force):
            count = load(args.file)
        prepare()
    sys.stdout.write(f"Restored the backup of {manifest.made_at} (version {manifest.version}) with {count} files.\n")
    return 0


def load(source: Path) -> int:
    """Database and files out of the archive; gives the number of files."""
    from doanso.core.files import storage  # after Django is set up

    count = 0
    for name, content in archive.members(source):
        if name == archive.DUMP:
            _restore_database(content)
        elif name.startswith(archive.FILES):
            with tempfile.TemporaryFile() as whole:
                shutil.copyfileobj(content, whole)
                storage.put(name.removeprefix(archive.FILES), whole, size=whole.tell())
            count += 1
    return count


def _restore_database(content: BinaryIO) -> None:
    from django.conf import settings  # after Django is set up

    name = settings.DATABASES["default"]["NAME"]
    with tempfile.NamedTemporaryFile() as dump:
        shutil.copyfileobj(content, dump)
        dump.flush()
        pgtools.run(
            "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={name}", dump.name
        )


@contextmanager
def _room(*, force: bool) -> Iterator[None]:
    """An empty database for the block. What was there is set aside, and comes back if the block fails."""
    from django.db import connection  # after Django is set up

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        if cursor.fetchone()[0] and not force:
            raise Failed("There is data in the database. To replace all of it, add --force.")
        cursor.execute("ALTER SCHEMA public RENAME TO before_restore")
        cursor.execute("CREATE SCHEMA public")
        try:
            yield
        except BaseException:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("ALTER SCHEMA before_restore RENAME TO public")
            raise
        cursor.execute("DROP SCHEMA before_restore CASCADE")


def _restore_secret(source: Path, *, force: bool) -> None:
    """Before settings are read: links that were sent out before the backup stay valid."""
    target = data_folder() / archive.SECRET
    if target.exists() and not force:
        return
    for name, content in archive.members(source):
        if name == archive.SECRET:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch(mode=0o600)
            target.write_bytes(content.read())
