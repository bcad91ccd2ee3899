"""Addresses of the books of units: path, who may open it, and how `addresses.Guarded` is to be filled for it."""

from typing import Any

OF_BRANCH, OF_BASE = "/tai-chinh/T-CD/", "/tai-chinh/T-CS/"
DUES = OF_BRANCH + "doan-phi/"
PASSED = {"quy": "2026-3", "token": "x", "so_tien": "1", "ngay": "2026-10-05", "quy_tien": "111", "tu": "T-CD"}
EXEMPTED = {"quy": "2026-3", "thang": "{member}:2026-08-01", "ly_do": "Hộ nghèo"}
OTHER = {"what": "income", "via": "111", "amount": "5", "day": "2026-10-05", "words": "Thử", "token": "y"}

MOVED = {"ho_so": "T-AD1", "token": "z", "ngay": "{day}", "quy_tien": "111"}


def _button(**sent: str) -> dict[str, Any]:
    return {"get": 405, "post": sent}


CHART = "/tai-chinh/cau-hinh/"
RATES = {"since": "2099-01-01", "without_income": "3000", "with_income": "6000", "parts": "3", "most_exempt": "6"}
ADDED = {"code": "6199", "kind": "expense", "name": "Chi trại"}

BOOKS: list[tuple[str, str, dict[str, Any]]] = [
    (OF_BRANCH, "secretary", {}),
    (DUES, "secretary", {}),
    (DUES + "thu/", "secretary", _button(**PASSED, thang="{member}:2026-07-01")),
    (DUES + "mien/", "secretary", _button(**EXEMPTED)),
    (DUES + "mien/{exempted}/huy/", "secretary", _button()),
    (DUES + "tra-lai/{twice}/", "secretary", _button()),
    (DUES + "thu-nhap/", "secretary", _button(quy="2026-3", nguoi="{member}", co="on")),
    (DUES + "nop/", "secretary", _button(**PASSED)),
    (OF_BASE + "doan-phi/?quy=2026-3", "base_secretary", {}),
    (OF_BASE + "doan-phi/nhan/", "base_secretary", _button(**PASSED)),
    (OF_BASE + "doan-phi/nhac/", "base_secretary", _button(**PASSED)),
    (DUES + "danh-sach.xlsx?quy=2026-3", "secretary", {}),
    (DUES + "bao-cao.pdf?quy=2026-3", "secretary", {}),
    (OF_BRANCH + "so/", "secretary", {}),
    (OF_BRANCH + "so/bang.xlsx", "secretary", {}),
    (OF_BRANCH + "can-doi/", "secretary", {}),
    (OF_BRANCH + "can-doi/bang.xlsx", "secretary", {}),
    (OF_BRANCH + "but-toan/{entry}/", "secretary", {}),
    (OF_BRANCH + "but-toan/{entry}/phieu.pdf", "secretary", {}),
    (OF_BRANCH + "but-toan/{entry}/bien-lai.pdf", "secretary", {}),
    (OF_BRANCH + "but-toan/{entry}/huy/", "secretary", _button(ly_do="Nhầm", ngay="2026-10-06")),
    (OF_BRANCH + "thu-chi/", "secretary", {"post": OTHER}),
    (OF_BRANCH + "tam-ung/", "secretary", {}),
    (OF_BRANCH + "tam-ung/chi/", "secretary", _button(**MOVED)),
    (OF_BRANCH + "tam-ung/thu-lai/", "secretary", _button(**MOVED | {"ho_so": "T-AD2"})),
    (OF_BRANCH + "tam-ung/{settled}/quyet-toan.pdf", "secretary", {}),
    (OF_BRANCH + "tam-ung/{settled}/quyet-toan.xlsx", "secretary", {}),
    (CHART, "province_secretary", {"post": RATES}),
    (CHART + "tai-khoan/them/", "province_secretary", {"post": ADDED}),
    (CHART + "tai-khoan/518/", "province_secretary", {"post": {"name": "Thu ngoài"}}),
    (CHART + "tai-khoan/6190/dong/", "province_secretary", _button()),
    (CHART + "tai-khoan/6191/mo/", "province_secretary", _button()),
    (CHART + "tai-khoan/6190/xoa/", "province_secretary", _button()),
    (OF_BRANCH + "khoa-so/", "secretary", {"post": {"last_day": "2026-09-30", "counted": "9000"}}),
]
