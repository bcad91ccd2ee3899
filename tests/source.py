"""The project's own files, for the tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "src/doanso"
SKIPPED = {
    ".git",
    ".venv",
    "__pycache__",
    "build",
    "dist",
    "var",
    "shots",
    "node_modules",
    "staticfiles",
    ".hypothesis",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*suffixes: str, below: Path = ROOT) -> list[Path]:
    """Files with these endings (all, without any), generated ones left out."""
    found = (p for p in below.rglob("*") if p.is_file() and not SKIPPED & set(p.relative_to(ROOT).parts))
    return sorted(p for p in found if not suffixes or p.suffix in suffixes)


def modules(*, tests: bool = False) -> list[Path]:
    """Python files of the product; with `tests` those of the tests too. Migrations are made by a command."""
    wanted = [*files(".py", below=CODE), *(files(".py", below=ROOT / "tests") if tests else [])]
    return [p for p in wanted if "migrations" not in p.parts and (tests or "tests" not in p.parts)]


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def place(path: Path, line: int | None = None) -> str:
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")


def is_text(path: Path) -> bool:
    try:
        text(path)
    except UnicodeDecodeError:
        return False
    return True


def refuse(found: list[str], remedy: str) -> None:
    """Fail with every place, and what to do there."""
    assert not found, "\n".join([remedy, *found])
