"""What the pages say exists, and what exists is on the pages."""

import re
import tomllib
from itertools import chain
from urllib.parse import unquote

from procrastinate.contrib.django import app

from doanso.cli import modules as subcommands
from doanso.config import env
from tests.source import ROOT, files, place, refuse, text

HOWTO = ROOT / "docs/howto"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)|!\[[^\]]*\]\(([^)]+)\)")


def test_every_setting_is_documented_with_its_default():
    page = text(HOWTO / "settings.md")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", page, re.MULTILINE))
    assert set(rows) == set(env.VARIABLES), "docs/howto/settings.md lists each variable of the settings once."
    told = {name: value.default for name, value in env.VARIABLES.items() if value.default}
    assert {name: rows[name].strip("`") for name in told} == told


def test_every_command_is_documented():
    page = text(HOWTO / "install.md")
    missing = [name for name in subcommands() if not re.search(rf"^\| `doanso {name}\b", page, re.MULTILINE)]
    refuse(missing, "Add it to the table of commands in docs/howto/install.md.")


def test_every_job_is_documented_with_its_times():
    page = text(HOWTO / "jobs.md")
    timed = dict(re.findall(r"^\| `([a-z._]+)` \| `([^`]+)` \|", page, re.MULTILINE))
    called = re.findall(r"^\| `([a-z._]+)` \| [^`]", page, re.MULTILINE)
    known = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    ours = {name for name in app.tasks if not name.startswith(("builtin:", "procrastinate."))}
    assert timed == known, "docs/howto/jobs.md lists every job that runs at fixed times."
    assert set(called) == ours - set(known), "docs/howto/jobs.md lists every other job."


def test_every_dependency_has_its_reason():
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    groups = project["dependency-groups"]
    wanted = {re.match(r"[\w-]+", line)[0] for line in [*project["project"]["dependencies"], *chain(*groups.values())]}
    page = text(ROOT / "docs/decisions/0002-dependencies.md")
    told = {name.strip() for row in re.findall(r"^\| ([\w, -]+) \|", page, re.MULTILINE) for name in row.split(",")}
    assert told - {"Package"} == wanted, "docs/decisions/0002-dependencies.md has a row for each package, and no more."


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in files(".md"):
        for first, second in LINK.findall(text(page)):
            target = unquote(first or second)
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{place(page)}: {target}")
    refuse(broken, "Mend the link, or write the page.")


def test_both_readmes_name_the_two_commands():
    for name in ("README.md", "README.vi.md"):
        assert re.findall(r"^    (make \w+)", text(ROOT / name), re.MULTILINE) == ["make demo", "make test"]


def test_decisions_have_the_three_headings():
    for page in files(".md", below=ROOT / "docs/decisions"):
        assert re.findall(r"^## (.*)$", text(page), re.MULTILINE) == ["Context", "Decision", "Consequences"], place(
            page
        )


def test_make_help_lists_every_target():
    makefile = text(ROOT / "Makefile")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    assert targets == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
