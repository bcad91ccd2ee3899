import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support import templates
from tests.support.live import environment

from doanso.cli import archive
from doanso.cli.errors import Failed
from doanso.cli.tests.test_commands import doanso

FILL = """
import io
from datetime import datetime, UTC
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files import services as files
now = datetime(2026, 3, 4, tzinfo=UTC)
person = Person.objects.create(full_name="Nguyễn Thị Giữ Lại")
audit.record("test.made", person, by=person, now=now)
files.store(SimpleUploadedFile("ghi-chu.txt", "Đoàn Số".encode()), kinds=frozenset({"text"}), by=person, now=now)
"""


@pytest.fixture
def two_installations(django_db_setup, django_db_blocker, tmp_path) -> Iterator[list[dict[str, str]]]:
    """Environments of two empty installations, each with a database and a folder of its own."""
    with django_db_blocker.unblock():
        base = environment(8000, DOANSO_SECRET="")
    server = base["DATABASE_URL"]
    names = [f"{psycopg.conninfo.conninfo_to_dict(server)['dbname']}_{part}" for part in ("from", "to")]
    templates.copy(templates.migrated() if templates.shared() else "template0", names[0], server)
    templates.copy("template0", names[1], server)
    with psycopg.connect(server, autocommit=True) as connection:
        old = psycopg.conninfo.conninfo_to_dict(server)["dbname"]
        yield [
            base | {"DATABASE_URL": server.replace(f"/{old}?", f"/{name}?"), "DOANSO_DATA": str(tmp_path / name)}
            for name in names
        ]
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def succeeds(*arguments: str, env: dict[str, str]) -> str:
    done = doanso(*arguments, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_restored_installation_equals_the_one_that_was_backed_up(two_installations, tmp_path):
    first, second = two_installations
    file = str(tmp_path / "backup.tar")
    succeeds("migrate", env=first)
    django = {"DJANGO_SETTINGS_MODULE": "doanso.config.settings"}
    subprocess.run([sys.executable, "-c", FILL], env=first | django, check=True)
    succeeds("backup", file, env=first)
    assert Path(file).stat().st_mode & 0o777 == 0o600
    assert doanso("backup", file, env=first).returncode == 1, "never over an older backup"

    assert succeeds("restore", file, env=second).endswith("with 1 files.\n")
    assert succeeds("audit", "verify", env=second).endswith(" 0 problems.\n")
    assert contents(second) == contents(first)
    assert stored(second) == stored(first) != {}

    refused = doanso("restore", file, env=second)
    assert (refused.returncode, "add --force" in refused.stderr) == (1, True)
    succeeds("restore", "--force", file, env=second)
    assert contents(second) == contents(first)


def contents(env: dict[str, str]) -> dict[str, list]:
    tables = ("accounts_person", "audit_event", "files_blob", "files_file", "units_role", "django_migrations")
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        return {table: connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall() for table in tables}


def stored(env: dict[str, str]) -> dict[str, bytes]:
    data = Path(env["DOANSO_DATA"])
    kept = {p.relative_to(data).as_posix(): p.read_bytes() for p in (data / "files").rglob("*") if p.is_file()}
    return kept | {"secret": (data / "secret").read_bytes()}


@pytest.fixture
def backup(tmp_path):
    writer = archive.Writer(tmp_path / "b.tar", archive.Manifest("1.0", "2026-03-04"))
    for name, content in ((archive.DUMP, b"dump"), ("files/ab/cd/abcd", b"x" * 3_000_000)):
        writer.add(name, io.BytesIO(content), len(content))
    writer.close()
    return tmp_path / "b.tar"


def test_verified_reads_what_was_written(backup):
    assert sorted(archive.verified(backup).members) == [archive.DUMP, "files/ab/cd/abcd"]


def test_a_backup_with_one_changed_byte_is_refused(backup):
    content = bytearray(backup.read_bytes())
    content[1_500_000] ^= 1
    backup.write_bytes(content)
    with pytest.raises(Failed, match="is damaged: files/ab/cd/abcd"):
        archive.verified(backup)


@pytest.mark.parametrize("length", [0, 700, 1_000_000])
def test_a_backup_that_was_cut_is_refused(backup, length):
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(Failed):
        archive.verified(backup)


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("something"), io.BytesIO(b""))
    with pytest.raises(Failed, match="not a backup"):
        archive.verified(tmp_path / "other.tar")


def test_an_unfinished_backup_leaves_nothing(tmp_path):
    writer = archive.Writer(tmp_path / "b.tar", archive.Manifest("1.0", "2026-03-04"))
    writer.give_up()
    assert list(tmp_path.iterdir()) == []
