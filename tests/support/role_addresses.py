"""Addresses at which the holder of the installation changes roles."""

from typing import Any

ROLES, ROLE = "/quan-tri/vai-tro/", "/quan-tri/vai-tro/uv_bch/"
ADMINS = ("next_door",)  # looks after another office
NAMES = {"name": "Ủy viên BCH", "seen_name": "Ủy viên Ban Chấp hành", "seen_name_en": "Executive committee member"}
STAND_IN = {"who1": "pho_bi_thu", "seen": '["bi_thu(don_vi)"]', "shown": '["pho_bi_thu(don_vi)"]', "go": "save"}
ADDRESSES: list[tuple[str, dict[str, Any]]] = [
    (ROLES + "them/", {"post": {"code": "thu_quy", "name": "Thủ quỹ"}}),
    (ROLES, {"readers": ADMINS}),
    (ROLES + "bi_thu/", {"post": {"permissions": "unit.admin", "covers_below": "on"}, "readers": ADMINS}),
    (ROLE + "ten/", {"post": NAMES}),
    (ROLE + "nguoi-thay/", {"post": STAND_IN}),
]
