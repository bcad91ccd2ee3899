"""From one published procedure (JSON of texts and tables) to what a version holds, with a report of every doubt.

The shape: `metadata`, `content` and `tables` with Vietnamese keys, all values texts; `tables.hinh_thuc_nop` are the
channels, `thanh_phan_ho_so` the documents, `can_cu_phap_ly` the legal bases.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from doanso.features.procedures.models import Version
from doanso.lib.dates import parse_date
from doanso.lib.text import fold, nfc

Json = dict[str, Any]

NOTHING = {"", "khong co thong tin", "khong", "khong quy dinh", "khong co"}
MODES = {"truc tiep": "truc_tiep", "truc tuyen": "truc_tuyen", "dich vu buu chinh": "buu_chinh"}
LIMIT = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(giờ làm việc|giờ|ngày làm việc|ngày)\s*$", re.IGNORECASE)
UNITS = {
    "giờ": Version.Limit.HOURS,
    "giờ làm việc": Version.Limit.HOURS,
    "ngày làm việc": Version.Limit.DAYS,
    "ngày": Version.Limit.CALENDAR,
}
IN_HOURS = {Version.Limit.HOURS: 1, Version.Limit.DAYS: 8, Version.Limit.CALENDAR: 6}  # only to find the longest
COUNTS = re.compile(r"bản (chính|sao)\s*:\s*(\d+)", re.IGNORECASE)
CASE = re.compile(r"^\s*[-+*]?\s*((?:đối với|trường hợp)\s[^:]{3,240}):\s*(.+)$", re.IGNORECASE | re.DOTALL)
STEP = re.compile(r"(?=\bBước\s+\d+\s*[:.])", re.IGNORECASE)


@dataclass(frozen=True)
class Doubt:
    """`path` names the source's field, `text` what was done with it."""

    path: str
    text: str


@dataclass
class Mapped:
    """`code` and the named parts of `catalogue.Content`; `doubts` are for the person who publishes."""

    code: str
    parts: Json = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, path: str, text: str) -> None:
        self.doubts.append(Doubt(path, text))


class NotAProcedure(ValueError):
    """The file has not the shape that we read; the message says where."""


KNOWN = {
    "": {"thu_tuc_id", "source_file", "metadata", "content", "tables"},
    "metadata": {"mã_thủ_tục", "tên_thủ_tục", "số_quyết_định", "cấp_thực_hiện", "loại_thủ_tục", "lĩnh_vực"},
    "content": {
        "trình_tự_thực_hiện",
        "cách_thức_thực_hiện",
        "đối_tượng_thực_hiện",
        "cơ_quan_thực_hiện",
        "cơ_quan_có_thẩm_quyền",
        "cơ_quan_được_ủy_quyền",
        "cơ_quan_phối_hợp",
        "địa_chỉ_tiếp_nhận_hs",
        "kết_quả_thực_hiện",
        "yêu_cầu_điều_kiện_thực_hiện",
        "từ_khóa",
        "mô_tả",
    },
    "tables": {"hinh_thuc_nop", "thanh_phan_ho_so", "can_cu_phap_ly"},
    "tables.hinh_thuc_nop": {"hinh_thuc", "thoi_han_giai_quyet", "phi_le_phi", "mo_ta"},
    "tables.thanh_phan_ho_so": {"ten_giay_to", "so_luong", "ghi_chu"},
    "tables.can_cu_phap_ly": {"so_ky_hieu", "trich_yeu", "ngay_ban_hanh", "co_quan_ban_hanh"},
}


