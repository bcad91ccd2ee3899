"""Dues as a spreadsheet: a quarter's payments, member by member."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doanso.features.money.queries.rights import COLLECT
from doanso.features.money.services import importing
from doanso.lib.intake import Column, Importer

DUES = Importer(
    name="money.dues",
    label=_("Dues collected"),
    permission=COLLECT,
    columns=(
        Column("chi_doan", pgettext_lazy("unit", "Branch"), "unit_code", required=True, branches=True,
               aliases=("Chi đoàn", "Tên chi đoàn", "Đơn vị", "Mã chi đoàn"),
               help=_("Choose from the list, or write the branch's code.")),
        Column("ho_ten", _("Full name"), required=True, longest=120, example="Nguyễn Thị Mẫu",
               aliases=("Họ tên", "Họ và tên đoàn viên", "Họ tên đoàn viên")),
        Column("ngay_sinh", _("Date of birth"), "partial_date", example="05/03/2004",
               aliases=("Ngày tháng năm sinh", "Sinh ngày", "Năm sinh"),
               help=_("Tells apart members of the same name.")),
        Column("so_the", _("Card number"), longest=20, aliases=("Số thẻ đoàn viên", "Số thẻ", "Mã thẻ")),
        Column("quy", _("Quarter"), required=True, longest=10, example="3/2026", aliases=("Quý/năm",),
               help=_("Such as 3/2026. All rows of a file belong to one quarter.")),
        Column("thang", _("Months paid"), required=True, longest=40, example="7, 8, 9",
               aliases=("Tháng", "Các tháng đã đóng", "Tháng đã đóng"),
               help=_("Months of the quarter, such as 7, 8, 9; or “all” for all three.")),
        Column("so_tien", _("Amount"), "money", example="6000", aliases=("Số tiền đã đóng", "Đoàn phí"),
               help=_("May be left empty. If given, it must be what these months cost.")),
        Column("ngay_dong", _("Paid on"), "date", required=True, example="05/10/2026", aliases=("Ngày nộp", "Ngày thu"),
               help=_("On this day the money stands in the branch's cash book.")),
    ),
    judge=importing.judge,
    apply=importing.write,
    help=_("One file for each quarter: who paid which months and when. Each month of each member is posted once."),
)  # fmt: skip
