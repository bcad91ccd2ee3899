import io
import json
import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from tests.support import org as organisation
from tests.support.live import environment

from doanso import __version__
from doanso.cli import build_parser, main, modules
from doanso.cli.errors import Failed
from doanso.cli.waiting import wait_for_port
from doanso.core.accounts.models import User
from doanso.core.audit.models import Event
from doanso.features.procedures.tests.test_importer import source


def doanso(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "doanso", *arguments]
    return subprocess.run(command, env=env or os.environ, capture_output=True, text=True, timeout=300, check=False)


def here(*arguments: str) -> int:
    """In this process, on the test's database."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        return main(list(arguments))
    finally:
        signal.signal(signal.SIGTERM, before)


def test_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ending:
        main(["--version"])
    assert ending.value.code == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["fly"], ["audit", "burn"], ["backup"]])
def test_what_is_not_understood_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2


def test_every_command_says_what_it_does():
    for name, module in modules().items():
        assert module.HELP.endswith("."), name
        assert re.search(rf"\n    {name}\s", build_parser().format_help())


def test_demo_keeps_strangers_out_unless_told_otherwise():
    done = doanso("demo", "--listen", "0.0.0.0")
    assert done.returncode == 1
    assert done.stderr == (
        "On 0.0.0.0 others could sign in with the demo's known passwords. If you want that, add --open.\n"
    )


def test_what_an_administrator_can_mend_is_told_in_words(tmp_path):
    away = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "DOANSO_DATA": str(tmp_path)}
    done = doanso("audit", "verify", env=away)
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer: look at DATABASE_URL and at the server.\n")
    assert "Traceback" not in done.stderr

    done = doanso("check", env=away | {"DATABASE_URL": "mysql://nobody@127.0.0.1/"})
    assert done.returncode == 1
    assert done.stderr == "DATABASE_URL must read like postgresql://user:password@host/name.\n"

    done = doanso("check", env=away)
    assert done.returncode == 1
    assert "WRONG  The database cannot be reached" in done.stdout

    done = doanso("check", env={name: value for name, value in away.items() if name != "DATABASE_URL"})
    assert "run `doanso migrate`." in done.stdout
    assert not (tmp_path / "postgres").exists()


def test_a_port_that_another_program_holds_is_told_and_not_shared(tmp_path):
    """Even one that would share it: visitors would come now to the one and now to the other."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Failed, match=f"Port {port} of 127.0.0.1 is taken"):
            wait_for_port("127.0.0.1", port, seconds=0)
    wait_for_port("127.0.0.1", port, seconds=5)


@pytest.mark.django_db
def test_the_owner_is_made_once_and_with_a_good_password(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678\nMot-mat-khau-dai-2026\nMot-mat-khau-dai-2026\n"))
    weak, made, again = [here("owner", "Chu@Example.vn") for _try in range(3)]
    assert (weak, made, again) == (1, 0, 1)
    assert "chu@example.vn signs in at /dang-nhap/" in capsys.readouterr().out
    owner = User.objects.get()
    assert (owner.email, owner.is_superuser) == ("chu@example.vn", True)
    assert owner.check_password("Mot-mat-khau-dai-2026")
    assert Event.objects.get(kind="accounts.created").data == {"owner": True}


@pytest.mark.django_db
def test_import_takes_the_unit_with_a_desk_unless_told(tmp_path, capsys):
    file = tmp_path / "thu-tuc.json"
    file.write_text(json.dumps(source(), ensure_ascii=False), encoding="utf-8")
    assert here("import", "procedures", str(file)) == 1
    assert "say with --unit" in capsys.readouterr().err

    organisation.build()
    assert here("import", "procedures", str(file)) == 0
    assert "T-HC Trung tâm Phục vụ hành chính công will handle the dossiers." in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_audit_verify_finds_a_row_that_was_changed(person, now):
    from django.db import connection

    from doanso.core.audit import services

    services.record("test.made", person, by=person, now=now)
    env = environment(8000)
    whole = doanso("audit", "verify", env=env)
    assert (whole.returncode, whole.stdout) == (0, "1 events, 0 problems.\n")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_refuse")
        cursor.execute("UPDATE audit_event SET kind = 'test.forged'")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_refuse")
    forged = doanso("audit", "verify", env=env)
    assert (forged.returncode, forged.stdout) == (1, "1 events, 1 problems.\n")
