"""What the schema refuses, the engine refuses; what the engine accepts, the schema accepts."""

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doanso.blocks.eforms.demo import definitions
from doanso.blocks.eforms.schema import json_schema
from doanso.blocks.eforms.tests.making import check, demo, field, form, read

ADDRESS = {"province": "01", "commune": "00070"}
PERSON = {
    "ho_ten": "Lê An",
    "ngay_sinh": "1990",
    "gioi_tinh": "Nam",
    "so_dinh_danh": "099090984192",
    "dien_thoai": "0900000001",
    "noi_cu_tru": ADDRESS,
}
MEMBER = {"ho_ten": "Lê An", "ngay_sinh": "2005-03-05"}
VALID = {
    "F-DXV": {**PERSON, "chi_doan": "D-1", "ly_do": "Em muốn rèn luyện.", "cam_doan": "1"},
    "F-CSH": {
        "don_vi_di": "D-1",
        "noi_den": "Ngoài tỉnh",
        "don_vi_den_ngoai": "Chi đoàn X",
        "ly_do": "Học tập",
        "doan_phi_den": "2026-02",
    },
    "F-CSH-TN": {"don_vi_den": "D-1"},
    "F-TT": {"kinh_gui": "D-3", "noi_dung": "Đề nghị", "can_cu": [{"trich_yeu": "Kế hoạch"}]},
    "F-TN": {"nguoi": [{"ho_ten": "Lê An", "ngay_sinh": "1990-05", "gioi_tinh": "Nam", "ty_le": 66.67}]},
    "F-DP": {"thang": "2026-03", "dong": [{"doan_vien": "Lê An", "muc": 2000, "so_thang": 3}]},
    "F-DT": {"hoat_dong": "Hội", "muc": [{"noi_dung": "Nước", "so_luong": 1.5, "don_gia": 1000}]},
    "F-QT": {"tam_ung": 0, "chung_tu": [{"ngay": "2026-01-01", "noi_dung": "Chi", "so_tien": 5}]},
    "F-SK": {
        "ten": "Mã QR",
        "tac_gia": [{"nguoi": "Lê An", "ty_le": 100}],
        "van_de": "a",
        "giai_phap": "b",
        "tinh_moi": "c",
        "ap_dung": "d",
        "so_lieu": [{"chi_so": "Giờ", "truoc": 5, "sau": 1.5}],
        "thi_diem": True,
    },
    "F-BCTT": {
        "doi_tuong": {"loai": "Tập thể", "don_vi": "D-1"},
        "giai": "Bằng khen",
        "thanh_tich": [{"tieu_chi": "1", "ket_qua": "Tốt"}],
        "xep_loai": [{"nam": 2025, "muc": "Hoàn thành tốt nhiệm vụ"}],
    },
    "F-KS": {
        "nguoi_yeu_cau": {"ho_ten": "Lê An", "noi_cu_tru": ADDRESS, "so_dinh_danh": "099090984192", "quan_he": "Cha"},
        "tre": {
            "ho_ten": "Lê Bình",
            "ngay_sinh": "2026-02-20",
            "ngay_sinh_chu": "Ngày hai mươi",
            "gioi_tinh": "Nữ",
            "dan_toc": "Kinh",
            "quoc_tich": "Việt Nam",
            "noi_sinh": "Bệnh viện",
            "que_quan": "Hưng Lộc",
        },
        "me": {"ho_ten": "Hà", "nam_sinh": "1995", "dan_toc": "Kinh", "quoc_tich": "Việt Nam", "noi_cu_tru": ADDRESS},
        "ban_sao": 2,
    },
    "F-KH": {
        **PERSON,
        "dan_toc": "Kinh",
        "quoc_tich": "Việt Nam",
        "lan_ket_hon": 1,
        "nguoi_ket_hon": {
            "ho_ten": "Hà",
            "ngay_sinh": "1995",
            "gioi_tinh": "Nữ",
            "dan_toc": "Kinh",
            "quoc_tich": "Việt Nam",
            "so_dinh_danh": "099195984192",
            "noi_cu_tru": ADDRESS,
            "lan_ket_hon": 1,
        },
        "noi_dung": "Đăng ký",
        "cam_doan": "1",
    },
    "F-KT": {
        **PERSON,
        "quan_he": "Con",
        "nguoi_chet": {
            "ho_ten": "Ông",
            "ngay_sinh": "1930",
            "gioi_tinh": "Nam",
            "quoc_tich": "Việt Nam",
            "noi_cu_tru": ADDRESS,
        },
        "ngay_chet": "2026-03-01",
        "noi_chet": "Tại nhà",
        "nguyen_nhan": "Tuổi cao",
        "noi_dung": "Đăng ký",
        "cam_doan": "1",
    },
    "F-HN": {
        **PERSON,
        "quoc_tich": "Việt Nam",
        "cho_nguoi_khac": False,
        "tinh_trang": "Chưa đăng ký kết hôn với ai",
        "noi_dung": "Vay vốn",
        "de_ket_hon": False,
        "cam_doan": "1",
    },
    "F-TL": {
        **PERSON,
        "quan_he": "Bản thân",
        "loai_viec": "Khai sinh",
        "noi_dang_ky": "Xã A",
        "so_ban": 2,
        "noi_dung": "Xin cấp",
        "cam_doan": "1",
    },
    "F-CT01": {**PERSON, "la_chu_ho": True, "loai_viec": "Tách hộ", "noi_dung": "Tách hộ", "cam_doan": "1"},
    "F-HKD": {
        **PERSON,
        "ten_ho": "Hộ kinh doanh An",
        "tru_so": ADDRESS,
        "nganh_nghe": [{"ten": "Bán lẻ", "chinh": True}],
        "von_kinh_doanh": 50000000,
        "lao_dong": 2,
        "ngay_bat_dau": "2026-04-01",
        "chu_the": "Cá nhân",
        "noi_dung": "Đăng ký",
        "cam_doan": "1",
    },
    "F-HOTRO": {"khu_vuc": "D-1", "loai": "Cài VNeID", "ket_qua": "Xong", "phut": 15},
    "F-NT": {f"c{n}": 1 + n % 5 for n in range(1, 7)},
    "F-HSH": {"viec": "Tạm hoãn sinh hoạt", "den_ngay": "2026-12-01", "ly_do": "Đi học xa"},
    "F-TTD": {"nguyen_vong": "Tiếp tục sinh hoạt", "ly_do": "Còn công tác Đoàn"},
    "F-KL": {**MEMBER, "hinh_thuc": "Cảnh cáo", "het_hieu_luc": "2026-12-01", "ly_do": "Vi phạm"},
    "F-XT": {**MEMBER, "hinh_thuc": "Xin ra khỏi Đoàn", "ly_do": "Nguyện vọng riêng"},
    "F-QDOI": {**MEMBER, "ngay_mat": "2026-03-01"},
    "F-XL": {"nam": 2025, "doan_vien": [{"ho_ten": "Lê An", "xep_loai": "Hoàn thành tốt"}]},
    "F-THE": {"ly_do": "Mất thẻ"},
    "F-DLTC": {"da_hieu": True},
    "F-DLCS": {"dien_thoai_dung": "0912345678", "can_cu": "Căn cước số 1, cấp ngày 01/03/2026"},
    "F-DLRT": {"muc_dich": ["Ảnh chân dung"]},
    "F-DLXD": {"ly_do": "Không còn tham gia", "da_hieu": True},
    "F-HQD": {"ho_so": "T99.1-260301-0001", "ly_do": "Ghi nhầm người"},
    "F-TLCD": {"ten_don_vi": "Chi đoàn 1", "ngay_hieu_luc": "2026-12-01", "doan_vien": [{"ho_ten": "Lê An"}]},
    "F-NC": {"ngay_hieu_luc": "2026-12-01", "chi_doan_moi": [{"ten": "Chi đoàn 1"}]},
    "F-SN": {"hinh_thuc": "Sáp nhập", "ngay_hieu_luc": "2026-12-01", "don_vi_nhan": "D-1"},
    "F-KTBS": {"nguoi": [{"ho_ten": "Lê An", "viec": "Bổ sung", "chuc_vu": "Phó Bí thư"}]},
}
MUTATIONS = [None, 7, -1, 10**16, 1.5, "", "x", "x" * 30_000, True, [], [7], [{}], [{"x": 1}], {}, {"x": 1}]


