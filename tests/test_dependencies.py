"""What the code imports is declared, so that a bare machine installs it; what is declared is used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.source import ROOT, modules, place, refuse, text, tree

PROJECT = tomllib.loads(text(ROOT / "pyproject.toml"))
OURS = {"doanso", "tests", *sys.stdlib_module_names}


def names(lines: Iterable[str]) -> set[str]:
    return {_plain(re.match(r"[\w.-]+", line)[0]) for line in lines}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


BASE = names(PROJECT["project"]["dependencies"])
DEV = names(PROJECT["dependency-groups"]["dev"])


@cache
def distributions() -> dict[str, list[str]]:
    """Which package brings a module."""
    return {module: [_plain(name) for name in found] for module, found in packages_distributions().items()}


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of each import of a package that is not ours."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        else:
            found = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
        yield from ((node.lineno, top) for name in found if (top := name.partition(".")[0]) not in OURS)


def undeclared(paths: Iterable[Path], known: set[str]) -> list[str]:
    return [
        f"{place(path, line)} {module}"
        for path in paths
        for line, module in imported(path)
        if not known & set(distributions().get(module, []))
    ]


def test_what_the_product_imports_is_declared():
    refuse(undeclared(modules(), BASE), "Name its package in the dependencies of pyproject.toml.")


def test_what_tests_and_tools_import_is_declared():
    paths = [*modules(tests=True), *(ROOT / "tools").glob("*.py"), ROOT / "conftest.py", ROOT / "manage.py"]
    refuse(undeclared(paths, BASE | DEV), "Name its package in the group dev of pyproject.toml.")


def test_what_the_product_declares_is_used():
    """By an import, or by its name in the settings."""
    words = set(re.findall(r"\w+", " ".join(text(path) for path in modules())))
    unused = [name for name in sorted(BASE) if not words & {*brought(name), name.replace("-", "_")}]
    refuse(unused, "Take it out of pyproject.toml and docs/decisions/0002-dependencies.md.")


def brought(name: str) -> set[str]:
    return {module for module, found in distributions().items() if name in found}
