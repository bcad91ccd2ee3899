"""What a draft holds, and how it becomes a version: one JSON object that is also the file of the exchange.

{
  "format": "doanso.procedure/1", "code", "kind": "TTHC"|"DOAN", "guide_only": bool,
  "guide":   {name, field, level, audience [text], online_level, limit "5", limit_unit, limit_text, cutoff, sets, fee,
              documents [{key, name, original, copy, required, case?, form?, later?}],
              channels [{key, mode, time, fee, note?}], legal [text|{number, title, ...}], conditions [text],
              result, description, sequence, note, review_by "2027-01-31"|null, ask_unit bool},
  "effects": [{name, params}], "extra": {context, decision, ...},
  "form":    {pages, checks?, offline?}: the procedure's own questions, as in docs/forms.md,
  "flow":    {steps}: as in `blocks.workflow.definition`,
  "step_forms": {code: a form's definition}
}
"""

from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import queries as eforms
from doanso.features.procedures.importer.load import default_form, one_stop_flow
from doanso.features.procedures.importer.shape import Mapped
from doanso.features.procedures.models import Channel, Kind, ProcedureDraft, Version
from doanso.features.procedures.services import compose
from doanso.features.procedures.services.catalogue import Content
from doanso.lib.errors import Refused

Json = dict[str, Any]
FORMAT = "doanso.procedure/1"
ADDED = ("applicant", "step_forms", "languages")  # what publishing itself writes into a version's `extra`
TEXTS = ("name", "field", "level", "online_level", "limit_text", "fee", "result", "description", "sequence", "note")
LISTS = ("audience", "legal", "conditions")
GUIDE = {f.name for f in fields(Content)} - {"flow", "forms", "questions", "effects", "extra"}


def blank(*, code: str, kind: str, name: str) -> Json:
    """A procedure of one page and two steps, to begin with."""
    asked = {"key": "noi_dung", "type": "long_text", "label": "Nội dung đề nghị", "required": True}
    section = {"key": "muc_1", "title": "Nội dung đề nghị", "fields": [asked]}
    return {
        "format": FORMAT,
        "code": code,
        "kind": kind,
        "guide_only": False,
        "guide": _blank_guide(name, union=kind == Kind.UNION),
        "effects": [],
        "extra": {},
        "form": {"pages": [{"key": "trang_1", "title": "Nội dung", "sections": [section]}]},
        "flow": {"steps": _first_steps(union=kind == Kind.UNION)},
        "step_forms": {},
    }


def _blank_guide(name: str, *, union: bool) -> Json:
    return {
        **dict.fromkeys(TEXTS, ""),
        **{key: [] for key in LISTS},
        "name": name,
        "limit": "5",
        "limit_unit": Version.Limit.DAYS.value,
        "cutoff": not union,
        "sets": 1,
        "documents": [],
        "channels": [{"key": Channel.ONLINE.value, "mode": Channel.ONLINE.value, "time": "", "fee": ""}],
        "review_by": None,
        "ask_unit": union,
    }


def _first_steps(*, union: bool) -> list[Json]:
    receive = "bi_thu(don_vi_nop)" if union else "bo_phan_mot_cua"
    decide = "bi_thu(don_vi_quyet_dinh)" if union else "lanh_dao_don_vi"
    return [
        {"key": "buoc_1", "name": "Tiếp nhận hồ sơ", "kind": "task", "assignee": receive, "minutes": 240,
         "actions": ["forward", "supplement", "refuse"], "output": "Phiếu hẹn"},
        {"key": "buoc_2", "name": "Xem xét và ký kết quả", "kind": "task", "assignee": decide, "minutes": 960,
         "actions": ["forward", "return"], "output": "Kết quả", "extra": {"issue": True}},
    ]  # fmt: skip


def copied(content: Json, *, code: str, name: str) -> Json:
    """Another procedure that begins as this one: what belongs to the first alone stays behind."""
    guide = content["guide"] | {"name": name, "review_by": None}
    return content | {"code": code, "guide_only": False, "guide": guide}


