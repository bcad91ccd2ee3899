"""Publishing what was read, with the default form and the default steps of a one-stop desk."""

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import transaction

from doanso.blocks.eforms import services as eforms
from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.importer.read import read
from doanso.features.procedures.importer.shape import Doubt, Mapped, NotAProcedure
from doanso.features.procedures.models import Kind, Version
from doanso.features.procedures.services import catalogue
from doanso.lib import foreign_json

DEFAULT_FORM = "F-DEFAULT"
DESK = "bo_phan_mot_cua"
MOST_BYTES = 5_000_000
MINUTES = {Version.Limit.HOURS: 60, Version.Limit.DAYS: 480, Version.Limit.CALENDAR: 340}  # 5 of 7 days are worked
USUAL_MINUTES = 5 * 480


@dataclass(frozen=True)
class Imported:
    """What became of one file: a version, or the reason why there is none; doubts either way."""

    file: str
    code: str = ""
    version: Version | None = None
    error: str = ""
    doubts: tuple[Doubt, ...] = ()


def load(*, path: Path, owner: Unit, by: Person | None, now: datetime) -> Imported:
    """One file; a file that cannot be read says why and stops no other."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return Imported(path.name, error="larger than 5 MB")
        mapped = read(foreign_json.read(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError) as error:
        return Imported(path.name, error=f"not readable as JSON: {error}")
    except NotAProcedure as error:
        return Imported(path.name, error=f"not a procedure: {error} is missing or has another shape")
    version = publish(mapped=mapped, owner=owner, by=by, now=now)
    return Imported(path.name, mapped.code, version, doubts=tuple(mapped.doubts))


@transaction.atomic
def publish(*, mapped: Mapped, owner: Unit, by: Person | None, now: datetime) -> Version:
    """A new version of the procedure, in force from now."""
    definition = default_form()
    eforms.define(code=DEFAULT_FORM, name=definition["title"]["vi"], definition=definition, by=by, now=now)
    content = catalogue.Content(flow=one_stop_flow(mapped.parts), forms=(DEFAULT_FORM,), cutoff=True, **mapped.parts)
    return catalogue.publish(
        code=mapped.code, kind=Kind.STATE, owner=owner, content=content, by=by, now=now, source="import"
    )


def default_form() -> dict[str, Any]:
    return json.loads((files(__package__) / "default_form.json").read_text(encoding="utf-8"))


def one_stop_flow(parts: dict[str, Any]) -> dict[str, Any]:
    """Receive, examine, sign, hand over."""
    unit = parts.get("limit_unit", Version.Limit.NONE)
    total = int(parts.get("limit", 0) * MINUTES[unit]) if unit in MINUTES else USUAL_MINUTES
    desk, check, sign = _shares(max(total, 60))
    receive, examine = ["forward", "supplement", "refuse"], ["forward", "supplement", "return"]
    rows = [
        ("tiep_nhan", "Tiếp nhận, kiểm tra thành phần hồ sơ", DESK, desk, "Giấy tiếp nhận", receive, {}),
        ("tham_dinh", "Thẩm định hồ sơ, dự thảo kết quả", "cong_chuc_linh_vuc", check, "Dự thảo kết quả", examine, {}),
        ("ky_duyet", "Ký duyệt", "lanh_dao_don_vi", sign, "Kết quả đã ký", ["forward", "return"], {"issue": True}),
        ("tra_ket_qua", "Trả kết quả", DESK, desk, "Phiếu trả kết quả", ["forward"], {}),
    ]
    names = ("key", "name", "assignee", "minutes", "output", "actions", "extra")
    return {"steps": [dict(zip(names, row, strict=True)) for row in rows]}


def _shares(total: int) -> tuple[int, int, int]:
    """The promised minutes shared out as offices do: desk (twice), examination with the most of it, signature.

    In steps that people say: whole days, hours or quarters of an hour; what is left over stays a reserve.
    """
    part = next(part for part in (480, 60, 15) if total >= 5 * part or part == 15)
    desk = max(15, min(240, total // 16 // 15 * 15))
    sign = max(part, min(960, total // 5 // part * part))
    return desk, max(15, (total - 2 * desk - sign) // part * part), sign
