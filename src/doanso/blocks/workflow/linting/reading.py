"""An unfinished flow as a definition: what does not fit is told and left out, nothing raises."""

import re
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import MOST_STEPS, Definition, of_rows
from doanso.blocks.workflow.linting.findings import Teller

Json = dict[str, Any]
TEXTS = ("name", "kind", "assignee", "output", "escalate_to", "note", "chair", "otherwise", "to")
NUMBERS = ("minutes", "limit_days", "need", "presence")
LISTS = ("actions", "not_by")
MOST_MINUTES = 5 * 250 * 480  # five years of working days: beyond the calendar
MOST_DAYS = 1830
SHARE = re.compile(r"[0-9]{1,4}(/[0-9]{1,4}|\.[0-9]{1,4})?")


def read(flow: Any, tell: Teller) -> Definition | None:
    """None when there is no step at all."""
    rows = flow.get("steps") if isinstance(flow, dict) else None
    if not isinstance(rows, list) or not rows:
        tell.error("", "empty", _("There is no step yet. Add the first one."))
        return None
    if len(rows) > MOST_STEPS:
        text = _("There are %(n)d steps, at most %(most)d are possible. Join some or split the procedure.")
        tell.error("", "too_many", text % {"n": len(rows), "most": MOST_STEPS})
    cleaned = [_row(row, number, tell) for number, row in enumerate(rows[:MOST_STEPS], 1)]
    return of_rows(cleaned)


def _row(row: Any, number: int, tell: Teller) -> Json:
    row = row if isinstance(row, dict) else {}
    key = row.get("key")
    if not isinstance(key, str) or not key.strip():
        key = f"?{number}"
        tell.error(key, "no_key", _("Step %d cannot be told from the others. Delete it and add it again.") % number)
    clean: Json = {"key": key, "name": ""}
    for name, value in row.items():
        if name != "key" and not _take(clean, name, value):
            tell.error(key, "unreadable", _("“%s” cannot be read. Enter it again.") % name)
    _parts(clean, row, key, tell)
    return clean


def _take(clean: Json, name: str, value: Any) -> bool:
    """Whether the value fits; parts of several fields have their own way."""
    if name in TEXTS:
        fits = isinstance(value, str)
    elif name in NUMBERS:
        most = MOST_MINUTES if name == "minutes" else MOST_DAYS
        fits = type(value) is int and 0 <= value <= most
    elif name in LISTS:
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
    elif name in {"clock", "extra"}:
        fits = isinstance(value, bool if name == "clock" else dict)
    else:
        return True
    if fits:
        clean[name] = value
    return fits or (name == "to" and value is None)


def _parts(clean: Json, row: Json, key: str, tell: Teller) -> None:
    for name, fields in (("branches", ("key", "name", "assignee")), ("cases", ("when", "to"))):
        if name in row:
            clean[name] = _table(row[name], fields)
            if clean[name] != row[name]:
                tell.error(key, "unreadable", _("“%s” cannot be read. Enter it again.") % name)
    terms = row.get("vote") or {}
    if not isinstance(terms, dict):
        tell.error(key, "unreadable", _("“%s” cannot be read. Enter it again.") % "vote")
        return
    clean["vote"] = {name: bool(terms.get(name)) for name in ("at_least", "of_all", "secret")}
    for name in ("quorum", "threshold"):
        if name in terms and not _share(terms[name]):
            tell.error(key, "vote_terms", _("“%s” is no share. Write it like 1/2 or 2/3.") % terms[name])
        elif name in terms:
            clean["vote"][name] = str(terms[name])


def _share(value: Any) -> bool:
    text = str(value) if isinstance(value, str) or type(value) is int else ""
    return SHARE.fullmatch(text) is not None and int(text.partition("/")[2] or "1") > 0


def _table(rows: Any, fields: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows with exactly these texts."""
    rows = rows if isinstance(rows, list) else []
    rows = [row if isinstance(row, dict) else {} for row in rows]
    return [{name: row[name] if isinstance(row.get(name), str) else "" for name in fields} for row in rows]
