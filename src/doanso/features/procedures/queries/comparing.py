"""What is new in one content of a procedure against another, in words, part by part."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from doanso.blocks.workflow.words import minutes_in_words
from doanso.core.units import assignees
from doanso.features.procedures.models import Channel, Version
from doanso.features.procedures.queries.guides import legal_line
from doanso.lib import changes
from doanso.ui import languages

Json = dict[str, Any]
ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"

PARTS = {
    "guide": gettext_lazy("Information"),
    "channels": gettext_lazy("Ways to apply"),
    "documents": gettext_lazy("Documents"),
    "form": pgettext_lazy("draft", "Form"),
    "flow": pgettext_lazy("draft", "Steps"),
    "step_forms": gettext_lazy("Forms of steps"),
    "translations": gettext_lazy("Translations"),
    "other": gettext_lazy("Other"),
}
TRANSLATED = {"documents": "guide", "channels": "guide", "steps": "flow"}  # what the path of a translation leaves out
KINDS = {
    "documents": pgettext_lazy("draft", "Document"),
    "channels": gettext_lazy("Way to apply"),
    "pages": gettext_lazy("Page"),
    "sections": gettext_lazy("Section"),
    "fields": gettext_lazy("Question"),
    "columns": gettext_lazy("Column"),
    "steps": gettext_lazy("Step"),
    "branches": gettext_lazy("Branch"),
}
ATTRIBUTES = {
    "name": gettext_lazy("Name"),
    "field": gettext_lazy("Field"),
    "level": gettext_lazy("Level that handles it"),
    "audience": gettext_lazy("Who may apply"),
    "online_level": gettext_lazy("Online level"),
    "limit": gettext_lazy("Time limit"),
    "limit_unit": gettext_lazy("Counted in"),
    "limit_text": gettext_lazy("Time limit in words"),
    "cutoff": gettext_lazy("Received after 15:00 counts from the next working day"),
    "sets": gettext_lazy("Sets of papers"),
    "fee": gettext_lazy("Fees"),
    "legal": gettext_lazy("Legal basis"),
    "conditions": gettext_lazy("Conditions"),
    "result": gettext_lazy("Result"),
    "description": gettext_lazy("In short"),
    "sequence": gettext_lazy("How it goes, in the source's own words"),
    "note": gettext_lazy("Note"),
    "review_by": gettext_lazy("Look at it again by"),
    "ask_unit": gettext_lazy("Ask for the unit that applies"),
    "guide_only": gettext_lazy("We only guide: another office receives it, nobody applies here"),
    "time": gettext_lazy("Time"),
    "original": gettext_lazy("Originals"),
    "copy": gettext_lazy("Copies"),
    "required": gettext_lazy("Must be given"),
    "case": gettext_lazy("Only in this case"),
    "later": gettext_lazy("Comes into being on the way: the applicant does not bring it"),
    "title": gettext_lazy("Title"),
    "label": gettext_lazy("Label"),
    "help": gettext_lazy("Help"),
    "type": pgettext_lazy("draft", "Kind"),
    "options": gettext_lazy("Choices"),
    "show_if": gettext_lazy("Asked only if"),
    "computed": gettext_lazy("Computed as"),
    "check": gettext_lazy("Rule"),
    "checks": gettext_lazy("Rules"),
    "message": gettext_lazy("Message"),
    "offline": gettext_lazy("Can be filled in without network"),
    "kind": pgettext_lazy("draft", "Kind"),
    "assignee": gettext_lazy("Who does it"),
    "minutes": gettext_lazy("Time"),
    "clock": gettext_lazy("The clock counts"),
    "output": gettext_lazy("Result"),
    "actions": gettext_lazy("What may be done"),
    "to": gettext_lazy("Goes on to"),
    "cases": gettext_lazy("Branches"),
    "vote": gettext_lazy("Vote"),
    "not_by": gettext_lazy("Not by"),
    "escalate_to": gettext_lazy("When late, told to"),
    "effects": gettext_lazy("What happens at the end"),
}


@dataclass(frozen=True)
class Row:
    """`where` names the thing, `what` its attribute; for things that come, go or move only `where` is told."""

    kind: str
    where: str
    what: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    rows: tuple[Row, ...]


def compare(old: Json, new: Json) -> list[Part]:
    """Only parts in which something changed."""
    found: dict[str, list[Row]] = {name: [] for name in PARTS}
    spoken = {code for content in (old, new) for code in content["extra"].get("translations", {})}
    old, new = _by_language(old, spoken), _by_language(new, spoken)
    for change in _in_order(changes.diff(old, new)):
        found[_part(change)].append(row(change, old, new))
    return [Part(str(PARTS[name]), tuple(rows)) for name, rows in found.items() if rows]


def _in_order(found: list[changes.Change]) -> list[changes.Change]:
    """Of one thing, its attributes as people name them: what it is called comes first."""
    places = {path: number for number, path in enumerate(dict.fromkeys(tuple(change["at"]) for change in found))}
    return sorted(found, key=lambda change: (places[tuple(change["at"])], _rank(change.get("set", ""))))


def _rank(name: str) -> tuple[int, str, int]:
    """Of an attribute, or of a translation's path."""
    group, *middle = name.split(".")
    known, ranks = ["guide", *TRANSLATED], list(ATTRIBUTES)
    last = middle.pop() if middle else group
    return (
        known.index(group) if group in known else len(known),
        ".".join(middle),
        ranks.index(last) if last in ranks else len(ranks),
    )


