"""From one published procedure (JSON of texts and tables) to what a version holds, with a report of every doubt.

The shape: `metadata`, `content` and `tables` with Vietnamese keys, all values texts; `tables.hinh_thuc_nop` are the
channels, `thanh_phan_ho_so` the documents, `can_cu_phap_ly` the legal bases.
"""

import re
from decimal import Decimal
from typing import Any

from doanso.features.procedures.importer.shape import (
    PARTS,
    Json,
    Mapped,
    NotAProcedure,
    clean,
    needed,
    plain,
    report_strangers,
    rows,
    said,
)
from doanso.features.procedures.models import Version
from doanso.lib.dates import parse_date
from doanso.lib.text import fold

LONGEST_NAME = 600
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


def read(source: Any) -> Mapped:
    """NotAProcedure when it is none at all; every lesser trouble is a doubt."""
    source = clean(source)
    mapped = Mapped(_code(source))
    report_strangers(source, mapped)
    mapped.parts = {
        **_facts(source["metadata"], mapped),
        **_guide(source["content"], mapped),
        **_tables(source["tables"], mapped),
        "extra": {
            "source": source,
            "about": _about(source["metadata"], source["content"]),
            "sequence_steps": _sequence(source["content"]),
        },
    }
    return mapped


def _code(source: Any) -> str:
    """NotAProcedure unless the parts, a code and a name are there."""
    if not isinstance(source, dict) or not all(isinstance(source.get(part), dict) for part in PARTS):
        raise NotAProcedure(", ".join(PARTS))
    code = plain(source["metadata"].get("mã_thủ_tục"))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
        raise NotAProcedure("metadata.mã_thủ_tục")
    if not plain(source["metadata"].get("tên_thủ_tục")):
        raise NotAProcedure("metadata.tên_thủ_tục")
    return code


def _facts(meta: Json, mapped: Mapped) -> Json:
    name = plain(meta.get("tên_thủ_tục"))
    if len(name) > LONGEST_NAME:
        mapped.doubt("metadata.tên_thủ_tục", "dài hơn 600 ký tự: tên hiển thị bị rút gọn, bản đầy đủ nằm trong nguồn")
    return {
        "name": name[:LONGEST_NAME],
        "field": needed(meta, "metadata", "lĩnh_vực", mapped) or "Chưa phân loại",
        "level": plain(meta.get("cấp_thực_hiện"))[:200],
    }


def _guide(content: Json, mapped: Mapped) -> Json:
    return {
        "audience": tuple(_people(plain(content.get("đối_tượng_thực_hiện")))),
        "conditions": tuple(_lines(said(content.get("yêu_cầu_điều_kiện_thực_hiện")))),
        "result": needed(content, "content", "kết_quả_thực_hiện", mapped),
        "description": said(content.get("mô_tả")),
        "sequence": needed(content, "content", "trình_tự_thực_hiện", mapped),
    }


def _tables(tables: Json, mapped: Mapped) -> Json:
    channels = rows(tables, "hinh_thuc_nop", mapped)
    return {
        "channels": tuple(_channel(row, number, mapped) for number, row in enumerate(channels)),
        "documents": tuple(_document(r, n, mapped) for n, r in enumerate(rows(tables, "thanh_phan_ho_so", mapped))),
        "legal": tuple(_legal(r, n, mapped) for n, r in enumerate(rows(tables, "can_cu_phap_ly", mapped))),
        **_limit(channels, mapped),
    }


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
    mode = MODES.get(fold(plain(row.get("hinh_thuc"))), "")
    if not mode:
        mapped.doubt(f"{path}.hinh_thuc", f"cách nộp lạ “{row.get('hinh_thuc')}”: hiển thị nguyên văn")
    if not plain(row.get("phi_le_phi")):
        mapped.doubt(f"{path}.phi_le_phi", "nguồn không ghi phí")
    time = plain(row.get("thoi_han_giai_quyet"))
    if not LIMIT.match(time):
        mapped.doubt(f"{path}.thoi_han_giai_quyet", f"“{time}” không phải một khoảng thời gian: hiển thị nguyên văn")
    return {
        "mode": mode or plain(row.get("hinh_thuc")),
        "time": time,
        "fee": plain(row.get("phi_le_phi")),
        "note": plain(row.get("mo_ta")),
    }


def _limit(channels: list[Json], mapped: Mapped) -> Json:
    """The promise is the longest of the channels' times; the others are shown beside their channel."""
    times = [plain(row.get("thoi_han_giai_quyet")) for row in channels]
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
    name = plain(row.get("ten_giay_to")) or f"Giấy tờ {number + 1}"
    if not plain(row.get("ten_giay_to")):
        mapped.doubt(f"{path}.ten_giay_to", "không có tên giấy tờ")
    counts = {kind.lower(): int(count) for kind, count in COUNTS.findall(plain(row.get("ghi_chu")))}
    if not counts:
        mapped.doubt(f"{path}.ghi_chu", f"không đọc được số bản: “{row.get('ghi_chu')}”")
    template = plain(row.get("so_luong"))
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
    issued = plain(row.get("ngay_ban_hanh"))
    try:
        day = parse_date(issued).isoformat() if issued else ""
    except ValueError:
        day = ""
        mapped.doubt(f"tables.can_cu_phap_ly[{number}].ngay_ban_hanh", f"ngày “{issued}” không đọc được")
    return {
        "number": plain(row.get("so_ky_hieu")),
        "title": plain(row.get("trich_yeu")),
        "issued": day,
        "issuer": plain(row.get("co_quan_ban_hanh")),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sequence(content: Json) -> list[str]:
    """“Bước 1: … Bước 2: …” in one paragraph becomes a list; any other text stays one."""
    text = said(content.get("trình_tự_thực_hiện"))
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
    return {label: text for label, value in wanted.items() if (text := said(value))}