def valid_by_schema(definition, answers) -> bool:
    validator = jsonschema.Draft202012Validator(json_schema(definition))
    return validator.is_valid(answers)


def test_there_are_valid_answers_for_every_demo_form():
    assert set(VALID) == set(definitions())


@pytest.mark.parametrize("code", sorted(VALID))
def test_valid_answers_pass_schema_and_engine(code):
    definition = demo(code)
    jsonschema.Draft202012Validator.check_schema(json_schema(definition))

    jsonschema.validate(VALID[code], json_schema(definition), cls=jsonschema.Draft202012Validator)
    reading = check(definition, VALID[code])

    assert reading.errors == {}
    assert {key: reading.answers[key] for key in VALID[code] if key not in {"dong", "muc"}} == {
        key: value for key, value in VALID[code].items() if key not in {"dong", "muc"}
    }


@pytest.mark.parametrize("code", sorted(VALID))
def test_what_the_schema_refuses_the_engine_refuses(code):
    definition = demo(code)

    for key in definition.fields:
        for junk in MUTATIONS:
            answers = {**VALID[code], key: junk}
            if check(definition, answers).ok:
                assert valid_by_schema(definition, answers), (key, junk)
    assert not valid_by_schema(definition, {**VALID[code], "stranger": 1})


@pytest.mark.parametrize("code", ["F-DXV", "F-QT", "F-KS"])
def test_answers_of_a_post_pass_the_schema(code):
    """A form filled in a browser could have been sent as JSON."""
    definition = demo(code)
    from doanso.blocks.eforms import engine

    reading = read(definition, engine.raw_of(definition, VALID[code]) | {"tac_gia": 1})

    assert valid_by_schema(definition, VALID[code])
    assert {key: value for key, value in reading.answers.items() if key in VALID[code]} == VALID[code]


_answers = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=5), st.booleans()),
)


@given(_answers)
@example({"b": 1.0})
@settings(max_examples=300)
def test_schema_and_engine_agree_on_plain_fields(answers):
    definition = form(
        field("number", "a", min=0, max=10),
        field("likert5", "b", required=True),
        field("choice", "c", options=["x", "0"]),
    )
    ours, theirs = check(definition, answers).ok, valid_by_schema(definition, answers)

    assert not ours or theirs
    if theirs and isinstance(answers.get("a"), int | None):
        assert ours


def test_a_conditional_field_is_not_required_by_the_schema():
    definition = form(field("yes_no", "b"), field("text", "a", required=True, show_if="b"))

    assert json_schema(definition)["required"] == []


def test_a_computed_field_is_read_only():
    definition = form(field("money", "a"), field("money", "b", required=True, computed="a * 2"))

    assert json_schema(definition)["properties"]["b"] == {"title": "Nhãn", "readOnly": True}
    assert json_schema(definition)["required"] == []
