"""What the bench of dossiers publishes: a form of 40 fields on one page, and how a browser fills it."""

from typing import Any

Json = dict[str, Any]
CODE = "BENCH-40"
FLOW = {
    "steps": [
        {"key": "nhan", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "minutes": 30},
        {"key": "tham_dinh", "name": "Thẩm định", "assignee": "cong_chuc_linh_vuc", "minutes": 240},
        {"key": "ky", "name": "Ký duyệt", "assignee": "lanh_dao_don_vi", "minutes": 120, "extra": {"issue": True}},
        {"key": "tra", "name": "Trả kết quả", "assignee": "bo_phan_mot_cua", "minutes": 30, "actions": ["forward"]},
    ]
}
YES_NO = "Có chỗ ở hợp pháp"
AREAS = ["Giáo dục", "Y tế", "Môi trường", "Chuyển đổi số", "Văn hoá"]
OPTIONS = [{"value": f"v{number}", "label": label} for number, label in enumerate(AREAS)]


def _field(kind: str, key: str, label: str, **more: Any) -> Json:
    return {"key": key, "type": kind, "label": label, **more}


def fields() -> list[Json]:
    """Every common kind, conditions, a formula, a check over two fields: 40 in all."""
    return [
        _field("person_name", "ho_ten", "Họ và tên", required=True, prefill="person.full_name"),
        _field("date", "ngay_sinh", "Ngày sinh", required=True, check="ngay_sinh < today()", message="Ngày đã qua."),
        _field("choice", "gioi_tinh", "Giới tính", options=["Nam", "Nữ"], style="radio", required=True),
        _field("cccd", "so_dinh_danh", "Số định danh cá nhân", required=True),
        _field("phone", "dien_thoai", "Số điện thoại", required=True, prefill="person.phone"),
        _field("email", "thu_dien_tu", "Thư điện tử", prefill="person.email"),
        _field("address", "noi_cu_tru", "Nơi cư trú", required=True, detail=True),
        _field("yes_no", "o_hop_phap", YES_NO, required=True),
        _field("text", "giay_to_nha", "Giấy tờ về chỗ ở", show_if="o_hop_phap == true", required=True),
        _field("long_text", "ly_do", "Lý do đề nghị", required=True, min_length=10),
        _field("choice", "linh_vuc", "Lĩnh vực", options=OPTIONS, required=True),
        _field("many_choice", "quan_tam", "Nội dung quan tâm", options=OPTIONS, min=1, required=True),
        _field("money", "kinh_phi_1", "Kinh phí đợt 1", required=True, min=0),
        _field("money", "kinh_phi_2", "Kinh phí đợt 2", required=True, min=0),
        _field("money", "tong_kinh_phi", "Tổng kinh phí", computed="kinh_phi_1 + kinh_phi_2", words=True),
        _field("date", "tu_ngay", "Từ ngày", required=True),
        _field("date", "den_ngay", "Đến ngày", required=True, check="den_ngay >= tu_ngay", message="Sau ngày bắt đầu."),
        *[_field("text", f"noi_dung_{n}", f"Nội dung {n}", required=True, max_length=300) for n in range(1, 12)],
        *[_field("number", f"so_luong_{n}", f"Số lượng {n}", min=0, max=10_000) for n in range(1, 7)],
        *[_field("yes_no", f"cam_ket_{n}", f"Điều cam kết {n}") for n in range(1, 5)],
        _field("text", "nguoi_lien_he", "Người liên hệ khi cần"),
        _field("consent", "dong_y_du_lieu", "Tôi đồng ý để cơ quan xử lý dữ liệu trong hồ sơ này", required=True),
    ]


def form() -> Json:
    """Four sections of ten fields on one page."""
    asked = fields()
    parts = [asked[start : start + 10] for start in range(0, len(asked), 10)]
    sections = [{"key": f"p{n}", "title": f"Phần {n}", "fields": part} for n, part in enumerate(parts, 1)]
    page = {"key": "trang", "title": "Tờ khai", "sections": sections}
    return {"code": CODE, "title": "Tờ khai đo hiệu năng", "pages": [page]}


def answers() -> Json:
    """A whole form, as a program would send it."""
    texts = {f"noi_dung_{n}": f"Nội dung trình bày thứ {n}, viết vừa đủ dài như người thật" for n in range(1, 12)}
    return {
        "ho_ten": "Nguyễn Thị Đo Lường",
        "ngay_sinh": "2001-03-26",
        "gioi_tinh": "Nữ",
        "so_dinh_danh": "001301000001",
        "dien_thoai": "0900000999",
        "thu_dien_tu": "do.luong@example.vn",
        "noi_cu_tru": {"province": "01", "commune": "00004", "detail": "Số 1, phố Thử"},
        "o_hop_phap": True,
        "giay_to_nha": "Hợp đồng thuê nhà số 12",
        "ly_do": "Đề nghị giải quyết để có mặt bằng sinh hoạt hè cho thiếu nhi.",
        "linh_vuc": "v3",
        "quan_tam": ["v0", "v3"],
        "kinh_phi_1": 12_500_000,
        "kinh_phi_2": 7_500_000,
        "tu_ngay": "2026-06-01",
        "den_ngay": "2026-08-31",
        **texts,
        **{f"so_luong_{n}": n * 10 for n in range(1, 7)},
        **{f"cam_ket_{n}": True for n in range(1, 5)},
        "nguoi_lien_he": "Trần Văn Bên Cạnh",
        "dong_y_du_lieu": "1",
    }
