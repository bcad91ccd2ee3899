"""The register and the quotas come in as spreadsheets, through the same entries as everything else."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from doanso.blocks.intake import services as intake
from doanso.blocks.intake.models import Batch, Row
from doanso.features.staff import importers, reconciling
from doanso.features.staff.models import Employee, Entry, Quota
from doanso.features.staff.tests.support import NOW, build, hire

HEADINGS = ("Mã cán bộ", "Họ và tên", "Ngày sinh", "Số căn cước", "Cơ quan", "Kể từ ngày", "Số quyết định", "Trình độ",
            "Đảng viên")  # fmt: skip


@pytest.fixture
def org(db):
    return build()


def preview(org, importer, headings, *rows) -> Batch:
    book, file = Workbook(), BytesIO()
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(file)
    upload = SimpleUploadedFile("bien-che.xlsx", file.getvalue())
    batch = intake.send(importer=importer, unit=org.commune, upload=upload, by=org.officer, now=NOW)
    intake.work(batch_id=batch.pk, now=NOW)
    return batch


def apply(org, batch: Batch, *, without_refused: bool = False) -> None:
    intake.confirm(batch_id=batch.pk, without_refused=without_refused, by=org.officer, now=NOW)
    intake.work(batch_id=batch.pk, now=NOW)


def fates(batch: Batch) -> list[tuple[str, list[str]]]:
    return [(row.fate, sorted(row.reasons)) for row in Row.objects.filter(batch=batch).order_by("number")]


def test_rows_take_on_move_and_change_and_ask_about_homonyms(org):
    mai = hire(org.desk, "Lò Thị Mai", education="dai_hoc", cccd="001190000017", date_of_birth="1990-03-05")
    lua = hire(org.desk, "Lò Thị Lụa", education="dai_hoc", date_of_birth="1991-01-01")
    other = hire(org.neighbour, "Người Xã Bên", cccd="001190000018")
    batch = preview(
        org, importers.STAFF, HEADINGS,
        ("", "Quàng Văn Mới", "3/1995", "", "T-VP", "01/07/2025", "5/QĐ", "Đại học", "Có"),
        ("", "Lò Thị Mai", "05/03/1990", "001190000017", "T-VP", "01/07/2025", "6/QĐ", "Trên đại học", ""),
        (lua.code, "Lò Thị Lụa", "", "", "T-HC", "01/07/2025", "7/QĐ", "Đại học", ""),
        ("", "Lò Thị Lụa", "01/01/1991", "", "T-HC", "", "8/QĐ", "", ""),
        ("MỚI", "Lò Thị Lụa", "01/01/1991", "", "T-HC", "", "8/QĐ", "", ""),
        ("", "Người Xã Bên", "", "001190000018", "T-HC", "", "9/QĐ", "", ""),
        (mai.code, "Lò Thị Mai", "", "", "T-HC", "01/07/2019", "9/QĐ", "Khác", ""),
    )  # fmt: skip

    assert fates(batch) == [
        ("create", []),
        ("change", []),
        ("same", []),
        ("refuse", ["ma"]),
        ("create", []),
        ("refuse", [""]),
        ("refuse", ["tu_ngay"]),
    ]
    apply(org, batch, without_refused=True)

    rows = Employee.objects.order_by("pk").values_list("full_name", "unit__code")
    assert list(rows) == [
        ("Lò Thị Mai", "T-VP"),
        ("Lò Thị Lụa", "T-HC"),
        ("Người Xã Bên", "T-UB2"),
        ("Quàng Văn Mới", "T-VP"),
        ("Lò Thị Lụa", "T-HC"),
    ]
    assert set(Entry.objects.filter(employee=mai).values_list("what", "day", "source")) == {
        ("tiep_nhan", date(2024, 1, 1), "import:1"),
        ("chuyen", date(2025, 7, 1), f"import:{batch.pk}"),
    }
    assert other.entries.count() == 1
    assert reconciling.register() == []


def test_number_of_somebody_else_writes_in_nobodys_record(org):
    """A code or a citizen number with one digit mistyped; marks and capitals of the name may differ."""
    mai = hire(org.desk, "Lò Thị Mai", education="dai_hoc", cccd="001190000017")
    lua = hire(org.desk, "Lò Thị Lụa", education="dai_hoc")
    tail = ("T-VP", "01/07/2025", "6/QĐ", "Trên đại học", "")
    batch = preview(
        org, importers.STAFF, HEADINGS,
        (lua.code, "Quàng Văn Mới", "", "", *tail),
        ("", "Quàng Văn Mới", "", "001190000017", *tail),
        (mai.code, "LO THI MAI", "", "", *tail),
    )  # fmt: skip

    assert fates(batch) == [("refuse", ["ma"]), ("refuse", ["ma"]), ("change", [])]
    assert set(batch.rows.get(fate="change").changes) == {"co_quan", "trinh_do"}


def test_quotas_come_in_and_the_latest_holds(org):
    headings = ("Cơ quan", "Năm", "Loại", "Số lượng người", "Số quyết định", "Ngày quyết định")
    row = ("T-HC", 2026, "Công chức", 4, "7/QĐ", "20/12/2025")
    apply(org, preview(org, importers.QUOTAS, headings, row))

    again = preview(org, importers.QUOTAS, headings, row, ("T-HC", 1890, "Công chức", -1, "7/QĐ", "20/12/2036"))

    assert fates(again) == [("same", []), ("refuse", ["nam", "ngay_quyet_dinh", "so_luong"])]
    assert list(Quota.objects.values_list("unit__code", "year", "number")) == [("T-HC", 2026, 4)]


def test_rows_end_service_once_and_say_of_whom_they_cannot(org):
    mai, lua, khoi = (hire(org.desk, name) for name in ("Lò Thị Mai", "Lò Thị Lụa", "Quàng Văn Khôi"))
    other = hire(org.neighbour, "Người Xã Bên")
    headings = ("Mã cán bộ", "Họ và tên", "Hình thức", "Kể từ ngày", "Số quyết định", "Ghi chú")
    rows = (
        (mai.code, "LÒ THỊ MAI", "Nghỉ hưu", "01/07/2026", "5/QĐ", "Đủ tuổi"),
        (lua.code, "Lò Thị Mơ", "Thôi việc", "01/07/2026", "6/QĐ", ""),
        (other.code, "Người Xã Bên", "Thôi việc", "01/07/2026", "7/QĐ", ""),
        ("NS999999", "Không Ai", "Thôi việc", "01/07/2026", "7/QĐ", ""),
        (khoi.code, "Quàng Văn Khôi", "Tinh giản", "01/07/2001", "8/QĐ", ""),
    )
    batch = preview(org, importers.ENDS, headings, *rows)
    assert fates(batch) == [("change", []), ("refuse", ["ma"]), ("refuse", ["ma"]), ("refuse", ["ma"]),
                            ("refuse", ["tu_ngay"])]  # fmt: skip
    apply(org, batch, without_refused=True)

    mai.refresh_from_db()
    entry = Entry.objects.get(employee=mai, what="nghi_huu")
    assert (mai.last_day, entry.decision, entry.note) == (date(2026, 6, 30), "5/QĐ", "Đủ tuổi")
    assert Employee.objects.filter(last_day=None).count() == 3
    assert fates(preview(org, importers.ENDS, headings, rows[0])) == [("same", [])]
    assert reconciling.register() == []
