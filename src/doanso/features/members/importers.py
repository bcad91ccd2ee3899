"""The list of members as a spreadsheet: its columns, and whom each row means."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doanso.core.accounts.models import Sex
from doanso.core.units.models import Membership
from doanso.features.members.services import foreseeing, importing
from doanso.features.members.services.recognising import Known
from doanso.lib.intake import Column, Context, Foreign, Given, Importer, Verdict

State = Membership.State
STATES = [(state, state.label) for state in (State.ACTIVE, State.DEFERRED, State.LOST)]
COLUMNS = (
    Column("ho_ten", _("Full name"), required=True, longest=120, example="Nguyễn Thị Mẫu",
           aliases=("Họ tên", "Họ và tên đoàn viên", "Họ tên đoàn viên")),
    Column("ngay_sinh", _("Date of birth"), "partial_date", example="05/03/2004",
           aliases=("Ngày tháng năm sinh", "Sinh ngày", "Năm sinh"),
           help=_("Day, month and year; or month and year, or the year alone, when no more is known.")),
    Column("gioi_tinh", _("Sex"), "choice", choices=tuple(Sex.choices), aliases=("Giới", "Phái")),
    Column("cccd", _("Citizen number"), "cccd", once=True, example="001304000000",
           aliases=("CCCD", "Số CCCD", "Số căn cước", "Số định danh cá nhân", "CMND/CCCD"),
           help=_("12 digits. It tells best who is meant.")),
    Column("dien_thoai", _("Phone"), "phone", example="0900000000",
           aliases=("SĐT", "Số điện thoại", "Điện thoại", "Di động")),
    Column("thu_dien_tu", _("E-mail"), "email", aliases=("Email", "Địa chỉ email")),
    Column("dan_toc", _("Ethnic group"), longest=40, example="Kinh"),
    Column("nghe_nghiep", _("Occupation"), longest=120, example="Sinh viên", aliases=("Công việc",)),
    Column("chi_doan", pgettext_lazy("unit", "Branch"), "unit_code", required=True, branches=True,
           aliases=("Chi đoàn", "Tên chi đoàn", "Đơn vị", "Mã chi đoàn"),
           help=_("Choose from the list, or write the branch's code.")),
    Column("loai", _("Kind of membership"), "choice", choices=tuple(Membership.Kind.choices),
           aliases=("Loại sinh hoạt",), help=_("Left empty: the main branch.")),
    Column("trang_thai", _("State"), "choice", choices=tuple(STATES), aliases=("Tình trạng",),
           help=_("Left empty: active. Other states come from procedures alone.")),
    Column("tu_ngay", _("In the branch since"), "date", aliases=("Ngày về chi đoàn", "Từ ngày"),
           help=_("Left empty: today. Of a state that changes: the day from which on.")),
    Column("ngay_vao_doan", _("Admitted on"), "date", example="26/03/2019", aliases=("Ngày vào Đoàn", "Ngày kết nạp")),
    Column("so_the", _("Card number"), longest=20, once=True, aliases=("Số thẻ đoàn viên", "Số thẻ", "Mã thẻ")),
    Column("ma", _("Person's code"), longest=20, aliases=("Mã người", "Mã đoàn viên"),
           help=_("Only when you are asked which person is meant: their code, or MỚI for somebody new.")),
)  # fmt: skip


REGISTER_EXPORT = Foreign(
    "Xuất từ phần mềm quản lý đoàn viên (kiểm tra lại các cột)",
    {
        "STT": "", "Họ và tên": "ho_ten", "Ngày sinh": "ngay_sinh", "Giới tính": "gioi_tinh", "Số CMND/CCCD": "cccd",
        "Số định danh cá nhân": "cccd", "Số điện thoại": "dien_thoai", "Email": "thu_dien_tu", "Dân tộc": "dan_toc",
        "Tôn giáo": "", "Quê quán": "", "Nơi thường trú": "", "Nghề nghiệp": "nghe_nghiep",
        "Tên chi đoàn": "chi_doan", "Chi đoàn": "chi_doan", "Đơn vị": "chi_doan", "Ngày vào Đoàn": "ngay_vao_doan",
        "Số thẻ đoàn viên": "so_the", "Số thẻ Đoàn": "so_the", "Mã đoàn viên": "", "Tình trạng": "trang_thai",
        "Ghi chú": "",
    },
)  # fmt: skip
"""The obvious headings alone: the columns of the national register's export are not published."""


def judge(rows: Sequence[Given], context: Context) -> list[Verdict]:
    known = Known.of(rows, context)
    return foreseeing.look(rows, [importing.verdict(row, known, context) for row in rows], context)


MEMBERS = Importer(
    name="members.register",
    label=_("Members of branches"),
    permission="people.import",
    columns=COLUMNS,
    judge=judge,
    apply=importing.write,
    help=_("New members, and what has changed of those who are there. Who goes to another branch goes by procedure."),
    foreign=REGISTER_EXPORT,
)
