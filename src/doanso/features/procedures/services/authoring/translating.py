"""A draft's words in another language: every text that applicants read, and what stands for it there.

Texts of forms, the procedure's own and those of steps, carry their translations with them; those of the guide and of
the steps stand in `extra.translations`, see `queries.translated`. `extra.translated_from`, {code: {path: words}},
remembers which Vietnamese each of them translates, so that a change of it is noticed. What came without that memory
counts as right.
"""

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.features.procedures.services.authoring import stepforms
from doanso.ui import languages

Json = dict[str, Any]
SPOKEN = ("title", "intro", "label", "help", "text", "missing", "message", "unit")
PARTS = ("pages", "sections", "fields", "columns", "options", "checks")
GUIDE = ("name", "description", "conditions", "fee", "result")
MOST_LETTERS = 5000


@dataclass(frozen=True)
class Line:
    """One text: `path` names its place, `words` are Vietnamese, `said` the translation, empty where there is none.

    `was`: the Vietnamese that the translation was made from, when that reads otherwise today.
    """

    group: str
    path: str
    words: str
    said: str
    was: str = ""


def lines(content: Json, code: str) -> list[Line]:
    """In the order in which applicants meet them."""
    from_ = content["extra"].get("translated_from", {}).get(code, {})
    found = []
    for group, path, words, said in _both(content, code):
        was = from_.get(path, words) if said else words
        found.append(Line(group, path, words, said, was if was != words else ""))
    return found


def _both(content: Json, code: str) -> Iterator[tuple[str, str, str, str]]:
    """Group, path, Vietnamese words, translation."""
    kept = content["extra"].get("translations", {}).get(code, {})
    for group, path, words in _told(content):
        yield group, path, words, kept.get(path, "")
    for group, root, form in _forms(content):
        for path, holder, name in _spoken(form, root, root):
            text = holder[name]
            vi, said = (text.get("vi", ""), text.get(code, "")) if isinstance(text, dict) else (text, "")
            yield group, path, vi, said


def _forms(content: Json) -> Iterator[tuple[str, str, Json]]:
    """Group, root of the paths, and definition: the procedure's own form, then those of steps."""
    yield pgettext("draft", "Form"), "form", content["form"]
    for code, title in stepforms.titles(content).items():
        yield _("Form of a step: %(title)s") % {"title": title}, f"step_forms.{code}", content["step_forms"][code]


def translate(content: Json, code: str, texts: Mapping[str, str], confirmed: Collection[str] = ()) -> Json:
    """The content with these translations; an empty one takes away what was there. Unknown paths are left alone.

    `confirmed`: translations that were looked at again and are right for the Vietnamese of today.
    """
    before = {path: said for _group, path, _words, said in _both(content, code)}
    changed = {path for path, text in texts.items() if text != before.get(path)}
    return _remembering(_translated(content, code, texts), code, changed | set(confirmed))


def remembered(content: Json) -> Json:
    """The content whose translations all know what they translate: those that do not yet are taken for right."""
    for code in _codes(content):
        content = _remembering(content, code, set())
    return content


def outgrown(content: Json) -> list[tuple[str, str, int]]:
    """Code and name of every language in which translations wait to be looked at again, and how many."""
    counted = [(code, sum(bool(line.was) for line in lines(content, code))) for code in _codes(content)]
    return [(code, languages.NAMES[code], count) for code, count in counted if count]


def _codes(content: Json) -> list[str]:
    """Of the languages in which anything is said, but Vietnamese."""
    spoken = [_spoken(form, root, root) for _group, root, form in _forms(content)]
    texts = [holder[name] for texts in spoken for _path, holder, name in texts]
    found = {code for text in texts if isinstance(text, dict) for code in text}
    found |= content["extra"].get("translations", {}).keys()
    return [code for code in languages.NAMES if code in found - {"vi"}]


def _remembering(content: Json, code: str, anew: set[str]) -> Json:
    known = content["extra"].get("translated_from", {})
    here = known.get(code, {})
    told = {path: words for _group, path, words, said in _both(content, code) if said}
    now = {path: words if path in anew else here.get(path, words) for path, words in told.items()}
    return _with_extra(content, "translated_from", {**known, code: now})


def _with_extra(content: Json, name: str, by_language: Json) -> Json:
    """Languages in which nothing is said leave no trace."""
    kept = {code: texts for code, texts in by_language.items() if texts}
    extra = {key: value for key, value in content["extra"].items() if key != name}
    return content | {"extra": extra | ({name: kept} if kept else {})}


def _translated(content: Json, code: str, texts: Mapping[str, str]) -> Json:
    content = content | deepcopy({name: content[name] for name in ("form", "step_forms")})
    for _group, root, form in _forms(content):
        _translate_form(form, root, code, texts)
    known = {path for _group, path, _words in _told(content)}
    kept = dict(content["extra"].get("translations", {}))
    here = {path: text for path, text in kept.get(code, {}).items() if path in known}
    here |= {path: text for path, text in texts.items() if path in known}
    kept[code] = {path: text for path, text in here.items() if text}
    return _with_extra(content, "translations", kept)


def _translate_form(form: Json, root: str, code: str, texts: Mapping[str, str]) -> None:
    for path, holder, name in list(_spoken(form, root, root)):
        if path in texts:
            said = _said(holder[name], code, texts[path])
            is_option = isinstance(name, int) and isinstance(said, dict)
            holder[name] = {"value": holder[name], "label": said} if is_option else said


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


def _spoken(node: Json, path: str, root: str) -> Iterator[tuple[str, Any, Any]]:
    """Path, the object that holds a text, and under which name; for a plain option the list and its place.

    The path of a section or a question does not tell where it stands in its form: it is the same after moving.
    """
    for name in SPOKEN:
        if node.get(name):
            yield f"{path}.{name}", node, name
    for part in PARTS:
        for place, child in enumerate(node.get(part, ())):
            if isinstance(child, str):
                yield f"{path}.{child}.label", node[part], place
            else:
                yield from _spoken(child, _path_of(path, part, child, place, root), root)


def _path_of(path: str, part: str, child: Json, place: int, root: str) -> str:
    moves = part == "sections" or (part == "fields" and path.startswith(f"{root}.sections."))
    if moves and child.get("key"):
        return f"{root}.{part}.{child['key']}"
    return f"{path}.{child.get('key') or child.get('value') or place}"
