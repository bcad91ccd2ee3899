"""Settings that an administrator gives: each is an environment variable, listed here and in docs/howto/settings.md."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    help: str


VARIABLES: dict[str, Variable] = {}


def text(name: str, default: str = "", *, help: str) -> str:
    """The variable's value; reading it also registers it, which is what the documentation test compares."""
    VARIABLES[name] = Variable(name, default, help)
    return os.environ.get(name, default)


def number(name: str, default: int, *, help: str, least: int = 1, most: int = 1_000_000) -> int:
    raw = text(name, str(default), help=help)
    try:
        chosen = int(raw)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {raw!r}.") from None
    if not least <= chosen <= most:
        raise SystemExit(f"{name} must be between {least} and {most}, not {raw}.")
    return chosen


def choice(name: str, default: str, among: Sequence[str], *, help: str) -> str:
    raw = text(name, default, help=help).strip().upper()
    if raw not in among:
        raise SystemExit(f"{name} must be one of {', '.join(among)}, not {raw!r}.")
    return raw


def flag(name: str, *, default: bool, help: str) -> bool:
    raw = text(name, "1" if default else "0", help=help).strip().lower()
    if raw not in {"1", "0", "true", "false", "yes", "no", ""}:
        raise SystemExit(f"{name} must be 1 or 0, not {raw!r}.")
    return raw in {"1", "true", "yes"}


def words(name: str, default: str = "", *, help: str) -> list[str]:
    return [part.strip() for part in text(name, default, help=help).split(",") if part.strip()]


def misspelt(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that carry our name and mean nothing, each with the one that was meant; "" when none is near."""
    unknown = sorted(name for name in environ if name.startswith("DOANSO_") and name not in VARIABLES)
    return {name: next(iter(get_close_matches(name, VARIABLES, n=1)), "") for name in unknown}
