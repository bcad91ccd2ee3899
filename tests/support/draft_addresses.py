"""Addresses of the drafts of procedures: path, and how `addresses.Guarded` is to be filled for it."""

from typing import Any

DRAFT, REVIEWED = "/soan-thao/{writing}/", "/soan-thao/{reviewed}/"
NO_CHECKS = {"dk-TOTAL_FORMS": "0", "dk-INITIAL_FORMS": "0"}
QUESTIONS, FIRST = DRAFT + "bieu-mau/", "section:t_don_don"
WHY = {"spot": "field:ly_do", "label": "Vì sao", "type": "long_text", "required": "no"}
DRAFTS: list[tuple[str, dict[str, Any]]] = [
    (DRAFT, {}),
    (DRAFT + "thong-tin/", {"post": {"name": "Khác", "field": "Cư trú", "limit_unit": "days", "sets": "1"}}),
    (DRAFT + "cach-nop/", {"get": 405, "post": {"truc_tuyen_open": "on", "truc_tuyen_time": "Một ngày"}}),
    (DRAFT + "giay-to/", {"get": 405, "post": {"name": "Hộ chiếu"}}),
    (DRAFT + "giay-to/tl_1/", {"post": {"name": "Ảnh 4×6"}}),
    (DRAFT + "giay-to/tl_1/chuyen/", {"get": 405, "post": {"how": "remove"}}),
    (QUESTIONS, {}),
    (QUESTIONS + "thao-tac/", {"get": 405, "post": {"go": "down field:ho_ten"}}),
    (QUESTIONS + "nhieu/", {"get": 405, "post": {"go": "copy", "chosen": "ly_do"}}),
    (QUESTIONS + "chuyen/", {"get": 405, "post": {"spot": "field:ly_do", "to": FIRST + "|"}}),
    (QUESTIONS + "them/", {"get": 405, "post": {"them": FIRST, "label": "Ngày cấp", "type": "date"}}),
    (QUESTIONS + "sua/", {"get": 405, "post": WHY}),
    (QUESTIONS + "ma/", {"get": 405, "post": {"spot": "field:ly_do", "key": "vi_sao"}}),
    (
        QUESTIONS + "dieu-kien/",
        {"get": 405, "post": {"spot": "field:ly_do", "dat": "show_if", "go": "save", "s-0": "ho_ten", "t-0": "filled"}},
    ),
    (
        QUESTIONS + "tu-bang/",
        {"post": {"go": "add", "section": FIRST, "keep-0": "on", "label-0": "Ngày cấp", "type-0": "date"}},
    ),
    (QUESTIONS + "lay-cau-hoi/?tu=T-1", {"post": {"questions": "ly_do", "section": FIRST}}),
    (QUESTIONS + "xem-thu/", {}),
    (QUESTIONS + "mat-mang/", {"get": 405, "post": {}}),
    (DRAFT + "bieu-mau-buoc/B-T-1/", {}),
    (DRAFT + "bieu-mau-buoc/B-T-1/ten/", {"get": 405, "post": {"title": "Giải trình"}}),
    (DRAFT + "bieu-mau-buoc/B-T-1/bo/", {"get": 405, "post": {}}),
    (DRAFT + "buoc/ky/bieu-mau/", {"post": {"title": "Giải trình"}}),
    (DRAFT + "cac-buoc/", {}),
    (DRAFT + "cac-buoc/them/", {"get": 405, "post": {"after": "ky"}}),
    (
        DRAFT + "cac-buoc/dan/",
        {
            "post": {
                "dong-TOTAL_FORMS": "1",
                "dong-INITIAL_FORMS": "0",
                "dong-0-name": "Kiểm tra",
                "dong-0-take": "on",
                "how": "sau",
            }
        },
    ),
    (DRAFT + "buoc/ky/", {"post": {"name": "Ký", "kind": "system", **NO_CHECKS}}),
    (DRAFT + "buoc/ky/chuyen/", {"get": 405, "post": {"way": "up"}}),
    (DRAFT + "buoc/ky/ban-sao/", {"get": 405, "post": {}}),
    (DRAFT + "buoc/ky/bo/", {"get": 405, "post": {}}),
    (DRAFT + "mo-phong/", {}),
    (DRAFT + "so-sanh/", {}),
    (DRAFT + "ngon-ngu/", {}),
    (DRAFT + "ngon-ngu/km/", {"post": {"t.guide.name": "ឈ្មោះ"}}),
    (DRAFT + "lich-su/", {}),
    (DRAFT + "tap-tin/", {}),
    (DRAFT + "tap-tin/thu-tuc.json", {}),
    (DRAFT + "tap-tin/cac-buoc.bpmn", {}),
    (DRAFT + "tap-tin/bpmn/", {"get": 405}),
    (DRAFT + "hoan-tac/", {"get": 405, "post": {}}),
    (DRAFT + "lam-lai/", {"get": 405, "post": {}}),
    (DRAFT + "gui-duyet/", {"get": 405, "post": {}}),
    (DRAFT + "bo/", {"get": 405, "post": {}}),
    (REVIEWED, {}),
    (REVIEWED + "rut-lai/", {"get": 405, "post": {}}),
    (REVIEWED + "duyet/", {"get": 405, "post": {}}),
    (REVIEWED + "tra-lai/", {"get": 405, "post": {"opinion": "Thiếu căn cứ"}}),
]
