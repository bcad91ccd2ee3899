"""HTML of foreign files as plain text with line breaks, and what could not be said that way."""

import base64
import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from doanso.blocks.questions.formats.reading import Item, Picture

_BLOCKS = {
    "p",
    "div",
    "br",
    "tr",
    "li",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "hr",
}
_LOOKS = {"b", "strong", "i", "em", "u", "font", "small", "big", "s", "del", "code", "mark"}
_PLAYED = {"video", "embed", "iframe", "svg", "canvas", "applet"}
_SOUND = re.compile(r"\.(mp3|ogg|oga|opus|m4a)$", re.IGNORECASE)
_DRAWN = re.compile(r"\.(png|jpe?g|gif|webp|svg)$", re.IGNORECASE)
_EMBEDDED = re.compile(r"data:image/([a-z]+)[^,]*;base64,(.*)", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_INDENT = "\ue020"  # a space in <pre>, until lines are put together
_SILENT = {"style", "script", "head", "title", "annotation", "annotation-xml"}
_MARKED = re.compile(
    r"</?(?:p|div|br|hr|b|i|u|s|em|strong|span|font|small|big|sub|sup|ul|ol|li|table|tr|td|th|img|a|h[1-6]|code|pre"
    r"|blockquote|audio|video)(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>|&(?:#[0-9]+|#x[0-9a-f]+|[a-z]+[0-9]*);",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\\\(|\\\[|\$\$")

Resolve = Callable[[str], Picture | None]


def plain(html: str, item: Item, resolve: Resolve | None = None) -> tuple[str, list[Picture]]:
    """The text; its pictures in order. What gets lost is remarked, what cannot be left out refuses the item."""
    reader = _Reader(resolve)
    reader.feed(html)
    reader.close()
    if reader.sound:  # never closed: what follows would be swallowed
        reader.lost.add("embed")
    pictures = []
    for source, words in reader.pictures:
        if found := _embedded(source) or (resolve(source) if resolve else None):
            pictures.append(Picture(found.name, found.data, words[:300]))
        else:
            item.refuse(
                _("It needs the picture or sound “%(name)s”, which is not in the file.") % {"name": source[:80]}
            )
    _remark(reader.lost, item)
    if _FORMULA.search(html) or "math" in reader.lost:
        item.remark(_("A formula stands here as plain characters: please check it."))
    lines = [_line(line) for line in "".join(reader.parts).split("\n")]
    text = re.sub(r"•\n+(?!•)", "• ", "\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), pictures


def _line(line: str) -> str:
    """Single spaces, but for those that set in a line of code."""
    indent = re.match(f"{_INDENT}*", line)[0] if line.startswith(_INDENT) else ""
    return "\xa0" * len(indent) + re.sub(rf"[ \t\xa0{_INDENT}]+", " ", line).strip()


def is_marked(text: str) -> bool:
    """It has tags or characters of HTML, and not just a sign of more or less."""
    return bool(_MARKED.search(text))


def loose(
    text: str, item: Item, resolve: Resolve | None = None, *, markdown: bool = False
) -> tuple[str, list[Picture]]:
    """Text that may hold HTML. Of Markdown only its pictures are understood; code in it is no HTML."""
    if markdown and text.strip():
        item.remark(_("Marks of Markdown are kept as plain characters."))
        text = _CODE.sub(lambda found: escape(found[0], quote=False), text)
        text = _IMAGE.sub(lambda found: f'<img alt="{escape(found[1])}" src="{escape(found[2])}">', text)
    return plain(text.strip().replace("\n", "<br>"), item, resolve) if is_marked(text) else (text.strip(), [])


def _embedded(source: str) -> Picture | None:
    """A picture that stands in the text itself."""
    if found := _EMBEDDED.fullmatch(source.strip()):
        try:
            return Picture(f"hinh.{found[1].lower()}", base64.b64decode(found[2], validate=False))
        except ValueError:
            return None
    return None


def _remark(lost: set[str], item: Item) -> None:
    if lost & _PLAYED:
        item.refuse(_("It needs a film or a drawing that cannot be kept here."))
    if "table" in lost:
        item.remark(_("A table stands here as lines of text: please check it."))
    if lost & {"sub", "sup"}:
        item.remark(_("Raised and lowered characters stand here with ^ and _."))
    if lost & _LOOKS:
        item.remark(_("Bold, italic and coloured characters became plain ones."))
    if "a" in lost:
        item.remark(_("A link stands here as its address."))


class _Reader(HTMLParser):
    def __init__(self, resolve: Resolve | None) -> None:
        super().__init__(convert_charrefs=True)
        self.resolve = resolve
        self.parts: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.lost: set[str] = set()
        self._silent = 0
        self._written = 0  # inside of <pre>, where lines are lines
        self.drawn = False  # what plays is a picture
        self._links: list[tuple[str, int]] = []  # address, and how much was said before it
        self.sound: list[str] | None = None  # address and what is said inside of <audio> or <object>

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        self._written += tag == "pre"
        if tag in _BLOCKS:
            self.parts.append("\n• " if tag == "li" else "\n")
        if tag in {"td", "th"} and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append(" | ")
        if tag in _LOOKS | _PLAYED | {"table", "math", "sub", "sup"} or (tag == "span" and "style" in told):
            self.lost.add("font" if tag == "span" else tag)
        if tag in {"sub", "sup"}:
            self.parts.append("_" if tag == "sub" else "^")
        if tag == "img":
            self.pictures.append((told.get("src", ""), told.get("alt", "").strip()))
        if tag in {"audio", "object"}:
            self.sound = [told.get("src") or told.get("data", ""), told.get("aria-label") or told.get("title", "")]
            self.drawn = tag == "object" and told.get("type", "").startswith("image/")
        if tag == "source" and self.sound and not self.sound[0]:
            self.sound[0] = told.get("src", "")
        if tag == "a" and told.get("href"):
            self._links.append((told["href"], len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        self._written = max(0, self._written - (tag == "pre"))
        if tag in {"audio", "object"} and self.sound:
            source, words = self.sound
            self.sound = None
            if self.drawn or (tag == "object" and _DRAWN.search(source)):
                self.pictures.append((source, " ".join(words.split())))
            elif tag == "audio" or _SOUND.search(source):
                self.pictures.append((source, "" if _SOUND.search(words) else " ".join(words.split())))
            else:
                self.lost.add("embed")
        if tag in _BLOCKS - {"br", "hr", "li"}:
            self.parts.append("\n")
        if tag == "a" and self._links:
            self._linked(*self._links.pop())

    def _linked(self, address: str, start: int) -> None:
        """A picture or sound that comes along is taken, what lies elsewhere is named."""
        if (_SOUND.search(address) or _DRAWN.search(address)) and self.resolve and self.resolve(address):
            self.pictures.append((address, " ".join("".join(self.parts[start:]).split())))
        elif address not in "".join(self.parts[-3:]):
            self.parts.append(f" ({address})")
            self.lost.add("a")

    def handle_data(self, data: str) -> None:
        if self.sound and self.drawn:
            self.sound[1] += f" {data}"
        elif self.sound:
            self.sound[1] = self.sound[1] or data.strip()
        elif not self._silent:
            coded = re.sub("[ \xa0]", _INDENT, data.expandtabs(4))
            self.parts.append(coded if self._written else re.sub(r"\s*\n\s*", " ", data))
