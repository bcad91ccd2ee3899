"""What stands on the papers, read back from the PDF."""

from subprocess import run

import pytest

from doanso.features.money import papers
from doanso.features.money.services import posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import JULY, NOW, Q3, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return ledger.build()


def text(pdf: bytes) -> str:
    read = run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(read.split())


def test_receipts_name_member_months_and_sum_in_words(org):
    entry = ledger.collect(org, [(org.members[2].pk, month) for month in Q3.months] + [(org.deputy.pk, JULY)])

    both, one = text(papers.receipts(entry)), text(papers.receipts(entry, org.deputy.pk))

    assert "Số: 1/2026" in both
    assert "Trương Mỹ Anh Đóng đoàn phí tháng 07/2026, 08/2026, 09/2026" in both
    assert "6.000 đồng Bằng chữ Sáu nghìn đồng" in both
    assert ("Trương Mỹ Anh" in one, "Số: 2/2026" in one, "ĐÃ HỦY" in one) == (False, True, False)
    posting.undo(entry=entry, reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)
    assert "ĐÃ HỦY" in text(papers.receipts(posting.Entry.objects.get(pk=entry.pk)))


def test_voucher_is_named_by_the_way_the_money_goes(org):
    came, entry = ledger.record(org, "funding", 1_250_000), ledger.record(org, "expense", 5)

    assert "PHIẾU THU" in text(papers.voucher(came))
    assert "Một triệu hai trăm năm mươi nghìn đồng" in text(papers.voucher(came))
    assert "PHIẾU CHI" in text(papers.voucher(entry))


def test_report_of_a_quarter_sums_up(org):
    ledger.collect(org, [(org.members[2].pk, JULY)])

    of_branch = text(papers.quarter(org.branch, Q3, TODAY, "Người lập"))
    of_base = text(papers.quarter(org.base, Q3, TODAY, "Người lập"))

    assert "1 Trương Mỹ Anh 2.000 chưa chưa 2.000 4.000" in of_branch
    assert "Tổng cộng 2.000 28.000 Phải nộp cấp trên: 666 đồng" in of_branch
    assert "Chi đoàn 10A1 30.000 2.000 28.000 666 0 0 0" in of_base
