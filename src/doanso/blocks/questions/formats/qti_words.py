"""The words, pictures and sounds of one item of QTI."""

import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from doanso.blocks.questions.formats.markup import plain
from doanso.blocks.questions.formats.qti_parts import interactions
from doanso.blocks.questions.formats.reading import Item, Option, Picture
from doanso.blocks.questions.formats.xml import child, children, local, text_of, within
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

BLANK = "_____"
_GAPS = {"textEntryInteraction", "inlineChoiceInteraction"}
_WRAPPED = re.compile(r"\s*<(p|div)\b.*</\1>\s*", re.DOTALL | re.IGNORECASE)


class Words:
    """Texts of one item; pictures lie in the package, relative to it."""

    def __init__(self, item: Item, files: Mapping[str, bytes], folder: str) -> None:
        self.item, self.files, self.folder = item, files, folder
        self.media: dict[str, Any] = {}

    def text(self, element: Any, holder: dict[str, Any] | None = None) -> str:
        text, pictures = plain(markup_of(element), self.item, self._resolve)
        self.item.hold(pictures, holder)
        return text

    def gather(self, root: Any, body: Any) -> None:
        """Texts of other files come in; what is no question goes where it belongs."""
        for found in [*children(root, "assessmentStimulusRef"), *within(body, "include"), *_pages(body)]:
            self._include(body, found)
        for found in within(body, "rubricBlock"):
            if "candidate" not in (found.get("view") or "candidate").split():
                self.item.remark(_("Notes for those who mark by hand are not kept."))
                _drop(found)
        for found in within(body, "endAttemptInteraction"):
            self.item.remark(_("Hints for a further try are not kept."))
            _drop(found)
        for found in [*within(body, "feedbackBlock"), *within(body, "feedbackInline")]:
            if found.getparent() is not None and local(found.getparent()) != "simpleChoice" and not interactions(found):
                self.item.explain(self.text(found))
                _drop(found)
        self._untangle(body)

    def _untangle(self, body: Any) -> None:
        """Words on a word stand in brackets behind it; HTML that was written as characters is HTML."""
        for tip in [found for found in within(body, "span") if found.get("data-role") == "tooltip-content"]:
            tip.text = f" ({tip.text or ''}"
            etree.SubElement(tip, "span").text = ")"
        if any(not len(found) and _WRAPPED.fullmatch(found.text or "") for found in body.iter()):
            self.item.remark(_("Marks of HTML that stood as characters were taken for what they mean: please check."))

    def _include(self, body: Any, reference: Any) -> None:
        source = reference.get("href") or reference.get("data") or ""
        found = self._file(source)
        page = etree.HTML(found, _page_parser()) if found else None
        if page is None:
            self.item.refuse(_("It needs the text “%(name)s”, which is not in the file.") % {"name": source[:80]})
            _drop(reference)
            return
        stimulus = within(page, "qti-stimulus-body") or within(page, "body") or [page]
        stimulus[0].tag, stimulus[0].tail = "div", None
        if reference.getparent() is body.getparent():
            body.insert(0, stimulus[0])
            body[0].tail, body.text = body.text, None
        else:
            reference.addprevious(stimulus[0])
            _drop(reference)

    def around(self, body: Any, asked: Any) -> str:
        """All that is said but the answers; a gap in a sentence stays one."""
        prompt = child(asked, "prompt")
        asked.tail, tail = None, asked.tail
        gap = local(asked) in _GAPS
        for inside in list(asked):
            if inside is not prompt and local(asked) != "hottextInteraction":
                asked.remove(inside)
        asked.text = BLANK if gap and ((tail or "").strip() or _before(asked)) else None
        asked.tail = tail
        told = self.text(body, self.media).split("\n\n")
        return "\n\n".join(part for place, part in enumerate(told) if part not in told[place - 1 : place])

    def choice(self, element: Any) -> Option:
        for feedback in children(element, "feedbackInline"):
            self.item.explain(self.text(feedback))
            self.item.remark(_("What was said to each answer now stands in the explanation."))
            element.remove(feedback)
        holder: dict[str, Any] = {}
        text = self.text(element, holder)
        return Option(text, media=holder.get("media", ""))

    def _resolve(self, source: str) -> Picture | None:
        found = self._file(source)
        return Picture(posixpath.basename(unquote(source)), found) if found is not None else None

    def _file(self, source: str) -> bytes | None:
        """Where it should lie, else the only one of that name: not every program reckons from the item's folder."""
        source = unquote(source).partition("?")[0]
        name = posixpath.normpath(posixpath.join(self.folder, source))
        last = posixpath.basename(name)
        named = [one for one in self.files if posixpath.basename(one) == last] if name not in self.files else [name]
        return self.files[named[0]] if source and len(named) == 1 else None


def _pages(body: Any) -> list[Any]:
    return [found for found in within(body, "object") if found.get("type", "") == "text/html"]


def _page_parser() -> Any:
    return etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")


def _drop(element: Any) -> None:
    """Without what stands behind it going, too."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if previous is not None:
        previous.tail = (previous.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _before(element: Any) -> bool:
    """Something is said in the same line."""
    parent = element.getparent()
    told = [parent.text, *(text_of(one) + (one.tail or "") for one in element.itersiblings(preceding=True))]
    return any((text or "").strip() for text in told)


def markup_of(element: Any) -> str:
    """Some programs write HTML as characters."""
    if not len(element) and _WRAPPED.fullmatch(element.text or ""):
        return element.text
    return "".join([_escaped(element.text), *(_html(inside) for inside in element)])


def _html(element: Any) -> str:
    """Names without their namespace, as a reader of HTML knows them."""
    name = "p" if local(element) == "prompt" else local(element)
    attributes = "".join(f' {etree.QName(key).localname}="{_escaped(value)}"' for key, value in element.attrib.items())
    closing = "" if name in {"br", "img", "hr"} else f"</{name}>"
    return f"<{name}{attributes}>{markup_of(element)}{closing}{_escaped(element.tail)}"


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
