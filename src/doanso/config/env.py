"""Settings that an administrator gives: each is an environment variable, listed here and in docs/howto/settings.md."""

import os
from dataclasses import dataclass


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


def number(name: str, default: int, *, help: str) -> int:
    raw = text(name, str(default), help=help)
    try:
        return int(raw)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {raw!r}.") from None


def flag(name: str, *, default: bool, help: str) -> bool:
    raw = text(name, "1" if default else "0", help=help).strip().lower()
    if raw not in {"1", "0", "true", "false", "yes", "no", ""}:
        raise SystemExit(f"{name} must be 1 or 0, not {raw!r}.")
    return raw in {"1", "true", "yes"}


def words(name: str, default: str = "", *, help: str) -> list[str]:
    return [part.strip() for part in text(name, default, help=help).split(",") if part.strip()]
