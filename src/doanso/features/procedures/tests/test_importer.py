import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.support import org as organisation

from doanso.features.procedures.importer import load
from doanso.features.procedures.importer.read import read
from doanso.features.procedures.importer.shape import NotAProcedure
from doanso.features.procedures.models import Procedure, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services import dossiers

NOON = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)


def source(**changes) -> dict:
    """An invented procedure in the shape of the national database's texts."""
    made = {
        "thu_tuc_id": "9.000001",
        "source_file": "x.doc",
        "metadata": {
            "mã_thủ_tục": "9.000001",
            "tên_thủ_tục": "Thủ tục cấp giấy phép neo đậu thuyền du lịch",
            "số_quyết_định": "Quyết định số 1/QĐ",
            "cấp_thực_hiện": "Cấp Xã",
            "loại_thủ_tục": "TTHC được luật giao quy định chi tiết",
            "lĩnh_vực": "Đường thủy",
        },
        "content": {
            "trình_tự_thực_hiện": "Bước 1: Nộp hồ sơ. Bước 2: Nhận kết quả.",
            "cách_thức_thực_hiện": "",
            "đối_tượng_thực_hiện": "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
            "cơ_quan_thực_hiện": "Ủy ban nhân dân xã",
            "cơ_quan_có_thẩm_quyền": "Không có thông tin",
            "cơ_quan_được_ủy_quyền": "Không có thông tin",
            "cơ_quan_phối_hợp": "Không có thông tin",
            "địa_chỉ_tiếp_nhận_hs": "Bộ phận Một cửa",
            "kết_quả_thực_hiện": "Giấy phép neo đậu",
            "yêu_cầu_điều_kiện_thực_hiện": "- Thuyền đã đăng ký;\n- Có bến đỗ.",
            "từ_khóa": "Không có thông tin",
            "mô_tả": "Không có thông tin",
        },
        "tables": {
            "hinh_thuc_nop": [
                {
                    "hinh_thuc": "Trực tiếp",
                    "thoi_han_giai_quyet": "5 Ngày làm việc",
                    "phi_le_phi": "Phí : 0 Đồng",
                    "mo_ta": "a",
                },
                {"hinh_thuc": "Trực tuyến", "thoi_han_giai_quyet": "02 Giờ", "phi_le_phi": "", "mo_ta": "b"},
            ],
            "thanh_phan_ho_so": [
                {"ten_giay_to": "Đơn đề nghị", "so_luong": "mau.docx", "ghi_chu": "Bản chính: 1\nBản sao: 0"},
                {
                    "ten_giay_to": "Đối với tổ chức: Giấy đăng ký hoạt động",
                    "so_luong": "",
                    "ghi_chu": "Bản chính: 0\nBản sao: 2",
                },
                {"ten_giay_to": "Ảnh thuyền (nếu có)", "so_luong": "", "ghi_chu": "Bản chính: 1\nBản sao: 0"},
            ],
            "can_cu_phap_ly": [
                {"so_ky_hieu": "1/2020/NĐ-CP", "trich_yeu": "Nghị định 1", "ngay_ban_hanh": "05-03-2020"}
            ],
        },
    }
    for path, value in changes.items():
        part, _sep, key = path.partition("__")
        made[part][key] = value
    return made


def paths(mapped) -> list[str]:
    return [doubt.path for doubt in mapped.doubts]


def test_read_maps_every_part() -> None:
    parts = read(source()).parts

    assert parts["name"] == "Thủ tục cấp giấy phép neo đậu thuyền du lịch"
    assert parts["audience"] == ("Công dân Việt Nam", "Tổ chức (không bao gồm doanh nghiệp, HTX)")
    assert [channel["mode"] for channel in parts["channels"]] == ["truc_tiep", "truc_tuyen"]
    assert [(d["original"], d["copy"], d["required"], d["case"]) for d in parts["documents"]] == [
        (1, 0, True, None),
        (0, 2, True, "Đối với tổ chức"),
        (1, 0, False, None),
    ]
    assert parts["legal"] == ({"number": "1/2020/NĐ-CP", "title": "Nghị định 1", "issued": "2020-03-05", "issuer": ""},)
    assert parts["conditions"] == ("- Thuyền đã đăng ký;", "- Có bến đỗ.")
    assert parts["extra"]["sequence_steps"] == ["Bước 1: Nộp hồ sơ.", "Bước 2: Nhận kết quả."]


def test_read_promises_the_longest_of_several_times() -> None:
    mapped = read(source())

    assert (mapped.parts["limit"], mapped.parts["limit_unit"]) == (Decimal(5), Version.Limit.DAYS)
    assert "tables.hinh_thuc_nop" in paths(mapped)


