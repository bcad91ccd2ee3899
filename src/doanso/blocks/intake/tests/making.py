"""Files as people send them, and a batch brought as far as a test wants it."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from tests.support.org import NOON

from doanso.blocks.intake import queries, services
from doanso.blocks.intake.models import Batch
from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.lib.intake import Importer

HEADINGS = ("Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Chi đoàn")
MEMBERS = "members.register"


def members() -> Importer:
    return queries.importers()[MEMBERS]


def xlsx(rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(by: Person, unit: Unit, content: bytes, name: str = "danh-sach.xlsx") -> Batch:
    upload = SimpleUploadedFile(name, content)
    return services.send(importer=members(), unit=unit, upload=upload, by=by, now=NOON)


def previewed(
    by: Person, unit: Unit, rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS, name: str = "ds.xlsx"
) -> Batch:
    return worked(send(by, unit, xlsx(rows, headings), name))


def worked(batch: Batch) -> Batch:
    """What the worker does next."""
    services.work(batch_id=batch.pk, now=NOON)
    return Batch.objects.get(pk=batch.pk)


def confirmed(batch: Batch, by: Person, *, without_refused: bool = False) -> Batch:
    services.confirm(batch_id=batch.pk, without_refused=without_refused, by=by, now=NOON)
    return worked(batch)


def fates(batch: Batch) -> list[tuple[int, str]]:
    return list(batch.rows.order_by("number").values_list("number", "fate"))


def reasons(batch: Batch) -> dict[int, dict[str, list[str]]]:
    return {row.number: row.reasons for row in batch.rows.exclude(reasons={}).order_by("number")}


def sheet_of(content: bytes) -> list[list[str]]:
    return [[str(cell or "") for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].values]
