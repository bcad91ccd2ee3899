"""Dues as a spreadsheet: each month of each member once, through the same entries as on the page, or not at all."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation

from doanso.blocks.intake import services as intake
from doanso.blocks.intake.models import Batch
from doanso.blocks.intake.tests import making
from doanso.core.units.models import Membership
from doanso.features.money.importers import DUES
from doanso.features.money.models import Dues, Entry
from doanso.features.money.services import collecting, keeping
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import JULY, NOW, Q3, TODAY
from doanso.features.money.tests.test_invariants import problems
from doanso.lib.intake import Context, Given, PartialDate

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Chi đoàn",
    "Họ và tên",
    "Ngày sinh",
    "Số thẻ đoàn viên",
    "Quý",
    "Các tháng đã đóng",
    "Số tiền",
    "Ngày đóng",
)
PAID = "05/10/2026"


@pytest.fixture
def org():
    o = ledger.build()
    Membership.objects.filter(person=o.members[2]).update(card_number="HL-007")
    return o


def row(name: str, months: str = "7, 8, 9", amount: str = "", *, card: str = "", **more: str) -> tuple[str, ...]:
    said = {"unit": "T-CD", "born": "", "quarter": "3/2026", "day": PAID} | more
    return (said["unit"], name, said["born"], card, said["quarter"], months, amount, said["day"])


def sent(org: SimpleNamespace, *rows: Sequence[Any], by: Any = None, unit: Any = None) -> Batch:
    by, unit = by or org.secretary, unit or org.branch
    upload = SimpleUploadedFile("doan-phi.xlsx", making.xlsx(rows, HEADINGS))
    return making.worked(intake.send(importer=DUES, unit=unit, upload=upload, by=by, now=NOW))


def why(batch: Batch) -> list[str]:
    rows = batch.rows.order_by("number")
    return [" ".join(" ".join(told) for told in one.reasons.values()) or one.fate for one in rows]


def test_rows_tell_what_is_posted_and_are_posted_once(org):
    collecting.set_earning(unit=org.branch, person=org.deputy, earns=True, since=JULY, by=org.secretary, now=NOW)
    batch = sent(
        org,
        row("Truong My Anh", "7, 8", "4.000", card="HL-007"),
        row("Nguyễn Đăng Khôi", "cả quý", "15000"),
        row("Hồ Khánh Linh", "9", day="06/10/2026"),
    )
    assert (why(batch), batch.rows.get(number=3).changes) == (
        ["create"] * 3,
        {"thang": ["", "07/2026, 08/2026, 09/2026"], "so_tien": ["", "15.000 đ"]},
    )
    making.confirmed(batch, org.secretary)

    first, second = Entry.objects.order_by("day")
    assert [(one.day, one.source, ledger.lines(one)[0]) for one in (first, second)] == [
        (date(2026, 10, 5), f"import:{batch.pk}", ("111", 19_000)),
        (date(2026, 10, 6), f"import:{batch.pk}", ("111", 2_000)),
    ]
    assert [(name.split()[-1], month.month, amount) for name, month, amount in ledger.paid(org)] == [
        ("Anh", 7, 2_000), ("Anh", 8, 2_000), ("Khôi", 7, 5_000), ("Khôi", 8, 5_000), ("Khôi", 9, 5_000),
        ("Linh", 9, 2_000),
    ]  # fmt: skip
    again = sent(org, row("Trương Mỹ Anh", "7, 8"), row("Trương Mỹ Anh", "8, 9"), row("Hồ Khánh Linh", "9"))
    assert why(again) == ["same", "08/2026 đã đóng ngày 05/10/2026.", "09/2026 đã đóng ngày 06/10/2026."]
    assert problems() == []


def test_what_cannot_be_posted_is_refused_row_by_row(org):
    Membership.objects.filter(person=org.members[4]).update(valid_from=date(2026, 8, 2))
    namesake = organisation.person("Phạm Tuấn Kiệt", date_of_birth=date(2005, 1, 1))
    organisation.services.admit(person=namesake, unit=org.branch, since=organisation.SINCE, by=None, now=NOW)
    type(namesake).objects.filter(pk=org.members[3].pk).update(date_of_birth=date(2004, 1, 1))
    reason = {"reason": "Hộ nghèo", "by": org.secretary, "now": NOW}
    collecting.exempt(unit=org.branch, quarter=Q3, months=[(org.secretary.pk, JULY)], **reason)
    ledger.record(org, "funding", 5_000, day=date(2026, 9, 1))
    keeping.close(unit=org.branch, last_day=date(2026, 9, 30), counted=5_000, by=org.secretary, now=NOW)
    khoi = "Nguyễn Đăng Khôi"
    batch = sent(
        org,
        row("Trương Mỹ Anh", "7"),
        row("Trương Mỹ Anh", "7, 8"),
        row("Người Lạ"),
        row("Phạm Tuấn Kiệt"),
        row("Phạm Tuấn Kiệt", born="2005"),
        row(khoi, card="HL-007"),
        row(khoi, "10"),
        row(khoi, "7", "5000"),
        row(khoi, quarter="4/2026"),
        row(khoi, day="30/09/2026"),
        row(khoi, day="19/11/2026"),
        row("Hồ Khánh Linh", "7"),
        row("Lâm Nhã Uyên", "8"),
        row(khoi, unit="T-CD2"),
    )
    assert why(batch) == [
        "create",
        "07/2026 đã có ở dòng 2 của tệp này.",
        "Không nợ đoàn phí quý 3/2026 tại Chi đoàn 10A1, hoặc không có trong chi đoàn.",
        "Có nhiều người trùng tên: hãy ghi thêm ngày sinh hoặc số thẻ.",
        "create",
        "Số thẻ này là của người khác tên.",
        "Hãy ghi các tháng trong quý: 7, 8, 9.",
        "Các tháng này phải đóng 2.000 đ.",
        "Tệp bắt đầu bằng quý 3/2026: mỗi tệp một quý.",
        "Sổ của Chi đoàn 10A1 đã khóa đến hết ngày 30/09/2026. Vui lòng chọn ngày sau đó.",
        "Ngày ghi sổ ở tương lai.",
        "07/2026 được miễn.",
        "08/2026 không phải đóng tại chi đoàn này.",
        "“T-CD2” không phải đơn vị mà bạn được nhập dữ liệu.",
    ]


def test_superior_writes_in_no_books_below_by_spreadsheet_either(org):
    batch = sent(org, row("Trương Mỹ Anh"), by=org.base_secretary, unit=org.base)
    assert why(batch)[0].startswith("Bạn không thu đoàn phí của Chi đoàn 10A1")


def test_world_that_changed_since_the_preview_posts_nothing(org):
    batch = sent(org, row("Trương Mỹ Anh", "7"), row("Nguyễn Đăng Khôi", "7"))
    ledger.collect(org, [(org.members[2].pk, JULY)])
    batch = making.confirmed(batch, org.secretary)
    assert (batch.state, why(batch)) == ("ready", ["07/2026 đã đóng ngày 18/11/2026.", "create"])
    assert Entry.objects.count() == 1


PEOPLE = st.integers(0, 4)
MONTHS = st.sampled_from(["7", "8, 9", "7,8,9", "cả quý", "9"])
DAYS = st.sampled_from([date(2026, 10, 5), date(2026, 10, 6)])


@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck))
@given(files=st.lists(st.lists(st.tuples(PEOPLE, MONTHS, DAYS), min_size=1, max_size=8), min_size=1, max_size=3))
def test_every_dong_is_posted_once_whatever_files_come(org, files):
    with transaction.atomic():
        for number, rows in enumerate(files, 1):
            _import(org, number, rows)
        months = [(person, month) for person, month, _amount in ledger.paid(org)]
        assert len(months) == len(set(months))
        assert {person for person, _month in months} == {
            org.members[one[0]].full_name for rows in files for one in rows
        }
        booked = sum(ledger.lines(entry)[0][1] for entry in Entry.objects.filter(kind="dues"))
        assert booked == sum(Dues.objects.filter(kind="paid").values_list("amount", flat=True)) == 2_000 * len(months)
        assert problems() == []
        transaction.set_rollback(True)


def _import(org: SimpleNamespace, number: int, rows: list[tuple[int, str, date]]) -> None:
    """Judged and written as the engine does it; what was written is not to be written again."""
    given_ = [
        Given(place, {"chi_doan": "T-CD", "ho_ten": org.members[who].full_name, "quy": "3/2026", "thang": text,
                      "ngay_sinh": PartialDate(date(2000, 1, 1), "year"), "ngay_dong": day})
        for place, (who, text, day) in enumerate(rows, 2)
    ]  # fmt: skip
    new = [one for one in DUES.judge(given_, _context(org, number)) if one.fate == "create"]
    if new:
        DUES.apply(new, _context(org, number))
    written = [given_[one.number - 2] for one in new]
    assert {one.fate for one in DUES.judge(written, _context(org, number))} <= {"same"}


def _context(org: SimpleNamespace, number: int) -> Context:
    told = {"by_id": org.secretary.pk, "now": NOW, "on": TODAY, "source": f"import:{number}"}
    return Context(org.branch.pk, units={"T-CD": org.branch.pk}, **told)
