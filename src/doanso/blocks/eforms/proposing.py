"""From a table that an office keeps in Word or Excel to proposed questions, to be confirmed by who knows them."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO

from doanso.lib.text import fold, nfc

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 120, 20, 500
HEADS = {
    "label": ("ten", "noi dung", "cau hoi", "truong", "thong tin", "tieu chi", "muc", "ten truong", "chi tieu"),
    "type": ("loai", "kieu", "dang", "dinh dang"),
    "required": ("bat buoc", "phai co"),
    "options": ("lua chon", "gia tri", "danh sach", "phuong an", "cac muc chon"),
    "help": ("ghi chu", "huong dan", "chu thich", "giai thich", "mo ta"),
}
NUMBERS = ("stt", "tt", "so tt", "so thu tu")
KINDS = [  # words of a column “Loại”, or of the label itself; the first that fits
    ("cccd", r"cccd|can cuoc|so dinh danh|cmnd|cmt"),
    ("phone", r"dien thoai|sdt|so dt|di dong|hotline"),
    ("email", r"e-?mail|thu dien tu"),
    ("signature", r"chu ky|ky ten"),
    ("photo", r"anh|hinh anh|anh the|anh chup"),
    ("file", r"tep|file|dinh kem|ban scan|minh chung|tai len"),
    ("consent", r"cam doan|cam ket|dong y"),
    ("month", r"thang nam|thang/nam|thang"),
    ("partial_date", r"ngay thang nam sinh|ngay sinh|nam sinh|sinh ngay"),
    ("date", r"ngay|thoi gian|thoi diem|han"),
    ("person_name", r"ho va ten|ho ten|ho, chu dem|ten nguoi"),
    ("address", r"dia chi|noi o|noi cu tru|thuong tru|tam tru|que quan|noi sinh|cho o"),
    ("unit", r"don vi|chi doan|doan co so|co quan"),
    ("money", r"so tien|kinh phi|thanh tien|don gia|gia tri|luong|thu nhap|chi phi|tien|vnd|dong"),
    ("number", r"so luong|so nguoi|tong so|dien tich|ty le|so con|so|tuoi|diem"),
    ("long_text", r"ly do|noi dung|mo ta|trinh bay|thanh tich|qua trinh|y kien|kien nghi|de nghi|nhieu dong|van ban"),
]
NAMED = {  # what may stand in a column “Loại”
    "chu": "text", "van ban": "text", "text": "text", "mot dong": "text", "chuoi": "text", "nhieu dong": "long_text",
    "doan van": "long_text", "so": "number", "so nguyen": "number", "tien": "money", "chon mot": "choice",
    "lua chon": "choice", "danh sach": "choice", "chon nhieu": "many_choice", "nhieu lua chon": "many_choice",
    "co/khong": "yes_no", "co khong": "yes_no", "dung/sai": "yes_no", "bang": "table",
}  # fmt: skip
NO = {"", "khong", "k", "0", "-", "no", "false", "khong bat buoc", "tuy chon"}
NOT_A_NUMBER = re.compile(r"^so (quyet dinh|cong van|van ban|giay|hieu|nha|so|seri|tai khoan|bao hiem|ho so|the)\b")


@dataclass
class Proposal:
    """One question as the table suggests it."""

    label: str
    type: str = "text"
    required: bool = False
    options: list[str] = field(default_factory=list)
    help: str = ""


def from_text(text: str) -> list[list[str]]:
    """Rows of what was pasted: a table of a web page or of Word, tabs, or one question a line."""
    if re.search(r"<t[rdh][\s>]", text, re.IGNORECASE):
        reader = _Cells()
        reader.feed(text)
        reader.close()
        return reader.rows
    quoting = csv.QUOTE_MINIMAL if _quoted(text) else csv.QUOTE_NONE
    return list(csv.reader(StringIO(text), delimiter="\t", quoting=quoting))


def proposals(rows: Sequence[Sequence[str]]) -> list[Proposal]:
    """Columns are known by their heads, else the first one with words is the label."""
    cells = [[_clean(cell) for cell in row[:MOST_COLUMNS]] for row in rows]
    cells = [row for row in cells if any(row)]
    start, columns = _head(cells)
    found = []
    for row in cells[start : start + MOST_ROWS]:
        values = {name: row[number] for name, number in columns.items() if number < len(row)}
        if label := _without_number(values.get("label", "")):
            found.append(_proposal(label, values))
    return found


def guess(label: str) -> str:
    """The type that a label suggests."""
    folded = fold(label)
    if folded.startswith(("co ", "da ")) and folded.rstrip("? ").endswith("khong"):
        return "yes_no"
    if NOT_A_NUMBER.match(folded):
        return "text"
    for kind, words in KINDS:
        if re.match(rf"(?:{words})\b", folded) or (kind in SURE and re.search(rf"\b(?:{words})\b", folded)):
            return kind
    return "text"


SURE = {"cccd", "phone", "email", "signature"}  # wherever in the label these words stand


def _proposal(label: str, values: dict[str, str]) -> Proposal:
    options = _options(values.get("options", ""))
    named = fold(values.get("type", ""))
    kind = NAMED.get(named) or (guess(named) if named else "")
    kind = kind if kind and (kind != "text" or named in NAMED) else guess(label)
    if options and kind not in {"choice", "many_choice"}:
        kind = "choice"
    if kind in {"choice", "many_choice"} and not options:
        kind = "text"
    needed = label.rstrip().endswith("*") or fold(values.get("required", "")) not in NO
    return Proposal(label.rstrip(" *:"), kind if kind != "table" else "text", needed, options, values.get("help", ""))


def _options(text: str) -> list[str]:
    """Told apart by lines, semicolons, strokes, else by commas."""
    for sign in ("\n", ";", "/", "|", ","):
        if sign in text:
            found = [part.strip(" -•+") for part in text.split(sign)]
            return list(dict.fromkeys(part for part in found if part))
    return []


def _head(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """(number of the first row of questions, column of each attribute)."""
    for number, row in enumerate(rows[:5]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = _named(cell)
            if name and name not in columns:
                columns[name] = place
        if ("label" in columns and len(columns) > 1) or ([*columns] == ["label"] and _numbered(row)):
            return number + 1, columns
    if rows and len(rows[0]) == 1 and _named(rows[0][0]) == "label" and len(rows) > 1:
        return 1, {"label": 0}
    return 0, {"label": _wordy(rows)}


def _named(cell: str) -> str:
    folded = fold(cell).strip(" :.")
    return next((name for name, heads in HEADS.items() if folded in heads or _begins(folded, heads)), "")


def _begins(folded: str, heads: tuple[str, ...]) -> bool:
    return len(folded) < 30 and any(folded.startswith(f"{head} ") for head in heads)


def _numbered(row: list[str]) -> bool:
    return any(fold(cell).strip(" .") in NUMBERS for cell in row)


def _wordy(rows: list[list[str]]) -> int:
    """The first column that holds words and not numbers."""
    for place in range(max((len(row) for row in rows), default=0)):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if sum(any(letter.isalpha() for letter in cell) for cell in cells) * 2 > len(cells):
            return place
    return 0


def _without_number(text: str) -> str:
    return re.sub(r"^\s*(?:\(?\d+[.)/]|[a-z]\)|[-•+*])\s*", "", text, flags=re.IGNORECASE).strip()


def _clean(cell: str) -> str:
    text = "".join(letter for letter in str(cell) if letter >= " " or letter == "\n").replace("\xa0", " ")
    return nfc("\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip()))[:MOST_CELL]


def _quoted(text: str) -> bool:
    """Does a spreadsheet's cell with line breaks begin here?"""
    return '\t"' in text or text.startswith('"') or '\n"' in text


class _Cells(HTMLParser):
    """The cells of the tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
            self.open = True
        elif tag in {"br", "p", "li"} and self.open and self.rows[-1][-1]:
            self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.rows[-1][-1] += " ".join(data.split()) if not data.strip() else data.replace("\n", " ")
