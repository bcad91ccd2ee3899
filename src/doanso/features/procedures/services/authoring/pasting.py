"""Steps out of a table that was copied from Word or Excel: recognised where the words are clear, else asked."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from doanso.blocks.workflow.definition import MOST_STEPS
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.assignees.picking import USUAL_UNITS
from doanso.lib.text import fold, nfc

Json = dict[str, Any]
COLUMNS = ("name", "who", "time", "output", "note")
# How offices head the columns, without diacritics.
HEADS = {
    "name": ("noi dung", "ten buoc", "cong viec", "trinh tu", "buoc thuc hien", "hoat dong"),
    "who": ("nguoi thuc hien", "trach nhiem", "don vi thuc hien", "bo phan", "ai lam", "chu tri", "nguoi lam"),
    "time": ("thoi han", "thoi gian"),
    "output": ("ket qua", "san pham", "bieu mau"),
    "note": ("dieu kien", "ghi chu", "yeu cau"),
    "": ("stt", "tt", "buoc", "so"),
}
# Seats by the words that offices use for them; whole expressions, the longest words first.
SAID = {
    "bo phan mot cua": "bo_phan_mot_cua", "mot cua": "bo_phan_mot_cua", "tiep nhan va tra ket qua": "bo_phan_mot_cua",
    "trung tam phuc vu hanh chinh cong": "bo_phan_mot_cua", "cong chuc chuyen mon": "cong_chuc_linh_vuc",
    "chuyen vien": "cong_chuc_linh_vuc", "cong chuc": "cong_chuc_linh_vuc", "lanh dao ubnd": "lanh_dao_don_vi",
    "lanh dao phong": "lanh_dao_don_vi", "chu tich ubnd": "lanh_dao_don_vi", "lanh dao": "lanh_dao_don_vi",
    "bi thu chi doan": "bi_thu(chi_doan_nop)", "bi thu doan co so": "bi_thu(doan_co_so)",
    "bi thu doan truong": "bi_thu(doan_co_so)", "bi thu doan xa": "bi_thu(doan_co_so)",
    "bi thu doan phuong": "bi_thu(doan_co_so)", "ban chap hanh chi doan": "bch(chi_doan_nop)",
    "bch chi doan": "bch(chi_doan_nop)", "ban chap hanh doan co so": "bch(doan_co_so)",
    "bch doan co so": "bch(doan_co_so)", "ban thuong vu": "btv(don_vi_quyet_dinh)",
    "hoi nghi chi doan": "hop(chi_doan_nop)", "chi doan hop": "hop(chi_doan_nop)",
    "doan cap tren": "bi_thu(cap_tren_truc_tiep(don_vi_nop))", "nguoi nop": "nguoi_nop", "cong dan": "nguoi_nop",
    "to chuc, ca nhan": "nguoi_nop", "nguoi de nghi": "nguoi_nop", "nguoi xin vao doan": "nguoi_nop",
    "nguoi gioi thieu": "nguoi_gioi_thieu", "he thong": "he_thong", "ke toan": "ke_toan",
    "chu tai khoan": "chu_tai_khoan", "cap uy": "cap_uy",
}  # fmt: skip
TIME = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?|\d/\d)\s*(phut|gio|h\b|ngay|buoi)")
MINUTES = {"phut": 1, "gio": 60, "h": 60, "ngay": 480, "buoi": 240}


@dataclass(frozen=True)
class Pasted:
    """One row. `said`: the words for who does it; `sure`: they mean that seat and no other."""

    name: str
    assignee: str
    said: str
    sure: bool
    minutes: int
    output: str
    note: str

    def values(self) -> Json:
        kind = {"kind": "vote"} if self.assignee.startswith("hop(") else {}
        return {"name": self.name, "assignee": self.assignee, "minutes": self.minutes, "output": self.output, **kind}


def read(text: str) -> list[Pasted]:
    """Rows with a content; heads and numbers of rows are left out."""
    rows = [
        [" ".join(nfc(cell).split()) for cell in row] for row in csv.reader(text.splitlines(keepends=True), "excel-tab")
    ]
    rows = [row for row in rows if any(row)][: MOST_STEPS + 1]
    columns = _columns(rows)
    known = known_seats()
    cut = rows[1:] if columns and _is_head(rows[0]) else rows
    return [made for row in cut if (made := _row(dict(zip(columns, row, strict=False)), known)).name]


def _columns(rows: list[list[str]]) -> list[str]:
    """What each column holds: by its head, else in the usual order."""
    if not rows:
        return []
    if _is_head(rows[0]):
        return [_headed(cell) for cell in rows[0]]
    numbered = all(re.fullmatch(r"(buoc )?\d{0,3}[.)]?", fold(row[0])) for row in rows)
    return [*([""] if numbered else []), *COLUMNS]


def _is_head(row: list[str]) -> bool:
    return len({head for cell in row if (head := _headed(cell))}) > 1


def _headed(cell: str) -> str:
    words = fold(cell)
    return next((name for name, heads in HEADS.items() if any(words.startswith(head) for head in heads)), "")


def _row(cells: Json, known: dict[str, str]) -> Pasted:
    said = cells.get("who", "")
    assignee, sure = recognised(said, known)
    return Pasted(
        name=re.sub(r"^(Bước\s*)?\d{1,3}[.):]\s*", "", cells.get("name", ""))[:300],
        assignee=assignee,
        said=said[:200],
        sure=sure,
        minutes=minutes_of(cells.get("time", "")),
        output=cells.get("output", "")[:300],
        note=cells.get("note", "")[:500],
    )


def recognised(said: str, known: dict[str, str]) -> tuple[str, bool]:
    """The seat, and whether the words name nothing else; the longest words that are known decide."""
    words = fold(said)
    if words in known:
        return known[words], True
    inside = [phrase for phrase in known if re.search(rf"\b{re.escape(phrase)}\b", words)]
    return (known[max(inside, key=len)], False) if inside else ("", False)


def minutes_of(text: str) -> int:
    found = TIME.search(fold(text))
    if not found:
        return 0
    number, _stroke, part = found[1].replace(",", ".").partition("/")
    return round(float(number) / float(part or 1) * MINUTES[found[2]]) if part != "0" else 0


def known_seats() -> dict[str, str]:
    """Seats as this product words them come first, then as offices do."""
    names = [*units.role_names(), *assignees.COMMITTEES, "hop", "can_bo"]
    told = _told([*names, *assignees.PERSON_VARIABLES, assignees.SYSTEM])
    told |= _told(f"{name}({unit})" for name in names for unit in USUAL_UNITS)
    return SAID | told


def _told(expressions: Iterable[str]) -> dict[str, str]:
    return {fold(assignees.describe(one)): one for one in expressions}
