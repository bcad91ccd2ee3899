"""What changed between two JSON documents, as a list that can be applied elsewhere and taken back.

A list whose members are objects with a unique text under "key" is looked at member by member, so that two people who
change different members do not meet; every other list is one value. A change is a JSON object of one of four shapes,
`at` being the way to the object or list that it happens in (keys of objects, keys of members):

    {"at", "set": name, "was"?, "to"?}           a name of an object; without `was` it is new, without `to` it goes
    {"at", "put": key, "after": key, "value"}    a new member behind another; `after` is null for the first place
    {"at", "drop": key, "after": key, "value"}   a member goes
    {"at", "move": key, "from": key, "after": key}
"""

import json
from bisect import bisect_left
from copy import deepcopy
from typing import Any

Json = Any
Change = dict[str, Any]


class Conflict(ValueError):
    """The document is not as the change expects it. `at` is the place; `now` what stands there, None for nothing."""

    def __init__(self, at: list[str], now: Json = None) -> None:
        super().__init__(" / ".join(at))
        self.at, self.now = at, now


def same(one: Json, other: Json) -> bool:
    """Equal as JSON: 1 is neither true nor 1.0."""
    return _text(one) == _text(other)


def diff(old: Json, new: Json) -> list[Change]:
    """The changes that make `new` out of `old`, two objects."""
    return _objects(old, new, [])


def apply(document: Json, changes: list[Change]) -> Json:
    """A changed copy. Conflict where something else stands than a change knew; what is so already is left alone."""
    made = deepcopy(document)
    for change in changes:
        _apply(made, change)
    return made


def invert(changes: list[Change]) -> list[Change]:
    """What takes them back."""
    return [_inverse(change) for change in reversed(changes)]


def at(document: Json, path: list[str]) -> Json:
    """What stands at a path; Conflict when nothing does."""
    here = document
    for number, name in enumerate(path):
        here = _step(here, name, path[: number + 1])
    return here


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _keyed(value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(m, dict) and isinstance(m.get("key"), str) for m in value):
        return False
    return len({m["key"] for m in value}) == len(value)


def _objects(old: dict[str, Json], new: dict[str, Json], path: list[str]) -> list[Change]:
    found: list[Change] = []
    for name in sorted(old.keys() | new.keys()):
        if name in old and name in new:
            found += _values(old[name], new[name], path, name)
        else:
            sides = {side: deepcopy(value[name]) for side, value in (("was", old), ("to", new)) if name in value}
            found.append({"at": path, "set": name, **sides})
    return found


def _values(old: Json, new: Json, path: list[str], name: str) -> list[Change]:
    if same(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _objects(old, new, [*path, name])
    if _keyed(old) and _keyed(new):
        return _lists(old, new, [*path, name])
    return [{"at": path, "set": name, "was": deepcopy(old), "to": deepcopy(new)}]


def _lists(old: list[Json], new: list[Json], path: list[str]) -> list[Change]:
    """Members that go, then each in its new place from the left, then what changed inside of them."""
    before, after = {m["key"]: m for m in old}, {m["key"]: m for m in new}
    order = list(before)
    found: list[Change] = []
    for key in [key for key in order if key not in after]:
        found.append({"at": path, "drop": key, "after": _ahead(order, key), "value": deepcopy(before[key])})
        order.remove(key)
    stay = _longest_run([list(after).index(key) for key in order])
    staying = {order[number] for number in stay}
    previous: str | None = None
    for key, member in after.items():
        if key not in before:
            found.append({"at": path, "put": key, "after": previous, "value": deepcopy(member)})
            _place(order, key, previous)
        elif key not in staying:
            found.append({"at": path, "move": key, "from": _ahead(order, key), "after": previous})
            order.remove(key)
            _place(order, key, previous)
        previous = key
    for key in after:
        if key in before:
            found += _objects(before[key], after[key], [*path, key])
    return found


def _ahead(order: list[str], key: str) -> str | None:
    place = order.index(key)
    return order[place - 1] if place else None


def _place(order: list[str], key: str, previous: str | None) -> None:
    order.insert(order.index(previous) + 1 if previous is not None else 0, key)


def _longest_run(numbers: list[int]) -> list[int]:
    """Places of a longest rising subsequence: members that need not move."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(tails, number)
        back.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
    run, place = [], ends[-1] if ends else -1
    while place >= 0:
        run.append(place)
        place = back[place]
    return run[::-1]


def _step(here: Json, name: str, path: list[str]) -> Json:
    if isinstance(here, dict) and name in here:
        return here[name]
    if _keyed(here):
        for member in here:
            if member["key"] == name:
                return member
    raise Conflict(path)


def _apply(document: Json, change: Change) -> None:
    path = change["at"]
    here = at(document, path)
    if "set" in change:
        _set(here, change, path)
    elif not _keyed(here):
        raise Conflict(path, here)
    elif "put" in change:
        _put(here, change, path)
    elif "drop" in change:
        _drop(here, change, path)
    else:
        _move(here, change, path)


def _set(here: Json, change: Change, path: list[str]) -> None:
    name = change["set"]
    if not isinstance(here, dict):
        raise Conflict(path, here)
    present = [here[name]] if name in here else []
    wanted, known = ([change[side]] if side in change else [] for side in ("to", "was"))
    if not same(present, wanted) and not same(present, known):
        raise Conflict([*path, name], here.get(name))
    here.pop(name, None)
    if wanted:
        here[name] = deepcopy(wanted[0])


def _put(here: list[Json], change: Change, path: list[str]) -> None:
    place = _where(here, change["put"])
    if place is None:
        _insert(here, deepcopy(change["value"]), change["after"])
    elif not same(here[place], change["value"]):
        raise Conflict([*path, change["put"]], here[place])


def _move(here: list[Json], change: Change, path: list[str]) -> None:
    place = _where(here, change["move"])
    if place is None:
        raise Conflict([*path, change["move"]])
    _insert(here, here.pop(place), change["after"])


def _where(here: list[Json], key: str) -> int | None:
    return next((place for place, member in enumerate(here) if member["key"] == key), None)


def _drop(here: list[Json], change: Change, path: list[str]) -> None:
    place = _where(here, change["drop"])
    if place is None:
        return
    if not same(here[place], change["value"]):
        raise Conflict([*path, change["drop"]], here[place])
    del here[place]


def _insert(here: list[Json], member: Json, after: str | None) -> None:
    """Behind its neighbour; at the end when somebody took the neighbour away meanwhile."""
    places = [n for n, m in enumerate(here) if m["key"] == after]
    here.insert(0 if after is None else places[0] + 1 if places else len(here), member)


def _inverse(change: Change) -> Change:
    turned = {"at": change["at"]}
    if "set" in change:
        sides = {other: change[side] for side, other in (("was", "to"), ("to", "was")) if side in change}
        return {**turned, "set": change["set"], **sides}
    if "move" in change:
        return {**turned, "move": change["move"], "from": change["after"], "after": change["from"]}
    here, there = ("put", "drop") if "put" in change else ("drop", "put")
    return {**turned, there: change[here], "after": change["after"], "value": change["value"]}
