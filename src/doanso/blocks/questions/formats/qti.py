"""QTI 2: a zip with `imsmanifest.xml` and one file for each item, or one item alone; of QTI 1.2 see `qti_old`."""

import posixpath
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile
from zlib import error as DeflateError

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.formats import qti_old, reading
from doanso.blocks.questions.formats.markup import plain
from doanso.blocks.questions.formats.qti_parts import (
    FOREIGN,
    Declaration,
    declared,
    graded_oddly,
    interactions,
    tolerance,
)
from doanso.blocks.questions.formats.reading import Item, Option, Picture, Read, Weighed
from doanso.blocks.questions.formats.xml import child, children, local, parsed, within
from doanso.lib.errors import Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

MOST_FILES, MOST_UNPACKED = 5000, 60 * 1024 * 1024
MANIFEST = "imsmanifest.xml"
_BLANK = "_____"
# What `zipfile` says of packages that are cut off, changed, packed in a way that it does not know, or locked.
_DAMAGE = (BadZipFile, DeflateError, NotImplementedError, RuntimeError, OSError, EOFError, KeyError, ValueError)


def read(data: bytes) -> list[Read]:
    if not data.startswith(b"PK"):
        root = parsed(data)
        if local(root) == "questestinterop":
            return list(qti_old.read(root, "", {}))
        return [_item(root, _("A single question"), {}, "").done()]
    files = _unpacked(data)
    older = [name for name in sorted(files) if qti_old.ROOT in files[name][:4096]]
    if older:
        return [one for name in older for one in qti_old.read(parsed(files[name]), posixpath.basename(name), files)]
    found = [
        _item(parsed(files[name]), name, files, posixpath.dirname(name)).done()
        for name in _items(files)
        if name in files
    ]
    missing = [name for name in _items(files) if name not in files]
    lost = [
        Read(name, "", reasons=(_("The manifest names this file, but it is not in the package."),)) for name in missing
    ]
    if not found and not lost:
        raise Refused(_("There is no question of QTI in this package."), field="file")
    return [*found, *lost]


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Every file of the package; one that says it is small and is not is found while it is read."""
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Refused(_("This package unpacks to far more than questions should hold."), field="file")
            return {posixpath.normpath(entry.filename): package.read(entry) for entry in entries}
    except _DAMAGE as problem:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from problem


def _items(files: dict[str, bytes]) -> list[str]:
    """As the manifest lists them; without a manifest every file that is an item."""
    manifest = next((name for name in files if posixpath.basename(name) == MANIFEST), None)
    if manifest is None:
        return [name for name in sorted(files) if name.endswith(".xml") and b"assessmentItem" in files[name]]
    root, base = parsed(files[manifest]), posixpath.dirname(manifest)
    listed = [
        found
        for found in within(root, "resource")
        if found.get("type", "").startswith(("imsqti_item", "imsqti_xmlv1p2"))
    ]
    return [posixpath.normpath(posixpath.join(base, unquote(found.get("href", "")))) for found in listed]


def _item(root: Any, place: str, files: dict[str, bytes], folder: str) -> Item:
    item = Item(place)
    if local(root) != "assessmentItem":
        item.refuse(_("This is no item of QTI 1.2 or 2.1."))
        return item
    identifier = root.get("identifier", "")
    item.code = (
        identifier
        if len(identifier) <= 40 and identifier.replace("-", "").replace("_", "").replace(".", "").isalnum()
        else ""
    )
    body, reader = child(root, "itemBody"), _Words(item, files, folder)
    asked = interactions(body) if body is not None else []
    _notes(item, root, reader)
    if len(asked) != 1:
        item.text = reader.text(body) if body is not None else root.get("title", "")
        item.refuse(_("It asks several things at once.") if asked else _("This is a text without a question."))
        return item
    _ask(item, root, asked[0], reader)
    item.text = reader.around(body, asked[0]) or root.get("title", "")
    if reader.media:
        item.body["media"] = reader.media
    return item


def _notes(item: Item, root: Any, reader: "_Words") -> None:
    if root.get("adaptive") == "true" or within(root, "templateDeclaration"):
        item.refuse(_("A question with numbers that are drawn anew each time is not offered here."))
    for feedback in within(root, "modalFeedback"):
        item.explain(reader.text(feedback))
    if within(root, "rubricBlock"):
        item.remark(_("Notes for those who mark by hand are not kept."))
    if graded_oddly(root):
        item.remark(_("Its own rules of grading are not kept: the right answer counts."))


def _ask(item: Item, root: Any, asked: Any, reader: "_Words") -> None:
    name, declaration = local(asked), declared(root, asked.get("responseIdentifier", ""))
    if name == "choiceInteraction" and declaration:
        _choice(item, asked, declaration, reader)
    elif name == "orderInteraction" and declaration:
        _order(item, asked, declaration, reader)
    elif name == "textEntryInteraction" and declaration:
        _entry(item, root, declaration)
    else:
        item.refuse(_(FOREIGN.get(name, FOREIGN[""])) % {"kind": name})


def _choice(item: Item, asked: Any, said: Declaration, reader: "_Words") -> None:
    choices = children(asked, "simpleChoice")
    names = [choice.get("identifier", "") for choice in choices]
    if sorted(names) == ["false", "true"] and said.cardinality == "single":
        item.kind, item.answer = kinds.TRUTH, {"right": said.correct == ["true"]}
        reader.choice(choices[0]), reader.choice(choices[1])
        return
    options = [reader.choice(choice) for choice in choices]
    if said.cardinality == "multiple":
        _several(item, options, names, said)
    else:
        weights = said.mapping or {name: Decimal(1) for name in said.correct}
        most = max(weights.values(), default=Decimal(1)) or Decimal(1)
        reading.single(
            item,
            [
                Weighed(one, weights.get(name, Decimal(0)) * 100 / most)
                for one, name in zip(options, names, strict=True)
            ],
        )


def _several(item: Item, options: list[Option], names: list[str], said: Declaration) -> None:
    if said.mapping and not said.whole:
        total = sum((weight for weight in said.mapping.values() if weight > 0), Decimal(0)) or Decimal(1)
        weights = [said.mapping.get(name, said.otherwise) * 100 / total for name in names]
        reading.several(item, [Weighed(one, weight) for one, weight in zip(options, weights, strict=True)])
    else:
        item.choose(options, [place for place, name in enumerate(names) if name in said.correct], kind=kinds.MANY)


def _order(item: Item, asked: Any, said: Declaration, reader: "_Words") -> None:
    texts = {choice.get("identifier", ""): reader.choice(choice) for choice in children(asked, "simpleChoice")}
    if any(option.media for option in texts.values()):
        item.refuse(_("A picture or sound stands where only text can be kept."))
    elif sorted(texts) != sorted(said.correct):
        item.refuse(_("The right order must name every answer once."))
    else:
        reading.in_order(item, [texts[name].text for name in said.correct], partial=False)


def _entry(item: Item, root: Any, said: Declaration) -> None:
    if said.base in {"float", "integer"}:
        value = said.correct[0] if said.correct else ""
        reading.number(item, [(value, tolerance(root, value, item), reading.WHOLE)])
        return
    most = max(said.mapping.values(), default=Decimal(1)) or Decimal(1)
    answers = [(text.replace("*", "\\*"), weight * 100 / most) for text, weight in said.mapping.items()]
    more = [(text.replace("*", "\\*"), reading.WHOLE) for text in said.correct if text not in said.mapping]
    reading.short(item, [*more, *answers], exact=said.exact)


class _Words:
    """Texts of one item; pictures lie in the package, relative to it."""

    def __init__(self, item: Item, files: dict[str, bytes], folder: str) -> None:
        self.item, self.files, self.folder, self.media = item, files, folder, ""

    def text(self, element: Any) -> str:
        return self._plain(element)[0]

    def around(self, body: Any, asked: Any) -> str:
        """All that is said but the answers; a gap in a sentence stays one."""
        prompt = child(asked, "prompt")
        asked.tail, tail = None, asked.tail
        gap = local(asked) == "textEntryInteraction"
        for inside in list(asked):
            if inside is not prompt:
                asked.remove(inside)
        asked.text = _BLANK if gap and (tail or _before(asked)) else None
        asked.tail = tail
        text, pictures = self._plain(body)
        self._one(pictures)
        return text

    def choice(self, element: Any) -> Option:
        for feedback in children(element, "feedbackInline"):
            self.item.explain(self.text(feedback))
            self.item.remark(_("What was said to each answer now stands in the explanation."))
            element.remove(feedback)
        text, pictures = self._plain(element)
        if len(pictures) > 1:
            self.item.refuse(_("More than one picture or sound stands in one place."))
        return Option(text, media=self.item.picture(pictures[0]) if len(pictures) == 1 else "")

    def _one(self, pictures: list[Picture]) -> None:
        if len(pictures) > 1:
            self.item.refuse(_("More than one picture or sound stands in one place."))
        elif pictures:
            self.media = self.item.picture(pictures[0])

    def _plain(self, element: Any) -> tuple[str, list[Picture]]:
        parts = [_escaped(element.text), *(_html(inside) for inside in element)]
        return plain("".join(parts), self.item, self._resolve)

    def _resolve(self, source: str) -> Picture | None:
        name = posixpath.normpath(posixpath.join(self.folder, unquote(source)))
        return Picture(posixpath.basename(name), self.files[name]) if name in self.files else None


def _before(element: Any) -> bool:
    previous = element.getprevious()
    told = previous.tail if previous is not None else element.getparent().text
    return bool((told or "").strip())


def _html(element: Any) -> str:
    """Names without their namespace, as a reader of HTML knows them."""
    name = "p" if local(element) == "prompt" else local(element)
    attributes = "".join(f' {etree.QName(key).localname}="{_escaped(value)}"' for key, value in element.attrib.items())
    inside = "".join([_escaped(element.text), *(_html(one) for one in element)])
    closing = "" if name in {"br", "img", "hr"} else f"</{name}>"
    return f"<{name}{attributes}>{inside}{closing}{_escaped(element.tail)}"


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
