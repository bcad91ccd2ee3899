"""The single steps: put in, change, take out, move, copy."""

import re
from copy import deepcopy

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.editing.finding import INSIDE, PARTS, Found, Json, Spot, copied, find, members, sections, walk
from doanso.blocks.eforms.editing.keys import NOTHING_RESERVED, fresh, taken, words
from doanso.blocks.eforms.editing.renaming import rename_parts
from doanso.lib.errors import Refused

BELOW = {"": "page", "page": "section", "section": "field", "field": "field"}
MOST = {"page": spec.MAX_PAGES, "section": spec.MAX_SECTIONS}
STEMS = {"page": "trang", "section": "muc", "field": "cau_hoi"}


def add(
    form: Json, into: Spot | None, row: Json, *, after: str | None = None, reserved: re.Pattern[str] = NOTHING_RESERVED
) -> tuple[Json, Spot]:
    """A row without key in a page, a section, a table or (None) the form; after a key, "" for first, None for last."""
    made = copied(form)
    home, kind = (find(made, into).row, BELOW[into.kind]) if into else ({"sections": made["pages"]}, "page")
    among = members(home)
    inside_table = into is not None and into.kind == "field"
    _room(made, kind, among, inside=inside_table)
    used = {other["key"] for other in among} if inside_table else taken(made, kind)
    text = row.get("label") or row.get("title")
    new = {"key": fresh(text, used, stem=STEMS[kind], reserved=reserved), **deepcopy(row)}
    if kind in INSIDE:
        new.setdefault(INSIDE[kind], [])
    among.insert(_behind(among, after), new)
    return made, Spot("field", into.key, new["key"]) if inside_table and into else Spot(kind, new["key"])


def change(form: Json, where: Spot, values: Json) -> Json:
    """Sets these attributes; None takes one away. The key stays (see `rename`)."""
    made = copied(form)
    row = find(made, where).row
    for name, value in values.items():
        if value is None:
            row.pop(name, None)
        else:
            row[name] = deepcopy(value)
    if "columns" in row and row.get("totals"):
        _keep_totals(row)
    return made


def remove(form: Json, where: Spot) -> Json:
    """Takes it out with all that it holds. Expressions that read it stay, and are told as problems."""
    made = copied(form)
    found = find(made, where)
    if where.kind == "page" and len(found.among) == 1:
        raise Refused(_("A form has at least one page."))
    del found.among[found.place]
    _mend_above(found)
    return made


def move(form: Json, what: Spot, into: Spot | None, after: str = "") -> Json:
    """To another place: behind the key `after` in a section, page or table; "" for the first place."""
    made = copied(form)
    found = find(made, what)
    home = find(made, into).row if into else {"sections": made["pages"]}
    _may_stand(what, into, found.row)
    among = members(home)
    if among is not found.among:
        _room(made, what.kind, among, inside=bool(what.part), moving=True)
    if after == found.row["key"]:
        return made
    del found.among[found.place]
    among.insert(_behind(among, after), found.row)
    return made


def shift(form: Json, what: Spot, by: int) -> Json:
    """One place up (-1) or down (1); over the edge of a section or page into the next one. At the end it stays."""
    found = find(form, what)
    target = found.place + by
    if 0 <= target < len(found.among):
        made = copied(form)
        among = find(made, what).among
        among.insert(target, among.pop(found.place))
        return made
    homes = _homes(form, what)
    here = next((n for n, (_spot, row) in enumerate(homes) if row is found.above), None)
    if here is None or not 0 <= here + by < len(homes):
        return form
    into, row = homes[here + by]
    behind = members(row)[-1]["key"] if by < 0 and members(row) else ""
    return move(form, what, into, behind)


def duplicate(form: Json, where: Spot, *, reserved: re.Pattern[str] = NOTHING_RESERVED) -> tuple[Json, Spot]:
    """A copy behind it, whose parts read each other and not the original's."""
    made = copied(form)
    found = find(made, where)
    _room(made, where.kind, found.among, inside=bool(where.part))
    new = deepcopy(found.row)
    if where.part:
        new["key"] = fresh(new["key"], {row["key"] for row in found.among}, reserved=reserved)
    else:
        _rekey(made, where.kind, new, reserved)
    found.among.insert(found.place + 1, new)
    few_enough(made)
    return made, Spot(where.kind, where.key, new["key"]) if where.part else Spot(where.kind, new["key"])


def _rekey(form: Json, kind: str, new: Json, reserved: re.Pattern[str]) -> None:
    """Keys of its own for a copy and all in it; what it reads of itself, it reads of the copy."""
    used = {name: taken(form, name) for name in ("page", "section", "field")}
    names: dict[str, str] = {}

    def again(row: Json, name: str) -> None:
        old, row["key"] = row["key"], fresh(row["key"], used[name], reserved=reserved)
        used[name].add(row["key"])
        if name == "field":
            names[old] = row["key"]
        for below in row.get(INSIDE.get(name, ""), ()):
            again(below, BELOW[name])

    again(new, kind)
    rename_parts(new, names)


def _homes(form: Json, what: Spot) -> list[tuple[Spot, Json]]:
    if what.part or what.kind == "page":
        return []
    if what.kind == "section":
        return [(Spot("page", page["key"]), page) for page in form["pages"]]
    return [(Spot("section", section["key"]), section) for section in sections(form)]


def _behind(among: list[Json], after: str | None) -> int:
    """Behind its neighbour; at the end when there is none such."""
    if after == "":
        return 0
    return next((n + 1 for n, row in enumerate(among) if row["key"] == after), len(among))


def _may_stand(what: Spot, into: Spot | None, row: Json) -> None:
    """Pages in the form, sections in pages, fields in sections; a column stays in its table."""
    kind = BELOW[into.kind if into else ""]
    stays = bool(what.part) == bool(into and into.kind == "field") and (not what.part or into.key == what.key)
    if kind != what.kind or not stays:
        raise Refused(_("“%(name)s” cannot stand there.") % {"name": words(row.get("label") or row.get("title"))})


def _room(form: Json, kind: str, among: list[Json], *, inside: bool, moving: bool = False) -> None:
    most = spec.MAX_COLUMNS if inside else MOST.get(kind, spec.MAX_FIELDS)
    if len(among) >= most:
        raise Refused(_("There is no room for more than %(most)d here.") % {"most": most})
    if not moving and kind == "field" and not inside:
        few_enough(form, more=1)


def few_enough(form: Json, more: int = 0) -> None:
    if sum(1 for _row in walk(form)) + more > spec.MAX_FIELDS:
        raise Refused(_("A form has at most %(most)d questions.") % {"most": spec.MAX_FIELDS})


def _mend_above(found: Found) -> None:
    if found.above and found.above.get("type") in PARTS and found.above.get("totals"):
        _keep_totals(found.above)


def _keep_totals(table: Json) -> None:
    """Sums of columns that are there and are numbers."""
    numbers = {column["key"] for column in table.get("columns", ()) if column.get("type") in spec.SUMMED}
    kept = [key for key in table["totals"] if key in numbers]
    if kept:
        table["totals"] = kept
    else:
        del table["totals"]
