"""Files of questions, in and out. One module for each format: `read(data)`, `write(questions)`, `why_not(question)`."""

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.blocks.questions.formats import aiken, gift, moodle, moodle_writing, qti, qti_writing, reading, xlsx
from doanso.blocks.questions.formats.reading import Picture, Read
from doanso.lib.errors import Refused
from doanso.lib.sheets import XLSX

Pictures = Mapping[tuple[int, str], Picture]


@dataclass(frozen=True)
class Format:
    """`why_not(question)`: why it cannot be written, or nothing. `loses`: what of a question has no place in it.

    `family`: its name where files are read that are older or newer than what is written.
    """

    name: str
    label: str
    extension: str
    media_type: str
    read: Callable[[bytes], list[Read]]
    write: Callable[[Sequence[Any], Pictures], bytes]
    why_not: Callable[[Any], str]
    loses: Any = ""
    family: str = ""


_NO_LEVEL = gettext_lazy("The difficulty has no place in this format.")
_ALL = [
    Format("xlsx", "Excel (.xlsx)", "xlsx", XLSX, xlsx.read, lambda found, _p: xlsx.write(found), xlsx.why_not),
    Format("moodle", "Moodle XML", "xml", "application/xml", moodle.read, moodle_writing.write, moodle_writing.why_not),
    Format(
        "qti",
        "QTI 2.1",
        "zip",
        "application/zip",
        qti.read,
        qti_writing.write,
        qti_writing.why_not,
        gettext_lazy("Topic and difficulty have no place in this format."),
        family="QTI",
    ),
    Format(
        "gift", "GIFT", "txt", "text/plain", gift.read, lambda found, _p: gift.write(found), gift.why_not, _NO_LEVEL
    ),
    Format(
        "aiken",
        "Aiken",
        "txt",
        "text/plain",
        aiken.read,
        lambda found, _p: aiken.write(found),
        aiken.why_not,
        gettext_lazy("Code, topic, difficulty, explanation and source have no place in this format."),
    ),
]
FORMATS = {one.name: one for one in _ALL}
_TAG_OF_TEXT = re.compile(rb"<(p|div|span|b|i|u|em|strong|br|h[1-6]|img|table|[uo]l)[\s/>]", re.IGNORECASE)
MOST_BYTES = 25 * 1024 * 1024


def sniff(data: bytes) -> Format:
    """The format by content, whatever the file is called. `Refused` for what none of them is."""
    if not data.strip():
        raise Refused(_("This file is empty."), field="file")
    if data.startswith(b"PK"):
        return FORMATS["xlsx" if "xl/workbook.xml" in _names(data) else "qti"]
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and not _TAG_OF_TEXT.match(head):
        return FORMATS["moodle" if b"<quiz" in head else "qti"]
    text = reading.decoded(data)
    if any(line.strip().upper().startswith("ANSWER:") for line in text.split("\n")):
        return FORMATS["aiken"]
    if "{" in text:
        return FORMATS["gift"]
    raise Refused(
        _("This is no file of questions in Excel, Moodle XML, QTI 1.2, 2 and 3, GIFT or Aiken."), field="file"
    )


def _names(data: bytes) -> list[str]:
    try:
        with ZipFile(BytesIO(data)) as package:
            return [posixpath.normpath(name) for name in package.namelist()]
    except (BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from problem


def read(data: bytes) -> tuple[Format, list[Read]]:
    """Every item of the file, in its order."""
    known = sniff(data)
    found = known.read(data)
    if not found:
        raise Refused(_("There is no question in this file."), field="file")
    if len(found) > reading.MOST_ITEMS:
        raise Refused(
            _("At most %(most)s questions are read from one file.") % {"most": reading.MOST_ITEMS}, field="file"
        )
    return known, found
