"""The text of an assignee as a tree of calls."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_TOKEN = re.compile(r"\s*(?:([A-Za-z_][A-Za-z0-9_]*)|'([^']{1,40})'|([(),]))")
MAX_LENGTH, MAX_DEPTH = 200, 6


class AssigneeError(ValueError):
    """The expression cannot be read; the message is for the person who wrote it."""


@dataclass(frozen=True)
class Call:
    name: str
    args: "tuple[Call, ...]" = ()
    literal: bool = False


def parse(text: str) -> Call:
    if len(text) > MAX_LENGTH:
        raise AssigneeError(_("The assignee is too long."))
    tokens: list[tuple[str, str]] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if not match:
            raise AssigneeError(_("Unexpected sign at place %(place)d.") % {"place": position + 1})
        kind = "name" if match[1] else "code" if match[2] else match[3]
        tokens.append((kind, match[1] or match[2] or ""))
        position = match.end()
    call, rest = _read(tokens, 0)
    if rest:
        raise AssigneeError(_("Something follows the end of the assignee."))
    return call


def _read(tokens: list[tuple[str, str]], depth: int) -> tuple[Call, list[tuple[str, str]]]:
    if depth > MAX_DEPTH:
        raise AssigneeError(_("The assignee is nested too deeply."))
    if not tokens or tokens[0][0] not in {"name", "code"}:
        raise AssigneeError(_("A name is missing."))
    (kind, name), rest = tokens[0], tokens[1:]
    if kind == "code":
        return Call(name, literal=True), rest
    if not rest or rest[0][0] != "(":
        return Call(name), rest
    args: list[Call] = []
    rest = rest[1:]
    while True:
        arg, rest = _read(rest, depth + 1)
        args.append(arg)
        if not rest or rest[0][0] not in {",", ")"}:
            raise AssigneeError(_("A closing bracket is missing."))
        closing, rest = rest[0][0] == ")", rest[1:]
        if closing:
            return Call(name, tuple(args)), rest
