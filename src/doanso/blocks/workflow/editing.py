"""Changes of a flow while it is written: each makes a new flow and leaves the old one alone.

A step without `to` leads to the one below it, so that a table that is only reordered stays one line. A step that is
called by name (`to`, cases of branches, `otherwise` of votes, `not_by`) may be moved; when it goes, whoever led to it
leads to where it led.
"""

from collections.abc import Collection, Iterable
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import END, KINDS, MOST_STEPS, REFUSE
from doanso.lib.errors import Refused

Json = dict[str, Any]
PREFIX = "buoc"
NEW: Json = {"name": "", "kind": "task", "assignee": "", "minutes": 480, "actions": ["forward", "return"]}
DEFAULTS: Json = {
    "name": "", "kind": "task", "assignee": "", "minutes": 0, "clock": True, "limit_days": 0, "output": "", "to": "",
    "actions": ["forward", "return"], "not_by": [], "escalate_to": "", "chair": "bi_thu(don_vi)", "otherwise": REFUSE,
    "branches": [], "need": 0, "cases": [], "note": "", "presence": 0,
}  # fmt: skip
TERMS: Json = {"quorum": "2/3", "threshold": "1/2", "at_least": False, "of_all": False, "secret": False}
UNORDERED = {"actions", "not_by"}
PEOPLE = ("minutes", "clock", "limit_days", "actions", "not_by", "escalate_to", "presence")
OWN: dict[str, tuple[str, ...]] = {
    "start": (),
    "task": ("assignee", *PEOPLE),
    "consult": ("branches", "need", *PEOPLE),
    "vote": ("assignee", "vote", "chair", "otherwise", *PEOPLE),
    "branch": ("cases",),
    "system": (),
}
assert set(OWN) == set(KINDS)  # noqa: S101 a new kind is told here what belongs to it


def steps(flow: Json) -> list[Json]:
    return list(flow.get("steps") or ())


def step(flow: Json, key: str) -> Json:
    """Refused when it is not there any more."""
    rows = steps(flow)
    return rows[_place(rows, key)]


def value(row: Json, name: str) -> Any:
    """What holds when the row does not say."""
    return row[name] if name in row else DEFAULTS[name]


def leads_to(flow: Json, key: str) -> str:
    rows = steps(flow)
    return _leads(rows, _place(rows, key))


def add(flow: Json, *, after: str | None, values: Json | None = None, taken: Collection[str] = ()) -> tuple[Json, str]:
    """A new step behind another, or at the top. `taken`: keys that it must not get besides those in the flow."""
    rows = steps(flow)
    key = new_key(rows, taken)
    return _insert(flow, {"key": key, **deepcopy(values or NEW)}, after), key


def duplicate(flow: Json, key: str, *, taken: Collection[str] = ()) -> tuple[Json, str]:
    """Behind the first, and the first leads to it."""
    rows = steps(flow)
    copied = deepcopy(rows[_place(rows, key)])
    copied["key"] = new_key(rows, taken)
    copied["name"] = _("%(name)s (copy)") % {"name": value(copied, "name")}
    if copied.get("kind") == "start":
        copied["kind"] = "task"
    if copied.get("extra", {}).get("issue"):
        copied["extra"].pop("issue")  # a result is signed once
    first = [{n: v for n, v in row.items() if n != "to"} if row["key"] == key else row for row in rows]
    return _insert({**flow, "steps": first}, copied, key), copied["key"]


def remove(flow: Json, key: str) -> Json:
    rows = steps(flow)
    place = _place(rows, key)
    heir = _heir(rows, place)
    keeps_line = heir == _following(rows, place)
    made = []
    for number, row in enumerate(rows):
        if number != place:
            straight = number == place - 1 and not row.get("to") and not keeps_line
            made.append(_without({**row, "to": key} if straight else row, key, heir))
    return _with(flow, rows, made)


def move(flow: Json, key: str, *, after: str | None) -> Json:
    """Behind another step, or to the top; what the applicant does by submitting stays first."""
    rows = steps(flow)
    moved = rows.pop(_place(rows, key))
    if after == key or moved.get("kind") == "start":
        return flow
    rows.insert(_behind(rows, after), moved)
    return _with(flow, steps(flow), rows)


def move_by(flow: Json, key: str, places: int) -> Json:
    """Up when negative; the ends stop it."""
    keys = [row["key"] for row in steps(flow)]
    here = _place(steps(flow), key)
    wanted = min(max(here + places, 0), len(keys) - 1)
    keys.remove(key)
    return move(flow, key, after=keys[wanted - 1] if wanted else None)


