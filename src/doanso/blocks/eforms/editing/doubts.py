"""What is still wrong with a form, at the page, section or question that it concerns, in words."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.loader import problems_of
from doanso.blocks.eforms.definition.problems import Problem
from doanso.blocks.eforms.editing.finding import Json, Spot, copied
from doanso.blocks.eforms.editing.reading import lost_answers

_STEP = re.compile(r"([a-z_]+)\[([0-9]+)\]")
WHOLE = ""
Doubts = dict[str, list[str]]


def doubts(definition: Json) -> Doubts:
    """Messages by path of `Spot`; "" for the whole form, `check:N` for a rule over several questions.

    Empty pages and sections are told apart from the rest: else they would hide what is wrong with expressions.
    """
    found: Doubts = {}
    for where, message in _empty(definition):
        found.setdefault(where, []).append(message)
    pruned = without_empty(definition)
    for problem in problems_of(pruned) if pruned["pages"] else ():
        _tell(found, _where(pruned, problem), problem.message)
    for where, message in lost_answers(pruned):
        _tell(found, where, message)
    return found


def _tell(found: Doubts, where: str, message: str) -> None:
    messages = found.setdefault(where, [])
    if message not in messages:
        messages.append(message)


def presentable(definition: Json) -> tuple[Json | None, int]:
    """As much of the form as can be shown, and how many questions had to be left out. None when nothing can."""
    made, dropped = without_empty(definition), 0
    for _time in range(4):
        if not made["pages"]:
            return None, dropped
        problems = problems_of(made)
        if not problems:
            return made, dropped
        made, fewer = _without(made, {_where(made, problem) for problem in problems})
        dropped += fewer
        made = without_empty(made)
    return None, dropped


def without_empty(definition: Json) -> Json:
    pages = []
    for page in definition["pages"]:
        sections = [section for section in page["sections"] if section.get("fields")]
        if sections:
            pages.append({**page, "sections": sections})
    return {**definition, "pages": pages}


def _empty(definition: Json) -> Iterator[tuple[str, str]]:
    for page in definition["pages"]:
        if not page["sections"]:
            yield f"page:{page['key']}", _("This page has no section yet.")
        for section in page["sections"]:
            if not section.get("fields"):
                yield f"section:{section['key']}", _("This section has no question yet.")


def _where(definition: Json, problem: Problem) -> str:
    """The spot of a path like `pages[0].sections[1].fields[3].options` or `dia_chi.show_if`."""
    path = problem.path
    if path.startswith("checks["):
        return f"check:{path[len('checks[') :].partition(']')[0]}"
    if path.startswith("pages["):
        return _by_number(definition, path)
    key, _dot, rest = path.partition(".")
    fields = {row["key"]: row for page in definition["pages"] for s in page["sections"] for row in s["fields"]}
    if key in fields:
        part = rest.partition(".")[0]
        inside = {row["key"] for row in fields[key].get("columns") or fields[key].get("fields") or ()}
        return str(Spot("field", key, part if part in inside and "." in rest else ""))
    for page in definition["pages"]:
        if page["key"] == key:
            return f"page:{key}"
        if any(section["key"] == key for section in page["sections"]):
            return f"section:{key}"
    return WHOLE


def _by_number(definition: Json, path: str) -> str:
    row: Any = definition
    kinds, keys = {"pages": "page", "sections": "section", "fields": "field", "columns": "field"}, []
    kind = ""
    for step in _STEP.finditer(path):
        name, number = step[1], int(step[2])
        if name not in kinds or not isinstance(row.get(name), list) or number >= len(row[name]):
            break
        row, kind = row[name][number], kinds[name]
        keys = [*keys, row["key"]]
    return f"{kind}:{'.'.join(keys[2:] if kind == 'field' else keys[-1:])}" if keys else WHOLE


def _without(definition: Json, places: set[str]) -> tuple[Json, int]:
    made, dropped = copied(definition), 0
    for page in made["pages"]:
        _unconditional(page, f"page:{page['key']}", places)
        for section in page["sections"]:
            _unconditional(section, f"section:{section['key']}", places)
            kept = [row for row in section["fields"] if not _concerned(row["key"], places)]
            dropped += len(section["fields"]) - len(kept)
            section["fields"] = kept
    checks = made.get("checks") or []
    made["checks"] = [row for n, row in enumerate(checks) if f"check:{n}" not in places]
    return made, dropped


def _unconditional(row: Json, where: str, places: set[str]) -> None:
    if where in places:
        row.pop("show_if", None)


def _concerned(key: str, places: set[str]) -> bool:
    return any(place == f"field:{key}" or place.startswith(f"field:{key}.") for place in places)