def read(source: Any) -> Mapped:
    """NotAProcedure when it is none at all; every lesser trouble is a doubt."""
    source = _clean(source)
    if not isinstance(source, dict) or not all(
        isinstance(source.get(p), dict) for p in ("metadata", "content", "tables")
    ):
        raise NotAProcedure("metadata, content, tables")
    meta, content, tables = source["metadata"], source["content"], source["tables"]
    code, name = _text(meta.get("mã_thủ_tục")), _text(meta.get("tên_thủ_tục"))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
        raise NotAProcedure("metadata.mã_thủ_tục")
    if not name:
        raise NotAProcedure("metadata.tên_thủ_tục")
    mapped = Mapped(code)
    _report_strangers(source, mapped)
    channels = _rows(tables, "hinh_thuc_nop", mapped)
    mapped.parts = {
        "name": name[:600],
        "field": _needed(meta, "metadata", "lĩnh_vực", mapped) or "Chưa phân loại",
        "level": _text(meta.get("cấp_thực_hiện"))[:200],
        "audience": tuple(_people(_text(content.get("đối_tượng_thực_hiện")))),
        "channels": tuple(_channel(row, number, mapped) for number, row in enumerate(channels)),
        "documents": tuple(_document(r, n, mapped) for n, r in enumerate(_rows(tables, "thanh_phan_ho_so", mapped))),
        "legal": tuple(_legal(r, n, mapped) for n, r in enumerate(_rows(tables, "can_cu_phap_ly", mapped))),
        "conditions": tuple(_lines(_said(content.get("yêu_cầu_điều_kiện_thực_hiện")))),
        "result": _needed(content, "content", "kết_quả_thực_hiện", mapped),
        "description": _said(content.get("mô_tả")),
        "sequence": _needed(content, "content", "trình_tự_thực_hiện", mapped),
        "extra": {"source": source, "about": _about(meta, content), "sequence_steps": _sequence(content)},
        **_limit(channels, mapped),
    }
    if len(name) > 600:
        mapped.doubt("metadata.tên_thủ_tục", "dài hơn 600 ký tự: tên hiển thị bị rút gọn, bản đầy đủ nằm trong nguồn")
    return mapped