@pytest.mark.parametrize(
    ("text", "limit", "unit"),
    [
        ("30 Ngày", Decimal(30), Version.Limit.CALENDAR),
        ("01 Giờ", Decimal(1), Version.Limit.HOURS),
        ("1,5 Ngày làm việc", Decimal("1.5"), Version.Limit.DAYS),
    ],
)
def test_read_understands_times(text, limit, unit) -> None:
    row = {"hinh_thuc": "Trực tiếp", "thoi_han_giai_quyet": text, "phi_le_phi": "Phí : 0 Đồng", "mo_ta": ""}
    parts = read(source(tables__hinh_thuc_nop=[row])).parts

    assert (parts["limit"], parts["limit_unit"]) == (limit, unit)


def test_read_keeps_a_time_that_is_no_duration_in_its_own_words() -> None:
    row = {"hinh_thuc": "Fax", "thoi_han_giai_quyet": "Trước khi tàu cập cảng", "phi_le_phi": "", "mo_ta": ""}
    mapped = read(source(tables__hinh_thuc_nop=[row]))

    assert (mapped.parts["limit_unit"], mapped.parts["limit_text"]) == ("none", "Trước khi tàu cập cảng")
    assert mapped.parts["channels"][0]["mode"] == "Fax"
    assert {"tables.hinh_thuc_nop[0].hinh_thuc", "tables.hinh_thuc_nop[0].thoi_han_giai_quyet"} <= set(paths(mapped))


def test_read_names_what_it_does_not_know_and_keeps_it() -> None:
    strange = source(content__hotline="1900")
    mapped = read(strange)

    assert "content.hotline" in paths(mapped)
    assert mapped.parts["extra"]["source"]["content"]["hotline"] == "1900"


@pytest.mark.parametrize(
    "broken", [None, [], "text", {}, {"metadata": {}, "content": {}, "tables": []}, source(metadata__mã_thủ_tục="../x")]
)
def test_read_refuses_what_is_no_procedure(broken) -> None:
    with pytest.raises(NotAProcedure):
        read(broken)


def test_read_survives_empty_and_odd_tables() -> None:
    mapped = read(source(tables__thanh_phan_ho_so="none", tables__hinh_thuc_nop=[None, 3], tables__can_cu_phap_ly=[]))

    assert mapped.parts["documents"] == ()
    assert {"tables.thanh_phan_ho_so", "tables.hinh_thuc_nop[0]", "tables.can_cu_phap_ly"} <= set(paths(mapped))


@pytest.mark.django_db
def test_load_puts_the_procedure_online_with_form_and_steps(tmp_path) -> None:
    org = organisation.build()
    file = tmp_path / "p.json"
    file.write_text(json.dumps(source()), encoding="utf-8")

    done = load.load(path=file, owner=org.desk, by=None, now=NOON)

    version = catalogue.current("9.000001")
    assert done.version == version
    assert [step.name for step in catalogue.guide_steps(version)] == [
        "Tiếp nhận, kiểm tra thành phần hồ sơ",
        "Thẩm định hồ sơ, dự thảo kết quả",
        "Ký duyệt",
        "Trả kết quả",
    ]
    assert [d["key"] for d in version.documents] == ["tl_1", "tl_2", "tl_3"]


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"metadata": {}}'])
def test_load_says_why_a_file_is_refused(tmp_path, content) -> None:
    org = organisation.build()
    file = tmp_path / "bad.json"
    file.write_bytes(content)

    assert load.load(path=file, owner=org.desk, by=None, now=NOON).error != ""
    assert not Procedure.objects.exists()


@pytest.mark.django_db
def test_dossier_of_an_imported_procedure_is_due_by_its_calendar_days(tmp_path) -> None:
    org = organisation.build()
    row = {"hinh_thuc": "Trực tiếp", "thoi_han_giai_quyet": "4 Ngày", "phi_le_phi": "", "mo_ta": ""}
    load.publish(mapped=read(source(tables__hinh_thuc_nop=[row])), owner=org.desk, by=None, now=NOON)
    version = catalogue.current("9.000001")

    made = dossiers.submit(version=version, answers={}, contact=dossiers.Contact("A"), by=None, now=NOON)

    # Wednesday 18 November and four days is Sunday; the office closes next on Monday at 17:00 (10:00 UTC).
    assert made.dossier.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limit", "unit", "minutes"),
    [
        (12, "calendar", [240, 6 * 480, 480, 240]),  # 4,080 minutes: no “46.4 hours”
        (5, "days", [150, 3 * 480, 480, 150]),
        (1, "days", [30, 6 * 60, 60, 30]),
        (2, "hours", [15, 75, 15, 15]),
    ],
)
def test_steps_share_the_promised_time_in_whole_parts(limit, unit, minutes) -> None:
    shared = [row["minutes"] for row in load.one_stop_flow({"limit": Decimal(limit), "limit_unit": unit})["steps"]]
    assert shared == minutes
