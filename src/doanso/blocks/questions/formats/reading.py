"""What every format gives: for each item of a file what it becomes, what was changed on the way, or why it is refused.

Nothing is dropped in silence: a reader says with `Item.remark` what it cannot keep, with `refuse` why it takes nothing.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.content import Json, assemble, ordering
from doanso.blocks.questions.content import Row as Option
from doanso.blocks.questions.faults import MOST_OPTIONS, faults
from doanso.blocks.questions.models import Difficulty
from doanso.core.files.sniff import BY_EXTENSION
from doanso.lib.errors import Refused
from doanso.lib.text import nfc

SOURCE_MARK = "Nguồn: "
MOST_ITEMS = 2000
WHOLE = Decimal(100)
_CLOSE = Decimal("0.01")
_CODE = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True)
class Picture:
    name: str
    data: bytes
    words: str = ""

    @property
    def sound(self) -> str:
        """The media type, when it is a sound by its name."""
        known = BY_EXTENSION.get(self.name.rpartition(".")[2].lower())
        return known.media_type if known and known.kind == "sound" else ""


@dataclass(frozen=True)
class Read:
    """One item of a file. With `reasons` it is refused; else it can be taken over, with `remarks` on what changed."""

    place: str
    text: str
    kind: str = ""
    body: Json = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    explanation: str = ""
    source: str = ""
    difficulty: int = Difficulty.MEDIUM
    topic: str = ""
    code: str = ""
    remarks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    pictures: dict[str, Picture] = field(default_factory=dict)


@dataclass
class Item:
    """One item while it is being read."""

    place: str
    text: str = ""
    kind: str = ""
    body: Json = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    explanation: str = ""
    difficulty: int = Difficulty.MEDIUM
    source: str = ""
    topic: str = ""
    code: str = ""
    remarks: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)

    def remark(self, text: str) -> None:
        if text not in self.remarks:
            self.remarks.append(text)

    def refuse(self, text: str) -> None:
        if text not in self.reasons:
            self.reasons.append(text)

    def explain(self, text: str) -> None:
        """One more paragraph of the explanation."""
        text = nfc(text)
        if text and text not in self.explanation.split("\n"):
            self.explanation = f"{self.explanation}\n{text}".strip()

    def named(self, code: str) -> None:
        """What the file calls it, if that can be a code here."""
        if _CODE.fullmatch(code):
            self.code = code

    def titled(self, title: str) -> None:
        """A heading may be a code, if it counts, or how the text begins; else it is told of as lost."""
        title, text = " ".join(nfc(title).split()), " ".join(nfc(self.text).split())
        if title.casefold() in {"", "question", self.code.casefold()} or text.startswith(title.rstrip(" .…")):
            return
        if not self.code and _CODE.fullmatch(title) and any(letter.isdigit() for letter in title):
            self.code = title
        else:
            self.remark(_("The title “%(text)s” is not kept.") % {"text": title[:80]})

    def picture(self, found: Picture) -> str:
        """The key under which the body names it."""
        key = f"h{len(self.pictures) + 1}"
        if not found.words:
            self.remark(_("A picture or sound has no words for those who cannot see or hear it: please add them."))
        self.pictures[key] = found
        return key

    def hold(self, pictures: list[Picture], holder: Json | None) -> None:
        """One picture or sound has a place with the question and with each answer, none elsewhere."""
        if pictures and holder is None:
            self.refuse(_("A picture or sound stands where only text can be kept."))
        elif len(pictures) > 1:
            self.refuse(_("More than one picture or sound stands in one place."))
        elif pictures and holder is not None:
            holder["media"] = self.picture(pictures[0])

    def choose(self, options: list[Option], right: list[int], *, kind: str, partial: bool = False) -> None:
        self.kind = kind
        if len(options) > MOST_OPTIONS:
            self.refuse(_("There are more than %(most)s answers to choose from.") % {"most": MOST_OPTIONS})
        else:
            self.body, self.answer = assemble(options, right, kind=kind, partial=partial)

    def done(self) -> Read:
        """Checked as every question is."""
        text = nfc(self.text)
        body = {**self.body, "text": text}
        keys = [self.answer[name] for name in ("right", "accepted", "value") if name in self.answer]
        if not self.reasons and keys and keys[0] in ("", [], None):
            self.refuse(_("The file does not say clearly which answer is right."))
        for fault in [] if self.reasons else faults(self.kind, body, self.answer):
            self.refuse(fault)
        explanation, source = _with_source(self.explanation, self.source)
        if self.code and not _CODE.fullmatch(self.code):
            self.remark(_("The code “%(text)s” is not kept.") % {"text": self.code[:40]})
            self.code = ""
        kept = {
            name: getattr(self, name) for name in ("place", "kind", "answer", "topic", "code", "difficulty", "pictures")
        }
        told = {"remarks": tuple(self.remarks), "reasons": tuple(self.reasons)}
        return Read(**kept, **told, text=text, body=body, explanation=nfc(explanation), source=nfc(source))


def _with_source(explanation: str, source: str) -> tuple[str, str]:
    """A line of the explanation may name the source."""
    lines = explanation.split("\n")
    named = [line for line in lines if line.startswith(SOURCE_MARK)]
    if source or len(named) != 1:
        return explanation, source
    return "\n".join(line for line in lines if line != named[0]), named[0].removeprefix(SOURCE_MARK)


def explanation_of(question: Any) -> str:
    """Explanation and source as one text, for formats that have one place for both."""
    source = " ".join(question.source.split())
    return f"{question.explanation}\n{SOURCE_MARK}{source}".strip() if source else question.explanation


def category(path: str) -> str:
    """The last name of a path as Moodle writes it: a slash of a name is doubled, $course$ and top are no names."""
    names = [name.replace("//", "/").strip() for name in re.split("(?<!/)/(?!/)", path.strip().strip("/"))]
    return "" if names[-1] == "top" or re.fullmatch(r"\$\w+\$", names[-1]) else names[-1]


def decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    except UnicodeDecodeError:
        raise Refused(_("This file is not in Unicode. Save it as UTF-8 and send it again."), field="file") from None


@dataclass(frozen=True)
class Weighed:
    """An answer to choose from with the share of the points that the file gives it, in percent."""

    option: Option
    weight: Decimal


def single(item: Item, weighed: list[Weighed]) -> None:
    """One is chosen: one answer gives everything, what others give or take is named."""
    right = [place for place, one in enumerate(weighed) if one.weight >= WHOLE - _CLOSE]
    if len(right) > 1:
        item.refuse(_("Several answers give all points although one is chosen: here exactly one is right."))
    if any(0 < one.weight < WHOLE - _CLOSE for one in weighed):
        item.remark(_("An answer that gave a part of the points counts as wrong here."))
    if any(one.weight < 0 for one in weighed):
        item.remark(_("Points that a wrong answer took away are not taken away here."))
    item.choose([one.option for one in weighed], right, kind=kinds.ONE)


def several(item: Item, weighed: list[Weighed]) -> None:
    """Those with points are right. Here each right one counts the same, and each wrong one takes as much away."""
    right = [place for place, one in enumerate(weighed) if one.weight > 0]
    shares = {one.weight for one in weighed if one.weight > 0}
    taken = {one.weight for place, one in enumerate(weighed) if place not in right}
    if shares and max(shares) - min(shares) > _CLOSE:
        item.remark(_("Right answers had different weights; here each counts the same."))
    share = WHOLE / len(right) if right else WHOLE
    strict = bool(taken) and max(taken) <= -WHOLE + _CLOSE and len(right) > 1
    if strict:
        item.remark(_("One wrong answer took all points: here all or nothing counts."))
    elif any(abs(weight + share) > _CLOSE for weight in taken):
        item.remark(_("Here each wrong answer takes away as much as a right one gives, never below zero."))
    item.choose([one.option for one in weighed], right, kind=kinds.MANY, partial=not strict)


def weights(question: Any) -> list[Decimal]:
    """Percent for each answer of a question with several, as `several` reads them."""
    right = question.answer["right"]
    share = (WHOLE / len(right)).quantize(Decimal("0.00001"))
    wrong = -share if question.answer.get("partial") else -WHOLE
    return [share if option["key"] in right else wrong for option in question.body["options"]]


def in_order(item: Item, texts: list[str], *, partial: bool = True) -> None:
    item.kind = kinds.ORDER
    if len(texts) > MOST_OPTIONS:
        item.refuse(_("There are more than %(most)s answers to choose from.") % {"most": MOST_OPTIONS})
    else:
        item.body, item.answer = ordering(texts, partial=partial)


def short(item: Item, answers: list[tuple[str, Decimal]], *, exact: bool = False) -> None:
    """Accepted are those with all points and without a wildcard."""
    accepted = []
    for text, weight in answers:
        if "*" in text.replace("\\*", ""):
            item.remark(_("The pattern “%(text)s” is not accepted here: write every answer out.") % {"text": text})
        elif weight < WHOLE - _CLOSE:
            item.remark(_("“%(text)s” gave a part of the points; here it is not accepted.") % {"text": text})
        else:
            accepted.append(nfc(text.replace("\\*", "*")))
    item.kind, item.answer = kinds.SHORT, {"accepted": list(dict.fromkeys(accepted)), "exact": exact}


def number(item: Item, answers: list[tuple[str, str, Decimal]]) -> None:
    """Value, tolerance and weight of each; the first with all points is kept."""
    whole = [(value, tolerance) for value, tolerance, weight in answers if weight >= WHOLE - _CLOSE and value != "*"]
    for value, tolerance, weight in answers:
        if (value, tolerance) != (whole[0] if whole else None) or weight < WHOLE - _CLOSE:
            item.remark(_("Another number, “%(text)s”, is not kept.") % {"text": f"{value} ± {tolerance}"})
    value, tolerance = whole[0] if whole else ("", "")
    item.kind, item.answer = kinds.NUMBER, {"value": plain_number(value), "tolerance": plain_number(tolerance) or "0"}


def plain_number(text: str) -> str:
    """As keys hold numbers, or what cannot be read as one as it is."""
    text = text.strip().replace(",", ".").lstrip("+")
    try:
        return format(Decimal(text), "f") if text and len(text) < 40 and abs(Decimal(text)) < 10**20 else text
    except ArithmeticError:
        return text
