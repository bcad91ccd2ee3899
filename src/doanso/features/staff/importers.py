"""The staff register and the quotas as spreadsheets: their columns."""

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Sex
from doanso.features.staff import models
from doanso.features.staff.queries.reading import EDIT, QUOTA
from doanso.features.staff.services import importing, importing_ends, importing_quotas
from doanso.lib.intake import Column, Importer

STAFF = Importer(
    name="staff.register",
    label=_("Staff of agencies"),
    permission=EDIT,
    columns=(
        Column("ma", _("Staff code"), longest=20, aliases=("Mã CBCCVC", "Số hiệu công chức"),
               help=_("Left empty for who is new. MỚI for somebody with the name and birth of another.")),
        Column("ho_ten", _("Full name"), required=True, longest=120, example="Nguyễn Thị Mẫu", aliases=("Họ tên",)),
        Column("ngay_sinh", _("Date of birth"), "partial_date", example="05/03/1990", aliases=("Ngày tháng năm sinh",)),
        Column("gioi_tinh", _("Sex"), "choice", choices=tuple(Sex.choices), aliases=("Giới",)),
        Column("dan_toc", _("Ethnic group"), longest=40, example="Kinh"),
        Column("cccd", _("Citizen number"), "cccd", once=True, example="001190000000", aliases=("CCCD", "Số CCCD")),
        Column("co_quan", _("Agency"), "unit_code", required=True, aliases=("Đơn vị", "Cơ quan, đơn vị")),
        Column("tu_ngay", _("With effect from"), "date", example="01/07/2025", aliases=("Từ ngày",),
               help=_("Left empty: today.")),
        Column("so_quyet_dinh", _("Number of the decision"), required=True, longest=60, example="12/QĐ-SNV"),
        Column("loai", _("Kind of staff"), "choice", choices=tuple(models.Kind.choices)),
        Column("ngach", _("Grade"), "choice", choices=tuple(models.Rank.choices), aliases=("Ngạch công chức",)),
        Column("chuc_vu", _("Leadership post"), "choice", choices=tuple(models.Post.choices)),
        Column("chuc_danh", _("Job title"), longest=120, aliases=("Vị trí việc làm",)),
        Column("trinh_do", _("Highest degree"), "choice", choices=tuple(models.Education.choices),
               aliases=("Trình độ chuyên môn", "Trình độ học vấn")),
        Column("nganh", _("Field of training"), longest=80, aliases=("Chuyên ngành",)),
        Column("quan_ly_nha_nuoc", _("State management"), "choice", choices=tuple(models.StateTraining.choices),
               aliases=("QLNN",)),
        Column("ly_luan", _("Political theory"), "choice", choices=tuple(models.Theory.choices), aliases=("LLCT",)),
        Column("tin_hoc", _("Computing"), "choice", choices=tuple(models.Computing.choices)),
        Column("ngoai_ngu", _("Foreign language"), "choice", choices=tuple(models.Language.choices)),
        Column("dang_vien", _("Party member"), "bool"),
        Column("may_tinh", _("Computer at work"), "bool"),
    ),
    judge=importing.judge,
    offices=True,
    apply=importing.write,
    help=_("Who is new, who moved, and what changed. Who left comes in a table of its own."),
)  # fmt: skip

ENDS = Importer(
    name="staff.ends",
    label=_("Ends of service"),
    permission=EDIT,
    columns=(
        Column("ma", _("Staff code"), required=True, once=True, longest=20, example="NS000012",
               aliases=("Mã CBCCVC", "Số hiệu công chức")),
        Column("ho_ten", _("Full name"), required=True, longest=120, example="Nguyễn Thị Mẫu", aliases=("Họ tên",)),
        Column("hinh_thuc", _("How it ended"), "choice", required=True, choices=importing_ends.ENDS,
               aliases=("Lý do", "Hình thức")),
        Column("tu_ngay", _("With effect from"), "date", required=True, example="01/07/2026", aliases=("Từ ngày",),
               help=_("The first day on which the person no longer serves.")),
        Column("so_quyet_dinh", _("Number of the decision"), required=True, longest=60, example="12/QĐ-SNV"),
        Column("ghi_chu", _("Note"), longest=200),
    ),
    judge=importing_ends.judge,
    offices=True,
    apply=importing_ends.write,
    help=_("Who retired, left or was downsized: one line a person."),
)  # fmt: skip

QUOTAS = Importer(
    name="staff.quotas",
    label=_("Quotas of agencies"),
    permission=QUOTA,
    columns=(
        Column("co_quan", _("Agency"), "unit_code", required=True, aliases=("Đơn vị",)),
        Column("nam", _("Year"), "number", required=True, example="2026"),
        Column("loai", _("Kind of staff"), "choice", required=True, choices=tuple(models.Kind.choices)),
        Column("so_luong", _("How many"), "number", required=True, example="25", aliases=("Biên chế giao",)),
        Column("so_quyet_dinh", _("Number of the decision"), required=True, longest=60, example="12/QĐ-UBND"),
        Column("ngay_quyet_dinh", _("Day of the decision"), "date", required=True, example="20/12/2025"),
    ),
    judge=importing_quotas.judge,
    offices=True,
    apply=importing_quotas.write,
    help=_("One line for each agency, year and kind of staff; the latest line holds."),
)  # fmt: skip
