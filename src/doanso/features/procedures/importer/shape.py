"""The published file as it is: texts, tables, what is missing in it or strange to us."""

from dataclasses import dataclass, field
from typing import Any

from doanso.lib.text import fold, nfc

Json = dict[str, Any]

PARTS = ("metadata", "content", "tables")
NOTHING = {"", "khong co thong tin", "khong", "khong quy dinh", "khong co"}
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


def clean(value: Any) -> Any:
    """NFC everywhere, no NUL: what PostgreSQL and our search expect."""
    if isinstance(value, dict):
        return {nfc(str(key)): clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return nfc(value.replace("\x00", "")) if isinstance(value, str) else value


def plain(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def said(value: Any) -> str:
    """Empty when the source only says that there is nothing."""
    text = plain(value)
    return "" if fold(text).rstrip(".") in NOTHING else text


def needed(part: Json, path: str, key: str, mapped: Mapped) -> str:
    text = said(part.get(key))
    if not text:
        mapped.doubt(f"{path}.{key}", "nguồn không có nội dung")
    return text


def report_strangers(source: Json, mapped: Mapped) -> None:
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


def rows(tables: Json, name: str, mapped: Mapped) -> list[Json]:
    rows = tables.get(name)
    if not isinstance(rows, list) or not rows:
        mapped.doubt(f"tables.{name}", "bảng trống")
        return []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            mapped.doubt(f"tables.{name}[{number}]", "không phải một dòng: giữ nguyên trong nguồn")
    return [row for row in rows if isinstance(row, dict)]
