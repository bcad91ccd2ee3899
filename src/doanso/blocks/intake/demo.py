"""Two invented lists on their way in: one of ours that waits to be confirmed, one with other headings."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from doanso.blocks.intake import queries, services, template
from doanso.blocks.intake.models import Batch
from doanso.core.units.models import Position, Unit
from doanso.lib.dates import local
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

LIST, UNIT, ROLE = "members.register", "D-UB", "bi_thu"
OURS = [
    {
        "ho_ten": "Nguyễn Thị Ví Dụ",
        "ngay_sinh": "05/03/2004",
        "gioi_tinh": "Nữ",
        "cccd": "001304999001",
        "dan_toc": "Kinh",
    },
    {"ho_ten": "Trần Văn Thử", "ngay_sinh": "2003", "gioi_tinh": "Nam", "cccd": "001203999002", "dan_toc": "Tày"},
    {"ho_ten": "Lê Hữu Mẫu", "ngay_sinh": "31/02/2002", "gioi_tinh": "Nam", "cccd": "12345", "dan_toc": "Kinh"},
]
FOREIGN = [
    ["DANH SÁCH MẪU (dữ liệu hư cấu, tiêu đề hư cấu)"],
    ["STT", "Họ tên đoàn viên", "Sinh ngày", "Phái", "Số CCCD", "Sinh hoạt tại", "Ngày kết nạp"],
    [1, "Phạm Thị Hư Cấu", "12/07/2005", "Nữ giới", "001305999003", "", "26/03/2021"],
    [2, "Hoàng Văn Hư Cấu", "01/11/2004", "Nam giới", "001204999004", "", "26/03/2020"],
]


def load(now: datetime) -> None:
    """Once; nothing when the list of members, its unit or its secretary is not there."""
    importer, unit = queries.importers().get(LIST), Unit.objects.filter(code=UNIT).first()
    seat = Position.objects.filter(unit=unit, role=ROLE).select_related("person").first()
    if importer is None or unit is None or seat is None or Batch.objects.exists():
        return
    by = seat.person
    named = queries.named(importer, unit, by, local(now).date())
    branch = next((one for one in named if one.type.branch), None)
    if branch is None:
        return
    file = BytesIO()
    with translation.override("vi"):
        template.write(
            importer, {branch.code: branch.name}, file, [("", row | {"chi_doan": branch.code}) for row in OURS]
        )
        for name, content in (("doan-vien-moi.xlsx", file.getvalue()), ("phan-mem-khac.xlsx", _foreign(branch.name))):
            upload = SimpleUploadedFile(name, content)
            batch = services.send(importer=importer, unit=unit, upload=upload, by=by, now=now)
            services.work(batch_id=batch.pk, now=now)


def _foreign(branch: str) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    for row in FOREIGN:
        book.active.append([branch if cell == "" else cell for cell in row])
    book.save(file)
    return file.getvalue()