def _by_language(content: Json, codes: set[str]) -> Json:
    """So that every text that was translated is a change of its own; what it was made from is no news to anybody."""
    told = content["extra"].get("translations", {})
    extra = {name: value for name, value in content["extra"].items() if name != "translated_from"}
    return content | {"extra": extra | {"translations": {code: told.get(code, {}) for code in codes}}}


def _part(change: changes.Change) -> str:
    path = [*change["at"], change.get("set", "")]
    if path[0] == "guide":
        return path[1] if path[1] in {"channels", "documents"} else "guide"
    if path[:2] == ["extra", "translations"]:
        return "translations"
    if path[0] in PARTS:
        return path[0]
    return "guide" if path[0] in {"guide_only", "kind"} else "other"


def row(change: changes.Change, old: Json, new: Json) -> Row:
    """One change between the two, in words."""
    if "set" in change:
        name = change["set"]
        if _part(change) == "translations":
            return _of_translation(change, new)
        if name == "limit" and change["at"] == ["guide"]:
            return Row(CHANGED, "", _attribute(name), _limit(old), _limit(new))
        where = _where(change["at"], new) or _where(change["at"], old)
        return Row(CHANGED, where, _attribute(name), told(name, change.get("was")), told(name, change.get("to")))
    if "move" in change:
        return Row(MOVED, _where([*change["at"], change["move"]], new))
    kind, key, document = (ADDED, change["put"], new) if "put" in change else (REMOVED, change["drop"], old)
    return Row(kind, _where([*change["at"], key], document))


def _of_translation(change: changes.Change, new: Json) -> Row:
    language, path = languages.NAMES.get(change["at"][2], ""), change["set"].split(".")
    holder = [TRANSLATED[path[0]], *path[:-1]] if path[0] in TRANSLATED else []
    if path[0] == "channels":  # they are counted, not named
        ways = new["guide"]["channels"]
        holder[2] = ways[int(path[1])]["key"] if path[1].isdigit() and int(path[1]) < len(ways) else ""
    what = ", ".join(filter(None, (_where(holder, new), _attribute(path[-1]))))
    return Row(CHANGED, language, what, change.get("was") or "–", change.get("to") or "–")


def _where(path: list[str], document: Json) -> str:
    """“Question “Full name””, of the innermost thing on the way that has a name."""
    for length in range(len(path), 1, -1):
        kind = KINDS.get(path[length - 2])
        if kind is None:
            continue
        try:
            return f"{kind} “{_name(changes.at(document, path[:length]))}”"
        except changes.Conflict:
            continue
    return ""


def _name(thing: Json) -> str:
    if thing.get("mode") in Channel.values:
        return str(Channel(thing["mode"]).label)
    named = next((thing[name] for name in ("label", "name", "title") if thing.get(name)), thing.get("key", ""))
    return _text(named)


def _attribute(name: str) -> str:
    return str(ATTRIBUTES.get(name, name))


def told(name: str, value: Any) -> str:
    teller = TELLERS.get(name)
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return teller(value) if teller else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, dict) and "vi" in value:
        return " / ".join(str(words) for words in value.values() if words)
    if isinstance(value, list):
        return "\n".join(_text(item.get("label") or item) if isinstance(item, dict) else str(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _limit(content: Json) -> str:
    guide = content["guide"]
    unit = Version.Limit(guide["limit_unit"]).label if guide["limit_unit"] in Version.Limit.values else ""
    return f"{guide['limit']} {unit}".strip() if guide["limit"] else "–"


def _who(value: Any) -> str:
    return assignees.describe(value) if not assignees.check(str(value)) else str(value)


def _legal(value: Any) -> str:
    return "\n".join(legal_line(item) for item in value)


TELLERS: dict[str, Callable[[Any], str]] = {
    "assignee": _who,
    "escalate_to": _who,
    "minutes": lambda value: minutes_in_words(int(value)),
    "limit_unit": lambda value: str(dict(Version.Limit.choices).get(value, value)),
    "legal": _legal,
}
