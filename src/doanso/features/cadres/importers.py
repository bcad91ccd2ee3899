"""The list of cadres as a spreadsheet: its columns."""

from django.utils.translation import gettext_lazy as _

from doanso.features.cadres.bodies import IN_SHEETS
from doanso.features.cadres.queries.reading import EDIT
from doanso.features.cadres.services import importing
from doanso.lib.intake import Column, Importer

CADRES = Importer(
    name="cadres.seats",
    label=_("Cadres and their seats"),
    permission=EDIT,
    columns=(
        Column("ho_ten", _("Full name"), required=True, longest=120, example="Nguyễn Thị Mẫu", aliases=("Họ tên",)),
        Column("ngay_sinh", _("Date of birth"), "partial_date", example="05/03/1998",
               aliases=("Ngày tháng năm sinh",), help=_("Tells people of the same name apart.")),
        Column("cccd", _("Citizen number"), "cccd", aliases=("CCCD", "Số CCCD"),
               help=_("12 digits. It tells best who is meant.")),
        Column("don_vi", _("Unit"), "unit_code", required=True, aliases=("Đơn vị", "Tổ chức Đoàn")),
        Column("chuc_vu", _("Seat"), "choice", required=True, choices=IN_SHEETS, aliases=("Chức danh",)),
        Column("tu_ngay", _("First day"), "date", required=True, example="01/07/2025", aliases=("Từ ngày",)),
        Column("den_ngay", _("Last day"), "date", aliases=("Đến ngày",), help=_("Left empty while it lasts.")),
        Column("so_quyet_dinh", _("Number of the decision"), required=True, longest=60, example="12-QĐ/TĐTN",
               aliases=("Số QĐ", "Quyết định")),
    ),
    judge=importing.judge,
    apply=importing.write,
    help=_("Seats of people who are in the register of members already, with the decision that gave each."),
)  # fmt: skip
