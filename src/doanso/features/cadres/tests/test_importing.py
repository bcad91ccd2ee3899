"""Seats of committees come in as a spreadsheet: who is meant, what is refused, what follows."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.support import org as organisation

from doanso.blocks.intake import services as intake
from doanso.blocks.intake.models import Batch, Row
from doanso.blocks.intake.tests.making import xlsx
from doanso.core.units.models import Position
from doanso.features.cadres.importers import CADRES
from doanso.features.cadres.models import Entry
from doanso.features.cadres.tests.support import NOW, agree

pytestmark = pytest.mark.django_db
HEADINGS = ("Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Từ ngày", "Đến ngày", "Số quyết định")
MEMBER, DEPUTY, NUMBER = "Ủy viên Ban Chấp hành", "Phó Bí thư", "3-QĐ/ĐTN"


@pytest.fixture
def org():
    return organisation.build()


def preview(org, by, *rows) -> Batch:
    upload = SimpleUploadedFile("can-bo.xlsx", xlsx(rows, HEADINGS))
    batch = intake.send(importer=CADRES, unit=org.base, upload=upload, by=by, now=NOW)
    intake.work(batch_id=batch.pk, now=NOW)
    return batch


def fates(batch: Batch) -> list[tuple[str, list[str]]]:
    return [(row.fate, sorted(row.reasons)) for row in Row.objects.filter(batch=batch).order_by("number")]


def test_rows_give_and_end_seats_and_refuse_what_cannot_be(org) -> None:
    batch = preview(
        org, org.base_secretary,
        ("Trương Mỹ Anh", "", "T-CD", MEMBER, "01/02/2026", "", NUMBER),
        ("Phạm Tuấn Kiệt", "", "T-CD", MEMBER, "01/02/2026", "30/06/2026", NUMBER),
        ("Nguyễn Đăng Khôi", "", "T-CD", DEPUTY, "01/01/2026", "31/10/2026", NUMBER),
        ("Hồ Khánh Linh", "", "T-CD", "Bí thư", "01/01/2026", "", NUMBER),
        ("Trương Mỹ Anh", "", "T-CD", MEMBER, "01/03/2026", "", NUMBER),
        ("Người Lạ", "", "T-CD", MEMBER, "01/02/2026", "", NUMBER),
        ("Lâm Nhã Uyên", "", "T-CD", MEMBER, "01/02/2027", "", NUMBER),
        ("Lâm Nhã Uyên", "", "T-CD", MEMBER, "01/02/2026", "01/01/2026", NUMBER),
        ("Hồ Khánh Linh", "", "T-CD", "Bí thư", "01/06/2026", "", NUMBER),
        ("Bùi Thế Vũ", "", "T-CS", DEPUTY, "01/06/2026", "", NUMBER),
    )  # fmt: skip

    assert fates(batch) == [
        ("create", []),
        ("create", []),
        ("change", []),
        ("same", []),
        ("refuse", [""]),
        ("refuse", ["ho_ten"]),
        ("refuse", ["tu_ngay"]),
        ("refuse", ["den_ngay"]),
        ("refuse", ["tu_ngay"]),
        ("refuse", [""]),
    ]
    intake.confirm(batch_id=batch.pk, without_refused=True, by=org.base_secretary, now=NOW)
    intake.work(batch_id=batch.pk, now=NOW)

    source = f"import:{batch.pk}"
    given = Position.objects.filter(source=source).order_by("pk")
    assert list(given.values_list("person__full_name", "valid_from", "valid_to")) == [
        ("Trương Mỹ Anh", date(2026, 2, 1), None),
        ("Phạm Tuấn Kiệt", date(2026, 2, 1), date(2026, 6, 30)),
    ]
    assert Position.objects.get(person=org.deputy).valid_to == date(2026, 10, 31)
    lines = Entry.objects.filter(source=source, decision=NUMBER).order_by("pk").values_list("full_name", "kind")
    assert list(lines) == [
        ("Trương Mỹ Anh", "appointed"),
        ("Phạm Tuấn Kiệt", "appointed"),
        ("Phạm Tuấn Kiệt", "released"),
        ("Nguyễn Đăng Khôi", "released"),
    ]
    agree()


def test_nobody_gives_a_seat_that_may_do_more_than_they_may(org) -> None:
    row = ("Trương Mỹ Anh", "", "T-CD", "Bí thư", "01/02/2026", "", NUMBER)

    assert fates(preview(org, org.base_deputy, row)) == [("refuse", ["chuc_vu"])]
    assert fates(preview(org, org.base_secretary, row)) == [("create", [])]
