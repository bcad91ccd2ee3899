"""The chart of accounts and the dues that every installation starts with, to be checked before use."""

from datetime import date

from doanso.features.money.models import Account

Kind = Account.Kind
# code, Vietnamese, English, kind
ACCOUNTS = [
    ("111", "Tiền mặt", "Cash", Kind.ASSET),
    ("112", "Tiền gửi ngân hàng", "Money at the bank", Kind.ASSET),
    ("138", "Phải thu tiền tạm ứng thừa", "Advances to be returned", Kind.ASSET),
    ("141", "Tạm ứng", "Advances to people", Kind.ASSET),
    ("336", "Đoàn phí phải nộp cấp trên", "Dues to pass up", Kind.DEBT),
    ("338", "Lệnh chi chờ thực hiện", "Approved, to be paid", Kind.DEBT),
    ("421", "Số dư quỹ mang sang", "Fund carried over", Kind.FUND),
    ("5111", "Đoàn phí đoàn viên, phần giữ lại", "Members' dues, the part kept", Kind.INCOME),
    ("5112", "Đoàn phí cấp dưới nộp, phần giữ lại", "Dues from below, the part kept", Kind.INCOME),
    ("512", "Kinh phí được cấp", "Funding", Kind.INCOME),
    ("518", "Thu khác", "Other income", Kind.INCOME),
    ("519", "Thừa quỹ khi kiểm kê", "Surplus found when counting", Kind.INCOME),
    ("611", "Chi hoạt động Đoàn", "Activities", Kind.EXPENSE),
    ("618", "Chi khác", "Other expense", Kind.EXPENSE),
    ("619", "Thiếu quỹ khi kiểm kê", "Shortage found when counting", Kind.EXPENSE),
]
TERMS = {"since": date(2024, 1, 1), "without_income": 2_000, "with_income": 5_000}