def _clean(value: Any) -> Any:
    """NFC everywhere, no NUL: what PostgreSQL and our search expect."""
    if isinstance(value, dict):
        return {nfc(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return nfc(value.replace("\x00", "")) if isinstance(value, str) else value


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _said(value: Any) -> str:
    """Empty when the source only says that there is nothing."""
    text = _text(value)
    return "" if fold(text).rstrip(".") in NOTHING else text


def _needed(part: Json, path: str, key: str, mapped: Mapped) -> str:
    text = _said(part.get(key))
    if not text:
        mapped.doubt(f"{path}.{key}", "nguồn không có nội dung")
    return text


def _report_strangers(source: Json, mapped: Mapped) -> None:
    """Fields that we do not know stay in the original, and are named."""
    for path, known in KNOWN.items():
        for number, part in enumerate(_parts(source, path)):
            for key in part.keys() - known:
                place = f"{path}[{number}].{key}" if "." in path else f"{path}.{key}".lstrip(".")
                mapped.doubt(place, "trường lạ: giữ nguyên trong nguồn, không hiển thị")


def _parts(source: Json, path: str) -> list[Json]:
    if not path:
        return [source]
    top, _dot, table = path.partition(".")
    found = source[top].get(table, []) if table else source[top]
    return [row for row in (found if isinstance(found, list) else [found]) if isinstance(row, dict)]


def _rows(tables: Json, name: str, mapped: Mapped) -> list[Json]:
    rows = tables.get(name)
    if not isinstance(rows, list) or not rows:
        mapped.doubt(f"tables.{name}", "bảng trống")
        return []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            mapped.doubt(f"tables.{name}[{number}]", "không phải một dòng: giữ nguyên trong nguồn")
    return [row for row in rows if isinstance(row, dict)]


def _people(text: str) -> list[str]:
    """Split at commas, but not inside brackets: “Tổ chức (không bao gồm doanh nghiệp, HTX)” is one."""
    parts, depth, current = [], 0, ""
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth <= 0:
            parts.append(current)
            current = ""
        else:
            current += letter
    return [part.strip()[:120] for part in [*parts, current] if part.strip()]


def _channel(row: Json, number: int, mapped: Mapped) -> Json:
    path = f"tables.hinh_thuc_nop[{number}]"
    mode = MODES.get(fold(_text(row.get("hinh_thuc"))), "")
    if not mode:
        mapped.doubt(f"{path}.hinh_thuc", f"cách nộp lạ “{row.get('hinh_thuc')}”: hiển thị nguyên văn")
    if not _text(row.get("phi_le_phi")):
        mapped.doubt(f"{path}.phi_le_phi", "nguồn không ghi phí")
    time = _text(row.get("thoi_han_giai_quyet"))
    if not LIMIT.match(time):
        mapped.doubt(f"{path}.thoi_han_giai_quyet", f"“{time}” không phải một khoảng thời gian: hiển thị nguyên văn")
    return {
        "mode": mode or _text(row.get("hinh_thuc")),
        "time": time,
        "fee": _text(row.get("phi_le_phi")),
        "note": _text(row.get("mo_ta")),
    }


def _limit(channels: list[Json], mapped: Mapped) -> Json:
    """The promise is the longest of the channels' times; the others are shown beside their channel."""
    times = [_text(row.get("thoi_han_giai_quyet")) for row in channels]
    found = {parsed for parsed in map(_duration, times) if parsed}
    if not found:
        return {"limit_unit": Version.Limit.NONE, "limit_text": next(filter(None, times), "")}
    longest = max(found, key=lambda pair: pair[0] * IN_HOURS[pair[1]])
    if len(found) > 1:
        mapped.doubt("tables.hinh_thuc_nop", "nhiều thời hạn khác nhau: đồng hồ tính theo thời hạn dài nhất")
    text = next(time for time in times if _duration(time) == longest)
    return {"limit": longest[0], "limit_unit": longest[1], "limit_text": text}


def _duration(text: str) -> tuple[Decimal, str] | None:
    match = LIMIT.match(text)
    if not match or not Decimal(match[1].replace(",", ".")):
        return None
    return Decimal(match[1].replace(",", ".")), UNITS[match[2].lower()]


def _document(row: Json, number: int, mapped: Mapped) -> Json:
    path = f"tables.thanh_phan_ho_so[{number}]"
    name = _text(row.get("ten_giay_to")) or f"Giấy tờ {number + 1}"
    if not _text(row.get("ten_giay_to")):
        mapped.doubt(f"{path}.ten_giay_to", "không có tên giấy tờ")
    counts = {kind.lower(): int(count) for kind, count in COUNTS.findall(_text(row.get("ghi_chu")))}
    if not counts:
        mapped.doubt(f"{path}.ghi_chu", f"không đọc được số bản: “{row.get('ghi_chu')}”")
    template = _text(row.get("so_luong"))
    if template:
        mapped.doubt(f"{path}.so_luong", f"mẫu “{template}” chỉ có tên, không kèm tệp")
    case = CASE.match(name)
    original, copy = counts.get("chính", 0), counts.get("sao", 0)
    return {
        "name": name,
        "original": original,
        "copy": copy,
        "form": None,
        "required": bool(original or copy) and "(nếu có)" not in name.lower(),
        "case": " ".join(case[1].split()) if case else None,
        "template": template,
    }


def _legal(row: Json, number: int, mapped: Mapped) -> Json:
    issued = _text(row.get("ngay_ban_hanh"))
    try:
        day = parse_date(issued).isoformat() if issued else ""
    except ValueError:
        day = ""
        mapped.doubt(f"tables.can_cu_phap_ly[{number}].ngay_ban_hanh", f"ngày “{issued}” không đọc được")
    return {
        "number": _text(row.get("so_ky_hieu")),
        "title": _text(row.get("trich_yeu")),
        "issued": day,
        "issuer": _text(row.get("co_quan_ban_hanh")),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sequence(content: Json) -> list[str]:
    """“Bước 1: … Bước 2: …” in one paragraph becomes a list; any other text stays one."""
    text = _said(content.get("trình_tự_thực_hiện"))
    return [part.strip() for part in STEP.split(text) if part.strip()]


def _about(meta: Json, content: Json) -> Json:
    """What the guide shows in its small print, by the source's own names."""
    wanted = {
        "Quyết định công bố": meta.get("số_quyết_định"),
        "Loại thủ tục": meta.get("loại_thủ_tục"),
        "Cơ quan thực hiện": content.get("cơ_quan_thực_hiện"),
        "Cơ quan có thẩm quyền": content.get("cơ_quan_có_thẩm_quyền"),
        "Cơ quan được ủy quyền": content.get("cơ_quan_được_ủy_quyền"),
        "Cơ quan phối hợp": content.get("cơ_quan_phối_hợp"),
        "Địa chỉ tiếp nhận hồ sơ": content.get("địa_chỉ_tiếp_nhận_hs"),
        "Cách thức thực hiện": content.get("cách_thức_thực_hiện"),
        "Từ khóa": content.get("từ_khóa"),
    }
    return {label: text for label, value in wanted.items() if (text := _said(value))}
