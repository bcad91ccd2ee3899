"""Word, Excel and OpenDocument files: zip packages, opened far enough to know that they are what they say."""

import re
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError

from django.utils.translation import gettext_noop

MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 10_000
_PART = 1024 * 1024

_OOXML = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "spreadsheetml.sheet.main+xml",
}
_ODF = {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"}
_CONTENT_TYPE = re.compile(rb"ContentType\s*=\s*[\"']application/vnd\.openxmlformats-officedocument\.([\w.+]+)[\"']")
_MACROS = re.compile(r"vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)

STRANGE = gettext_noop("The file “%(name)s” is of a kind that is not accepted here.")
DAMAGED = gettext_noop("The file “%(name)s” is damaged and cannot be opened. Save it again and send the new file.")
LOCKED = gettext_noop("The file “%(name)s” is locked by a password. Remove the password and send it again.")
SWELLS = gettext_noop("The file “%(name)s” unpacks to far more than an office document should hold.")
RUNS = gettext_noop("The file “%(name)s” contains macros. Save it without macros and send it again.")


class Unreadable(Exception):
    """Why a file is not taken: a message with a place for its name, not yet translated."""


def media_type(content: BinaryIO) -> str:
    """Raises `Unreadable`. Unpacks every entry once, so a header that lies about a size or a checksum is found."""
    try:
        with ZipFile(content) as package:
            entries = package.infolist()
            _check_entries(entries)
            found = _ooxml(package) or _odf(package)
            if not found:
                raise Unreadable(STRANGE)
            _check_bytes(package, entries)
    except (
        BadZipFile,
        DeflateError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
        KeyError,
    ) as error:
        raise Unreadable(DAMAGED) from error
    return found


def _check_entries(entries: list[ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(LOCKED)
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(SWELLS)
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise Unreadable(RUNS)


def _ooxml(package: ZipFile) -> str:
    if "[Content_Types].xml" not in package.namelist():
        return ""
    parts = {part.decode() for part in _CONTENT_TYPE.findall(_start_of(package, "[Content_Types].xml"))}
    return next((known for known, main in _OOXML.items() if main in parts), "")


def _odf(package: ZipFile) -> str:
    names = package.namelist()
    if "mimetype" not in names:
        return ""
    found = _start_of(package, "mimetype").decode("ascii", "replace").strip()
    if found in _ODF and b"encryption-data" in _start_of(package, "META-INF/manifest.xml"):
        raise Unreadable(LOCKED)
    return found if found in _ODF else ""


def _start_of(package: ZipFile, name: str) -> bytes:
    with package.open(name) as entry:
        return entry.read(_PART)


def _check_bytes(package: ZipFile, entries: list[ZipInfo]) -> None:
    """Reading to the end compares each entry with its declared size and checksum."""
    for entry in entries:
        with package.open(entry) as part:
            while part.read(_PART):
                pass
