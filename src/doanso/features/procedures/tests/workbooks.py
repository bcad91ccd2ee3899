"""Workbooks of procedures for tests: written, changed as people change them, and sent."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.features.procedures.services.authoring.workbook import reading, standing, words, writing

Json = dict[str, Any]
TODAY = organisation.NOON.date()


def written(*contents: Json, unit: str = "T-1C") -> bytes:
    file = BytesIO()
    assert writing.write([writing.Source(one, unit, "", "") for one in contents], file, words.load()) == []
    return file.getvalue()


def of(person: Any) -> bytes:
    """What this person downloads."""
    file = BytesIO()
    assert writing.write(standing.sources(person, TODAY), file, words.load()) == []
    return file.getvalue()


def read(raw: bytes) -> reading.Read:
    return reading.read(upload(raw), words.load())


def upload(raw: bytes, name: str = "danh-muc.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def changed(raw: bytes, change: Callable[[Any], None]) -> bytes:
    """Opened and saved by another writer, with a change between."""
    book, file = load_workbook(BytesIO(raw)), BytesIO()
    change(book)
    book.save(file)
    return file.getvalue()


def cell(book: Any, sheet: str, head: str, row: int = 2) -> Any:
    heads = [one.value for one in book[sheet][1]]
    return book[sheet].cell(row, heads.index(head) + 1)


def put(sheet: str, head: str, value: Any, row: int = 2) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        cell(book, sheet, head, row).value = value

    return change
