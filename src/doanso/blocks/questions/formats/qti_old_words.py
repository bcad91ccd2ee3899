"""The words, pictures and sounds of one item of QTI 1.2."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from doanso.blocks.questions.formats.markup import plain
from doanso.blocks.questions.formats.qti_words import BLANK, markup_of
from doanso.blocks.questions.formats.reading import Item, Option, Picture
from doanso.blocks.questions.formats.xml import local, text_of

_TEXTS = {"mattext", "mat_formattedtext"}
_MEDIA = {"matimage", "mataudio"}
GAPS = {"response_str", "response_num"}
ANSWERS = GAPS | {"response_lid", "response_xy", "response_grp", "response_extension"}


class Words:
    """Texts of one item; its pictures lie somewhere in the package, under a name that only the last part is true of."""

    def __init__(self, item: Item, files: Mapping[str, bytes]) -> None:
        self.item, self.files = item, files

    def of(self, element: Any, holder: dict[str, str] | None = None) -> str:
        """All that is said in it, but the answers."""
        parts, pictures = [], []
        for one in _spoken(element):
            text, found = self._plain(one)
            parts.append(text)
            pictures += found
        if len(pictures) > 1 or (pictures and holder is None):
            self.item.refuse(_("More than one picture or sound stands in one place."))
        elif pictures:
            holder["media"] = self.item.picture(pictures[0])
        told = re.sub(rf"(\s*{BLANK})+$", "", "\n".join(part for part in parts if part))
        return re.sub(rf"\s*{BLANK}\s*", f" {BLANK} ", told).strip()

    def option(self, label: Any) -> Option:
        holder: dict[str, str] = {}
        text = self.of(label, holder)
        return Option(text, media=holder.get("media", ""))

    def _plain(self, element: Any) -> tuple[str, list[Picture]]:
        kind = (element.get("texttype") or element.get("type") or "").lower()
        if local(element) in GAPS:
            return BLANK, []
        if local(element) in _MEDIA:
            found = self._file(element.get("uri", ""))
            return "", [found] if found else self._missing(element)
        text = markup_of(element) if len(element) else text_of(element)
        if kind == "text/plain" or not re.search(r"[<&]", text):
            return text.strip(), []
        return plain(text, self.item, self._file)

    def _missing(self, element: Any) -> list[Picture]:
        if name := element.get("uri", "")[:80]:
            self.item.refuse(_("It needs the picture or sound “%(name)s”, which is not in the file.") % {"name": name})
        return []

    def _file(self, source: str) -> Picture | None:
        last = posixpath.basename(unquote(source).partition("?")[0])
        named = [name for name in self.files if last and posixpath.basename(name) == last]
        return Picture(last, self.files[named[0]]) if len(named) == 1 else None


def _spoken(element: Any) -> Iterator[Any]:
    for inside in element:
        if not isinstance(inside.tag, str) or local(inside) in ANSWERS - GAPS:
            continue
        if local(inside) in _TEXTS | _MEDIA | GAPS:
            yield inside
        else:
            yield from _spoken(inside)
