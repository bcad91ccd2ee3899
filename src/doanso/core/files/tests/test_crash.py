"""`kill -9` while files are stored: what was acknowledged is whole, what was not leaves no half file under its name."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from doanso.core.files import services
from doanso.core.files.models import Blob, File

pytestmark = pytest.mark.django_db(transaction=True)

WRITER = """
import io, os, sys
from datetime import UTC, datetime
import django
from django.core.files.base import File
django.setup()
from doanso.core.files import services

class Slow(io.BytesIO):
    '''Tells when half of it was read for the last time, and then never ends.'''
    reads = 0
    def read(self, size=-1):
        part = super().read(size)
        if MODE == "half" and size == 1024 * 1024 and self.tell() >= 2 * size:
            print("half", flush=True)
            sys.stdin.read()
        return part

MODE = sys.argv[1]
while True:
    content = b"%PDF-1.4" + os.urandom(3 * 1024 * 1024)
    upload = File(Slow(content), name="a.pdf")
    upload.size = len(content)
    file = services.store(upload, kinds=frozenset({"pdf"}), by=None, now=datetime.now(UTC))
    print(file.blob.sha256, flush=True)
"""


def write(folder: Path, mode: str) -> subprocess.Popen:
    """A process that stores one file after another into the test's own database and folder."""
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}:{own['PASSWORD']}@/{own['NAME']}?host={own['HOST']}&port={own['PORT'] or 5432}"
    environment = {**os.environ, "DATABASE_URL": url, "DOANSO_DATA": str(folder.parent), "DOANSO_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-c", WRITER, mode]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def kill(process: subprocess.Popen) -> list[str]:
    """What it had acknowledged by then."""
    process.send_signal(signal.SIGKILL)
    acknowledged = process.stdout.read().split()
    process.wait()
    for stream in (process.stdin, process.stdout):
        stream.close()
    return acknowledged


def check_whole(folder: Path) -> None:
    for path in folder.glob("??/??/*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def test_a_write_cut_in_half_leaves_no_file(folder) -> None:
    process = write(folder, "half")
    assert process.stdout.readline() == "half\n"
    kill(process)

    assert [path.parent.name for path in folder.rglob("*") if path.is_file()] == ["tmp"]
    assert (Blob.objects.count(), File.objects.count()) == (0, 0)


@pytest.mark.parametrize("after", [1, 4, 7])
def test_whatever_was_acknowledged_is_whole(folder, after) -> None:
    process = write(folder, "fast")
    acknowledged = [process.stdout.readline().strip() for _ in range(after)] + kill(process)

    check_whole(folder)
    assert len(acknowledged) >= after
    for digest in acknowledged:
        assert hashlib.sha256(services.read(File.objects.get(blob__sha256=digest))).hexdigest() == digest
