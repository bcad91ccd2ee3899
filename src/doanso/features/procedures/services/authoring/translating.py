"""A draft's words in another language: every text that applicants read, and what stands for it there.

Texts of the form carry their translations with them; those of the guide and of the steps stand in
`extra.translations`, see `queries.translated`.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Json = dict[str, Any]
SPOKEN = ("title", "label", "help", "text", "missing", "message", "unit")
PARTS = ("pages", "sections", "fields", "columns", "options", "checks")
GUIDE = ("name", "description", "conditions", "fee", "result")
MOST_LETTERS = 5000


@dataclass(frozen=True)
class Line:
    """One text: `path` names its place, `words` are Vietnamese, `said` the translation, empty where there is none."""

    group: str
    path: str
    words: str
    said: str


def lines(content: Json, code: str) -> list[Line]:
    """In the order in which applicants meet them."""
    kept = content["extra"].get("translations", {}).get(code, {})
    found = [Line(group, path, words, kept.get(path, "")) for group, path, words in _told(content)]
    for path, holder, name in _spoken(content["form"], "form"):
        text = holder[name]
        vi, said = (text.get("vi", ""), text.get(code, "")) if isinstance(text, dict) else (text, "")
        found.append(Line(pgettext("draft", "Form"), path, vi, said))
    return found


def translate(content: Json, code: str, texts: dict[str, str]) -> Json:
    """The content with these translations; an empty one takes away what was there. Unknown paths are left alone."""
    form = deepcopy(content["form"])
    for path, holder, name in list(_spoken(form, "form")):
        if path in texts:
            said = _said(holder[name], code, texts[path])
            is_option = isinstance(name, int) and isinstance(said, dict)
            holder[name] = {"value": holder[name], "label": said} if is_option else said
    known = {path for _group, path, _words in _told(content)}
    kept = dict(content["extra"].get("translations", {}))
    here = {path: text for path, text in kept.get(code, {}).items() if path in known}
    here |= {path: text for path, text in texts.items() if path in known}
    kept[code] = {path: text for path, text in here.items() if text}
    kept = {language: told for language, told in kept.items() if told}
    extra = {name: value for name, value in content["extra"].items() if name != "translations"}
    return content | {"form": form, "extra": extra | ({"translations": kept} if kept else {})}


def _said(text: Any, code: str, words: str) -> Any:
    """A text that is in Vietnamese alone is a plain one."""
    said = dict(text) if isinstance(text, dict) else {"vi": text}
    said.pop(code, None)
    if words:
        said[code] = words
    return said if len(said) > 1 else said["vi"]


def _told(content: Json) -> Iterator[tuple[str, str, str]]:
    """Group, path and Vietnamese words of the guide and of the steps."""
    guide = content["guide"]
    for name in GUIDE:
        words = guide[name]
        yield _("Information"), f"guide.{name}", "\n".join(words) if isinstance(words, list) else words
    for row in guide["documents"]:
        yield _("Documents"), f"documents.{row['key']}.name", row["name"]
    for place, row in enumerate(guide["channels"]):
        for name in ("time", "fee", "note"):
            yield _("Ways to apply"), f"channels.{place}.{name}", row.get(name) or ""
    for step in content["flow"]["steps"]:
        for name in ("name", "output"):
            yield pgettext("draft", "Steps"), f"steps.{step['key']}.{name}", step.get(name) or ""


def _spoken(node: Json, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Path, the object that holds a text, and under which name; for a plain option the list and its place."""
    for name in SPOKEN:
        if node.get(name):
            yield f"{path}.{name}", node, name
    for part in PARTS:
        for place, child in enumerate(node.get(part, ())):
            if isinstance(child, str):
                yield f"{path}.{child}.label", node[part], place
            else:
                yield from _spoken(child, f"{path}.{child.get('key') or child.get('value') or place}")
