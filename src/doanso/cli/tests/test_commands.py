import os
import re
import subprocess
import sys

import pytest
from tests.support.live import environment

from doanso import __version__
from doanso.cli import build_parser, main, modules


def doanso(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "doanso", *arguments]
    return subprocess.run(command, env=env or os.environ, capture_output=True, text=True, timeout=300, check=False)


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


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_audit_verify_finds_a_row_that_was_changed(person, now):
    from django.db import connection

    from doanso.core.audit import services

    services.record("test.made", person, by=person, now=now)
    env = environment(0)
    whole = doanso("audit", "verify", env=env)
    assert (whole.returncode, whole.stdout) == (0, "1 events, 0 problems.\n")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_refuse")
        cursor.execute("UPDATE audit_event SET kind = 'test.forged'")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_refuse")
    forged = doanso("audit", "verify", env=env)
    assert (forged.returncode, forged.stdout) == (1, "1 events, 1 problems.\n")
