"""The same for several questions at once: they go, are copied or move together, and keep their order."""

import re
from collections.abc import Collection
from copy import deepcopy

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.editing.acting import few_enough
from doanso.blocks.eforms.editing.finding import Gone, Json, Spot, copied, find, sections, walk
from doanso.blocks.eforms.editing.keys import NOTHING_RESERVED, fresh, taken
from doanso.blocks.eforms.editing.renaming import rename_parts
from doanso.lib.errors import Refused


def move_all(form: Json, keys: Collection[str], into: Spot, after: str = "") -> Json:
    """Behind `after` in a section, "" for its first place. Behind one that moves too means where that one stood."""
    made = copied(form)
    rows = _rows(made, keys)
    home = find(made, into).row["fields"] if into.kind == "section" else None
    if home is None:
        raise Gone
    names = [row["key"] for row in home]
    before = names[: names.index(after) + 1] if after in names else []
    stays = [key for key in before if key not in keys]
    for section in sections(made):
        section["fields"][:] = [row for row in section["fields"] if row["key"] not in keys]
    if len(home) + len(rows) > spec.MAX_FIELDS:
        raise Refused(_("There is no room for more than %(most)d here.") % {"most": spec.MAX_FIELDS})
    place = len(stays) if after in names or not after else len(home)
    home[place:place] = rows
    return made


def remove_all(form: Json, keys: Collection[str]) -> Json:
    """Expressions that read them stay, and are told as problems."""
    made = copied(form)
    _rows(made, keys)
    for section in sections(made):
        section["fields"][:] = [row for row in section["fields"] if row["key"] not in keys]
    return made


def duplicate_all(
    form: Json, keys: Collection[str], *, reserved: re.Pattern[str] = NOTHING_RESERVED
) -> tuple[Json, list[str]]:
    """Copies behind the last of them; what they read of each other, the copies read of each other."""
    made = copied(form)
    rows = deepcopy(_rows(made, keys))
    used, names = taken(made, "field"), {}
    for row in rows:
        names[row["key"]] = fresh(row["key"], used, reserved=reserved)
        used.add(names[row["key"]])
    last = find(made, Spot("field", rows[-1]["key"]))
    for row in rows:
        row["key"] = names[row["key"]]
        rename_parts(row, names)
    last.among[last.place + 1 : last.place + 1] = rows
    few_enough(made)
    return made, list(names.values())


def _rows(form: Json, keys: Collection[str]) -> list[Json]:
    """In the order of the form. Gone when one is not there any more."""
    rows = [row for row in walk(form) if row["key"] in keys]
    if not rows or len(rows) < len({*keys}):
        raise Gone
    return rows
