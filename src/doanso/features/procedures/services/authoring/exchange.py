"""One file for one procedure: what a draft or a version holds, written out and read again elsewhere.

`docs/exchange.md` describes the file. What is read is checked through and through: a file is taken whole or refused
with every reason.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.loader import problems_of
from doanso.blocks.workflow import definition as flows
from doanso.blocks.workflow import shape
from doanso.features.procedures.importer import read as national
from doanso.features.procedures.importer.shape import NotAProcedure
from doanso.features.procedures.models import Kind, Version
from doanso.features.procedures.services import compose
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring.content import FORMAT, GUIDE, LISTS, TEXTS
from doanso.features.procedures.services.effects import STOPPED
from doanso.lib import foreign_json
from doanso.lib.errors import Refused
from doanso.lib.modules import effect
from doanso.lib.text import nfc
from doanso.ui import languages

Json = dict[str, Any]
MOST_BYTES = 2_000_000
MOST_REASONS = 20
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
TOP: dict[str, type] = {
    "format": str,
    "code": str,
    "kind": str,
    "guide_only": bool,
    "guide": dict,
    "effects": list,
    "extra": dict,
    "form": dict,
    "flow": dict,
    "step_forms": dict,
}
PLAIN = (str, int, type(None))  # what stands in a row of documents or channels; a bool is an int
GUIDE_TYPES: dict[str, type] = {
    **dict.fromkeys((*TEXTS, "limit", "limit_unit"), str),
    **dict.fromkeys((*LISTS, "documents", "channels"), list),
    **dict.fromkeys(("cutoff", "ask_unit"), bool),
    "sets": int,
}


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _translations(value: Any) -> bool:
    return isinstance(value, dict) and all(code in languages.NAMES and _texts(value[code]) for code in value)


def _decision(value: Any) -> bool:
    known = {"title": str, "articles": list}
    typed = isinstance(value, dict) and all(isinstance(value[name], known.get(name, object)) for name in value)
    return typed and shape.are_words(value.get("articles", []))


def _checks(value: Any) -> bool:
    return isinstance(value, list) and all(_texts(row) and sorted(row) == ["message", "when"] for row in value)


# What pages read out of `extra`, of the procedure and of a step; anything else there is only carried.
EXTRA: dict[str, Callable[[Any], bool]] = {
    "translations": _translations,
    "translated_from": _translations,
    "context": _texts,
    "decision": _decision,
    "about": _texts,
    "sequence_steps": shape.are_words,
}
STEP_EXTRA: dict[str, Callable[[Any], bool]] = {
    "form": lambda value: isinstance(value, str),
    "issue": lambda value: isinstance(value, bool),
    "documents": shape.are_words,
    "checks": _checks,
}


def write(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def read(raw: bytes) -> Json:
    """The content. Refused, with the reasons, when the file is not a procedure that could be published."""
    return checked(_json(raw))


def _json(raw: bytes) -> Any:
    if len(raw) > MOST_BYTES:
        raise Refused(_("The file is larger than 2 MB."))
    try:
        return foreign_json.read(nfc(raw.decode("utf-8-sig")))
    except ValueError:
        raise Refused(_("The file is not readable: it is no JSON.")) from None


def read_any(raw: bytes) -> tuple[Json, list[str]]:
    """Our own file, or one of the national database, with what could not be mapped from it."""
    data = _json(raw)
    if isinstance(data, dict) and "metadata" in data:
        try:
            mapped = national.read(data)
        except NotAProcedure as wrong:
            raise Refused(_("The file is no procedure of the national database: %(part)s.") % {"part": wrong}) from None
        return contents.of_national(mapped), [f"{doubt.path}: {doubt.text}" for doubt in mapped.doubts]
    return checked(data), []


def checked(data: Any) -> Json:
    """Refused with every reason."""
    if reasons := reasons_against(data):
        told = " ".join(f"• {reason}" for reason in reasons)
        raise Refused(_("The file cannot be read as a procedure: %(reasons)s") % {"reasons": told})
    return data


def reasons_against(data: Any) -> list[str]:
    """Why it could not be published; later checks run only on what earlier ones found sound."""
    for check in (_top, _guide, _rows, _meaning):
        if reasons := list(check(data)):
            return reasons[:MOST_REASONS]
    return []


def _top(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        yield _("It does not say that it is of the format “%(format)s”.") % {"format": FORMAT}
        return
    yield from _typed(data, TOP, "")
    if not (isinstance(data.get("code"), str) and CODE.fullmatch(data["code"])):
        yield _("Its code is not made of letters, digits, points and hyphens.")
    if data.get("kind") not in Kind.values:
        yield _("“%(name)s” is none of: %(known)s.") % {"name": "kind", "known": ", ".join(Kind.values)}


def _typed(data: Json, types: dict[str, type], place: str) -> Iterator[str]:
    for name in sorted(data.keys() - types.keys()):
        yield _("“%(name)s” is not known here.") % {"name": place + name}
    for name, kind in types.items():
        if name not in data:
            yield _("“%(name)s” is missing.") % {"name": place + name}
        elif type(data[name]) is not kind:
            yield _("“%(name)s” is of another kind than expected.") % {"name": place + name}


def _guide(data: Json) -> Iterator[str]:
    guide = {name: value for name, value in data["guide"].items() if name != "review_by"}
    yield from _typed(guide, GUIDE_TYPES, "guide.")
    if GUIDE - data["guide"].keys():
        return
    if not _is(lambda: date.fromisoformat(data["guide"]["review_by"] or "2000-01-01")):
        yield _("“%(name)s” is of another kind than expected.") % {"name": "guide.review_by"}
    if not _is(lambda: 0 <= Decimal(guide["limit"] or 0) < 10_000):
        yield _("“%(name)s” is of another kind than expected.") % {"name": "guide.limit"}
    if guide["limit_unit"] not in Version.Limit.values:
        known = ", ".join(Version.Limit.values)
        yield _("“%(name)s” is none of: %(known)s.") % {"name": "guide.limit_unit", "known": known}
    for name, most in (("name", 600), ("field", 200), ("level", 200), ("online_level", 40)):
        if isinstance(guide[name], str) and len(guide[name]) > most:
            yield _("“%(name)s” is longer than %(most)d letters.") % {"name": f"guide.{name}", "most": most}


def _is(test: Any) -> bool:
    try:
        return bool(test())
    except (TypeError, ValueError, InvalidOperation):
        return False


def _rows(data: Json) -> Iterator[str]:
    """Lists whose members have keys, and texts that stand one under the other."""
    guide = data["guide"]
    for name in ("documents", "channels"):
        if not _keyed(guide[name]):
            yield _("“%(name)s” needs rows with a key of their own each.") % {"name": f"guide.{name}"}
        elif not all(isinstance(value, PLAIN) for row in guide[name] for value in row.values()):
            yield _("“%(name)s” is of another kind than expected.") % {"name": f"guide.{name}"}
    if not all(isinstance(row.get("name"), str) and row["name"] for row in guide["documents"] if isinstance(row, dict)):
        yield _("“%(name)s” is missing.") % {"name": "guide.documents.name"}
    if not all(isinstance(row.get("mode"), str) for row in guide["channels"] if isinstance(row, dict)):
        yield _("“%(name)s” is missing.") % {"name": "guide.channels.mode"}
    for name in ("audience", "conditions"):
        if not all(isinstance(line, str) for line in guide[name]):
            yield _("“%(name)s” is of another kind than expected.") % {"name": f"guide.{name}"}
    if not all(isinstance(line, str | dict) for line in guide["legal"]):
        yield _("“%(name)s” is of another kind than expected.") % {"name": "guide.legal"}
    if not isinstance(data["form"].get("pages"), list):
        yield _("“%(name)s” is missing.") % {"name": "form.pages"}
    yield from _parts(data)


def _parts(data: Json) -> Iterator[str]:
    steps = data["flow"].get("steps")
    if not isinstance(steps, list) or not all(shape.sound(row) for row in steps):
        yield _("“%(name)s” is of another kind than expected.") % {"name": "flow.steps"}
    else:
        for step in steps:
            yield from _unsound(step.get("extra", {}), STEP_EXTRA, f"flow.steps.{step['key']}.extra.")
    yield from _unsound(data["extra"], EXTRA, "extra.")
    if not all(isinstance(row, dict) and isinstance(row.get("name"), str) for row in data["effects"]):
        yield _("“%(name)s” is of another kind than expected.") % {"name": "effects"}


def _unsound(extra: Json, shapes: dict[str, Callable[[Any], bool]], place: str) -> Iterator[str]:
    for name, is_sound in shapes.items():
        if name in extra and not is_sound(extra[name]):
            yield _("“%(name)s” is of another kind than expected.") % {"name": place + name}


def _keyed(rows: list[Any]) -> bool:
    keys = [row.get("key") for row in rows if isinstance(row, dict)]
    return len(keys) == len(rows) == len(set(map(str, keys))) and all(isinstance(key, str) and key for key in keys)


def _meaning(data: Json) -> Iterator[str]:
    """As publishing would judge it."""
    try:
        flows.load(data["flow"])
    except flows.DefinitionError as wrong:
        yield from wrong.problems
    except (TypeError, ValueError, ZeroDivisionError):
        yield _("“%(name)s” is of another kind than expected.") % {"name": "flow.steps"}
    keys = {"", STOPPED, *(step["key"] for step in data["flow"]["steps"])}
    for row in data["effects"]:
        if not _has_effect(row["name"]):
            yield _("The effect “%(name)s” does not exist here.") % {"name": row["name"]}
        elif row.get("at", "") not in keys:
            yield _("The effect “%(name)s” waits for a step that does not exist.") % {"name": row["name"]}
    yield from _form_problems(data)
    for code, definition in data["step_forms"].items():
        yield from (f"{code}: {problem}" for problem in problems_of(definition))
    known = data["step_forms"].keys()
    for step in data["flow"]["steps"]:
        asked = (step.get("extra") or {}).get("form")
        if asked and asked not in known:
            yield _("Step “%(step)s” asks for the form “%(form)s”, which is not in the file.") % {
                "step": step["name"], "form": asked
            }  # fmt: skip


def _has_effect(name: str) -> bool:
    try:
        return bool(effect(name))
    except KeyError:
        return False


def _form_problems(data: Json) -> Iterator[str]:
    """Of the form that applicants would see; its own pages alone are judged first, since composing trusts them."""
    own = data["form"]
    if own["pages"]:
        problems = problems_of({"code": "X", "title": "X", **own})
        yield from map(str, problems)
        if problems:
            return
    guide = data["guide"]
    made = compose.compose(
        code=data["code"],
        name=guide["name"] or "?",
        questions=own,
        documents=guide["documents"],
        paper_allowed=True,
        ask_unit=guide["ask_unit"],
    )
    yield from map(str, problems_of(made.definition))
