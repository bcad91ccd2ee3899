"""What a file changes, put together with what others changed since the file was made."""

from copy import deepcopy
from typing import Any, NamedTuple

from doanso.lib import changes

Json = dict[str, Any]


class Clash(NamedTuple):
    """A change of the file that meets somebody else's at the same place."""

    change: changes.Change
    conflict: changes.Conflict


def merged(now: Json, base: Json, wanted: Json, *, file_wins: bool = False) -> tuple[Json, list[Clash]]:
    """`now` with what `wanted` changes against `base`. Where both changed the same, `now` holds, or the file."""
    found = changes.diff(base, wanted)
    try:
        return changes.apply(now, found), []
    except changes.Conflict:
        return _one_by_one(now, found, wanted, file_wins)


def _one_by_one(now: Json, found: list[changes.Change], wanted: Json, file_wins: bool) -> tuple[Json, list[Clash]]:
    made, clashes = deepcopy(now), []
    for change in found:
        try:
            made = changes.apply(made, [change])
        except changes.Conflict as conflict:
            clashes.append(Clash(change, conflict))
            if file_wins:
                made = _forced(made, conflict, wanted)
    return made, clashes


def _forced(now: Json, conflict: changes.Conflict, wanted: Json) -> Json:
    """The innermost thing that stands in the way becomes what the file says of it."""
    made = deepcopy(now)
    *above, name = conflict.at
    here = changes.at(made, above)
    try:
        value = deepcopy(changes.at(wanted, [*above, name]))
    except changes.Conflict:
        _drop(here, name)
        return made
    if isinstance(here, dict):
        here[name] = value
    else:
        _put(here, name, value, [member["key"] for member in changes.at(wanted, above)])
    return made


def _drop(here: Any, name: str) -> None:
    if isinstance(here, dict):
        here.pop(name, None)
    else:
        here[:] = [member for member in here if member["key"] != name]


def _put(here: list[Json], key: str, value: Json, order: list[str]) -> None:
    """In its place when it is there, else behind the nearest of those that stand above it in the file."""
    keys = [member["key"] for member in here]
    if key in keys:
        here[keys.index(key)] = value
        return
    above = [keys.index(other) for other in order[: order.index(key)] if other in keys]
    here.insert(above[-1] + 1 if above else 0, value)
