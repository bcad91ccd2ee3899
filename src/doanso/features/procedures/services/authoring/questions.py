"""The questions of a draft: steps of `eforms.editing` on its `form`, and what they mean for the rest of the draft."""

import re
from typing import Any

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.editing import Spot
from doanso.blocks.eforms.editing.doubts import Doubts, doubts
from doanso.blocks.eforms.editing.renaming import renamed
from doanso.features.procedures.models import Channel
from doanso.features.procedures.services import compose

Json = dict[str, Any]
RESERVED = re.compile(
    r"tai_lieu|lien_he|giay_to|truong_hop|nop_ban_giay|don_vi_nop|ten_nguoi_nop|dien_thoai_lien_he|thu_dien_tu"
    r"|dong_y_du_lieu|tl_[0-9]+"
)
"""Keys of pages, sections and fields that `services.compose` adds."""


def composed(content: Json) -> Json:
    """The definition that applicants will fill in."""
    guide = content["guide"]
    return compose.compose(
        code=content["code"],
        name=guide["name"] or content["code"],
        questions=content["form"],
        documents=guide["documents"],
        paper_allowed=any(row["mode"] == Channel.COUNTER for row in guide["channels"]),
        ask_unit=guide["ask_unit"],
    ).definition


def problems(content: Json) -> Doubts:
    return doubts(composed(content))


def rename(content: Json, where: Spot, key: str) -> Json:
    """The key of a question, also in the conditions of the steps that read it."""
    form = editing.rename(content["form"], where, key, reserved=RESERVED)
    if where.kind != "field":
        return content | {"form": form}
    return content | {"form": form, "flow": _reread(content["flow"], where, key)}


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