def change(flow: Json, key: str, values: Json, *, extra: Json | None = None) -> Json:
    """Write these values; what stands there already, said or by default, is left as it is.

    Another kind leaves behind what belongs to the old kind alone. `extra`: None takes a name away.
    """
    rows = steps(flow)
    place = _place(rows, key)
    row = _merged(rows[place], {n: v for n, v in values.items() if n != "vote"}, DEFAULTS)
    if terms := values.get("vote"):
        row = _whole(row, "vote", _merged(row.get("vote") or {}, terms, TERMS))
    if extra:
        more = {name: v for name, v in extra.items() if v not in (None, [], "", False)}
        gone = extra.keys() - more.keys()
        row = _whole(row, "extra", {n: v for n, v in (row.get("extra") or {}).items() if n not in gone} | more)
    kind = value(row, "kind")
    if kind != value(rows[place], "kind"):
        others = {name for names in OWN.values() for name in names} - {*OWN[kind]}
        row = {name: v for name, v in row.items() if name not in others}
    return {**flow, "steps": [*rows[:place], row, *rows[place + 1 :]]}


def new_key(rows: Iterable[Json], taken: Collection[str] = (), prefix: str = PREFIX) -> str:
    """One above the highest number, so that a key that was given up is not used for something else."""
    numbers = [0]
    for key in {row.get("key", "") for row in rows} | {*taken}:
        tail = key.removeprefix(f"{prefix}_")
        if tail != key and tail.isascii() and tail.isdigit() and len(tail) < 7:
            numbers.append(int(tail))
    return f"{prefix}_{max(numbers) + 1}"


def _place(rows: list[Json], key: str) -> int:
    for place, row in enumerate(rows):
        if row.get("key") == key:
            return place
    raise Refused(_("This step is not there any more."))


def _following(rows: list[Json], place: int) -> str:
    return rows[place + 1]["key"] if place + 1 < len(rows) else END


def _leads(rows: list[Json], place: int) -> str:
    return rows[place].get("to") or _following(rows, place)


def _heir(rows: list[Json], place: int) -> str:
    """Where those lead who led to a step that goes: downwards if it could go there itself."""
    following, row = _following(rows, place), rows[place]
    targets = {_leads(rows, place), *(case.get("to") for case in row.get("cases") or ())}
    heir = following if following in targets else _leads(rows, place)
    return following if heir == row["key"] else heir


def _without(row: Json, key: str, heir: str) -> Json:
    """Nobody may be led to a step that is gone, and nobody to where they are: then to the end."""
    target = END if heir == row["key"] else heir
    made = {name: (target if name in ("to", "otherwise") and v == key else v) for name, v in row.items()}
    if key in (row.get("not_by") or ()):
        made["not_by"] = [other for other in row["not_by"] if other != key]
    if any(case.get("to") == key for case in row.get("cases") or ()):
        made["cases"] = [{**case, "to": target} if case.get("to") == key else case for case in row["cases"]]
    return made


def _insert(flow: Json, row: Json, after: str | None) -> Json:
    rows = steps(flow)
    if len(rows) >= MOST_STEPS:
        raise Refused(_("A flow has at most %(most)d steps.") % {"most": MOST_STEPS})
    rows.insert(_behind(rows, after), row)
    return _with(flow, steps(flow), rows)


def _behind(rows: list[Json], after: str | None) -> int:
    """A place in the list; at the end when the neighbour is gone, never before the submission."""
    first = 1 if rows and rows[0].get("kind") == "start" else 0
    if after is None:
        return first
    return next((place + 1 for place, row in enumerate(rows) if row.get("key") == after), len(rows))


def _with(flow: Json, before: list[Json], after: list[Json]) -> Json:
    """Steps that led to the one below them lead to the one that is below them now."""
    below = {row["key"]: _following(before, place) for place, row in enumerate(before)}
    made = []
    for place, row in enumerate(after):
        follows = row.get("to") and row["to"] == below.get(row["key"]) and row.get("kind") != "branch"
        moved = follows and _following(after, place) != row["to"]
        made.append({name: v for name, v in row.items() if name != "to"} if moved else row)
    return {**flow, "steps": made}


def _merged(old: Json, values: Json, defaults: Json) -> Json:
    made = dict(old)
    for name, wanted in values.items():
        present = old.get(name)
        present, wanted = (defaults[name] if v is None or v == "" else v for v in (present, wanted))
        if _alike(name, present, wanted):
            continue
        if _alike(name, wanted, defaults[name]):
            made.pop(name, None)
        else:
            made[name] = wanted
    return made


def _alike(name: str, one: Any, other: Any) -> bool:
    return sorted(one) == sorted(other) if name in UNORDERED else one == other


def _whole(row: Json, name: str, part: Json) -> Json:
    if part == (row.get(name) or {}):
        return row
    return {**row, name: part} if part else {n: v for n, v in row.items() if n != name}
