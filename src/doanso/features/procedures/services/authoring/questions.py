"""The questions of a draft: steps of `eforms.editing` on one of its forms, and what they mean for the rest of it.

`code` names the form of a step; without it the procedure's own questions are meant.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.editing import Gone, Spot, reading
from doanso.blocks.eforms.editing.doubts import Doubts, doubts
from doanso.blocks.eforms.editing.keys import NOTHING_RESERVED, all_keys
from doanso.blocks.eforms.editing.renaming import renamed
from doanso.core.accounts.models import Person
from doanso.features.procedures.models import Channel
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services import compose
from doanso.features.procedures.services.authoring import drafts, stepforms, table

Json = dict[str, Any]
Reserved = re.Pattern[str]
RESERVED = re.compile(
    r"tai_lieu|lien_he|giay_to|truong_hop|nop_ban_giay|don_vi_nop|ten_nguoi_nop|dien_thoai_lien_he|thu_dien_tu"
    r"|dong_y_du_lieu|tl_[0-9]+"
)
"""Keys of pages, sections and fields that `services.compose` adds."""


def form_of(content: Json, code: str = "") -> Json:
    """Gone when there is no such form of a step."""
    if not code:
        return content["form"]
    if code not in content["step_forms"]:
        raise Gone()
    return content["step_forms"][code]


def with_form(content: Json, form: Json, code: str = "") -> Json:
    return content | ({"step_forms": content["step_forms"] | {code: form}} if code else {"form": form})


@transaction.atomic
def edit(
    *,
    draft_id: int,
    seen: int,
    make: Callable[[Json, Reserved], Json],
    label: str,
    by: Person | None,
    now: datetime,
    code: str = "",
) -> drafts.Edited:
    """`make` changes the content; a key that it gives must not be reserved: others may have given it meanwhile."""
    draft = drafts.writable(draft_id, by, now)
    reserved = reserved_since(draft.content, queries.content_at(draft, seen), code)
    return drafts.edit(
        draft_id=draft_id, seen=seen, make=lambda content: make(content, reserved), label=label, by=by, now=now
    )


def reserved_since(content: Json, seen: Json, code: str = "") -> Reserved:
    """What no question may be called: keys that publishing adds, and those given since `seen`."""
    fixed = NOTHING_RESERVED if code else RESERVED
    given = all_keys(form_of(content, code)) - all_keys(form_of(seen, code))
    return re.compile("|".join([fixed.pattern, *map(re.escape, sorted(given))])) if given else fixed


def composed(content: Json, code: str = "") -> Json:
    """The definition that applicants will fill in."""
    if code:
        return form_of(content, code)
    guide = content["guide"]
    return compose.compose(
        code=content["code"],
        name=guide["name"] or content["code"],
        questions=content["form"],
        documents=guide["documents"],
        paper_allowed=any(row["mode"] == Channel.COUNTER for row in guide["channels"]),
        ask_unit=guide["ask_unit"],
    ).definition


def problems(content: Json, code: str = "") -> Doubts:
    return doubts(composed(content, code))


def readers(content: Json, leaving: Collection[Spot], code: str = "") -> list[str]:
    """What else reads these questions, in words: before they are removed."""
    form = form_of(content, code)
    found = [one.label for one in reading.readers(form, leaving)]
    names, step_names = reading.leaving_names(form, leaving), table.names_of(content["flow"])
    names = {name for name in names if not _asked_elsewhere(content, name, code)}
    for row in content["flow"]["steps"]:
        if any(reading.reads(reading.names_in(text), names) for text in conditions_of(row)):
            found.append(_("step “%(name)s”") % {"name": step_names[row["key"]]})
    return list(dict.fromkeys(found))


def conditions_of(row: Json) -> list[str]:
    """The conditions of a step, over what the form says."""
    rows = [*(row.get("cases") or ()), *((row.get("extra") or {}).get("checks") or ())]
    return [one["when"] for one in rows if isinstance(one.get("when"), str)]


def lost_answers(content: Json) -> Iterator[tuple[str, str]]:
    """(key of a step, message): its conditions compare with an answer that is not offered any more."""
    offered, labels = {}, {}
    for form in reversed([composed(content), *stepforms.definitions(content)]):
        values, words = reading.answers(form)
        offered, labels = offered | values, labels | words
    for row in content["flow"]["steps"]:
        for name, value in (pair for text in conditions_of(row) for pair in reading.compared(text)):
            if value not in offered.get(name, (value,)):
                yield row["key"], reading.lost(value, labels[name])


def rename(content: Json, where: Spot, key: str, reserved: Reserved, code: str = "") -> Json:
    """The key of a question, also in the conditions of the steps that read it."""
    made = with_form(content, editing.rename(form_of(content, code), where, key, reserved=reserved), code)
    if where.kind != "field" or _asked_elsewhere(content, where.key, code):
        return made
    return made | {"flow": _reread(content["flow"], where, key)}


def _asked_elsewhere(content: Json, name: str, code: str) -> bool:
    """Of a step's question, whether another form asks it under this key, too: conditions then go on reading that."""
    others = {"": content["form"], **content["step_forms"]} if code else {}
    return any(name.partition(".")[0] in all_keys(form) for other, form in others.items() if other != code)


def _reread(value: Any, where: Spot, key: str) -> Any:
    if isinstance(value, list):
        return [_reread(item, where, key) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: renamed(item, lambda path: _new_path(path, where, key))
        if name == "when" and isinstance(item, str)
        else _reread(item, where, key)
        for name, item in value.items()
    }


def _new_path(path: list[str], where: Spot, key: str) -> list[str]:
    if path[0] != where.key:
        return path
    if not where.part:
        return [key, *path[1:]]
    return [where.key, key] if path[1:] == [where.part] else path