def of_version(version: Version) -> Json:
    """The content that would make this version again."""
    procedure, definition = version.procedure, version.form.definition
    guide: Json = {name: getattr(version, name) for name in sorted(GUIDE - {"ask_unit", "limit", "review_by"})}
    pinned = version.extra.get("step_forms", {})
    return {
        "format": FORMAT,
        "code": procedure.code,
        "kind": procedure.kind,
        "guide_only": procedure.guide_only,
        "guide": {
            **guide,
            "limit": f"{version.limit.normalize():f}",
            "review_by": version.review_by.isoformat() if version.review_by else None,
            "channels": _keyed_channels(version.channels),
            "ask_unit": compose.asks_unit(definition),
        },
        "effects": version.effects,
        "extra": {name: value for name, value in version.extra.items() if name not in ADDED},
        "form": compose.questions_of(definition),
        "flow": version.flow.definition,
        "step_forms": {code: eforms.version(pk).definition for code, pk in pinned.items()},
    }


def of_national(mapped: Mapped) -> Json:
    """What was read from the national database, with the default form and the default steps of a one-stop desk."""
    parts = {name: list(value) if isinstance(value, tuple) else value for name, value in mapped.parts.items()}
    extra = parts.pop("extra", {})
    made = blank(code=mapped.code, kind=Kind.STATE, name=parts["name"])
    channels = _keyed_channels(parts.pop("channels", []))
    documents = [{"key": f"tl_{number}", **row} for number, row in enumerate(parts.pop("documents", []), 1)]
    limit = f"{Decimal(parts.pop('limit', 0)).normalize():f}"
    guide = made["guide"] | parts | {"limit": limit, "channels": channels, "documents": documents, "cutoff": True}
    return made | {
        "guide": guide,
        "extra": extra,
        "form": compose.together([default_form()]),
        "flow": one_stop_flow(mapped.parts),
    }


def before(draft: ProcedureDraft) -> Json:
    """What was in force when the draft was begun."""
    if draft.base:
        return of_version(draft.base)
    nothing = blank(code=draft.code, kind=draft.kind, name="")
    empty = {"pages": []}
    return nothing | {"form": empty, "flow": {"steps": []}, "guide": nothing["guide"] | {"limit": "", "channels": []}}


def to_publish(content: Json) -> Content:
    """As the catalogue takes it. Refused when a plain value is not what it should be."""
    guide = content["guide"]
    if not guide["name"].strip() or not guide["field"].strip():
        raise Refused(_("A procedure needs a name and a field before it is published."))
    try:
        limit, sets = Decimal(guide["limit"] or 0), int(guide["sets"])
        review_by = date.fromisoformat(guide["review_by"]) if guide["review_by"] else None
    except (InvalidOperation, TypeError, ValueError):
        raise Refused(_("The time limit, the number of sets or the review date is no number or date.")) from None
    lists = {name: tuple(guide[name]) for name in (*LISTS, "documents")}
    return Content(
        flow=content["flow"],
        questions=content["form"],
        effects=tuple(content["effects"]),
        extra=content["extra"],
        channels=tuple(_plain_channel(row) for row in guide["channels"]),
        limit=limit,
        sets=sets,
        review_by=review_by,
        **lists,
        **{name: guide[name] for name in (*TEXTS, "limit_unit", "cutoff", "ask_unit")},
    )


def _keyed_channels(rows: list[Json]) -> list[Json]:
    """A way may come twice, with another time or fee each."""
    keyed: list[Json] = []
    for row in rows:
        mode = row.get("mode", "")
        again = sum(one["mode"] == mode for one in keyed)
        keyed.append({"key": f"{mode}_{again + 1}" if again else mode, **row, "mode": mode})
    return keyed


def _plain_channel(row: Json) -> Json:
    return {name: value for name, value in row.items() if name != "key"}
