"""Spreadsheets of Kahoot and Quizizz, which teachers have by the hundred: their headings and words as ours."""

import re

from django.utils.translation import gettext as _

from doanso.blocks.questions.formats.reading import Item
from doanso.lib.text import fold

LETTERS = "ABCDEFGH"
TEXT, RIGHT, KIND, EXPLANATION = "Câu hỏi", "Đáp án đúng", "Dạng", "Giải thích"
_HEADINGS = {
    re.compile(r"question( text| - max .*)"): TEXT,
    re.compile(r"question type"): KIND,
    re.compile(r"correct answer(\(s\).*)?"): RIGHT,
    re.compile(r"answer explanation"): EXPLANATION,
}
_OPTION = re.compile(r"(?:option|answer) ([1-8])(?: - max .*)?")
_KINDS = {
    "multiple choice": "Chọn một đáp án",
    "checkbox": "Chọn nhiều đáp án",
    "fill-in-the-blank": "Trả lời ngắn",
    "fill in the blank": "Trả lời ngắn",
}
_PICTURE = "image link"
_TIME = re.compile(r"time (limit|in seconds)")
Row = dict[str, str]


def heading(text: str) -> str:
    """Ours for one of theirs, or nothing."""
    bare = fold(text).strip()
    if option := _OPTION.fullmatch(bare):
        return f"Đáp án {LETTERS[int(option[1]) - 1]}"
    return next((name for pattern, name in _HEADINGS.items() if pattern.fullmatch(bare)), "")


def translated(item: Item, row: Row) -> Row:
    """In our words. Their right answers are numbers; how long one may think is said by each contest."""
    row = {head: text for head, text in row.items() if head}  # the number of the row has no heading
    for head in [head for head in row if _TIME.match(fold(head))]:
        del row[head]
        item.remark(_("How long one may think is said by each contest."))
    for head in [head for head in row if fold(head) == _PICTURE]:
        item.refuse(
            _("It needs the picture or sound “%(name)s”, which is not in the file.") % {"name": row.pop(head)[:80]}
        )
    kind = fold(row.get(KIND, ""))
    row |= {KIND: _KINDS[kind]} if kind in _KINDS else {}
    if row.get(KIND) == _KINDS["fill-in-the-blank"]:
        answers = [row.pop(head) for head in sorted(row) if head.startswith("Đáp án ") and head != RIGHT]
        return row | {RIGHT: "\n".join(answers)}
    if re.fullmatch(r"[1-8]([,; ]+[1-8])*", row.get(RIGHT, "")):
        row[RIGHT] = ", ".join(LETTERS[int(place) - 1] for place in re.findall(r"[1-8]", row[RIGHT]))
    return row
