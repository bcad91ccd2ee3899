"""A package of QTI: a zip with `imsmanifest.xml`, files of items, pictures and texts; what of it holds questions."""

import posixpath
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile
from zlib import error as DeflateError

from django.utils.translation import gettext as _

from doanso.blocks.questions.formats.xml import parsed, within
from doanso.lib.errors import Refused

MOST_FILES, MOST_UNPACKED = 5000, 60 * 1024 * 1024
MANIFEST = "imsmanifest.xml"
_MARKS = (b"<questestinterop", b"assessmentItem", b"qti-assessment-item")
_OTHERS = (".html", ".htm", ".xhtml", ".xsd", ".svg")
# What `zipfile` says of packages that are cut off, changed, packed in a way that it does not know, or locked.
_DAMAGE = (BadZipFile, DeflateError, NotImplementedError, RuntimeError, OSError, EOFError, KeyError, ValueError)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Every file of the package; one that says it is small and is not is found while it is read."""
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Refused(_("This package unpacks to far more than questions should hold."), field="file")
            return {posixpath.normpath(entry.filename): package.read(entry) for entry in entries}
    except _DAMAGE as problem:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from problem


def holding(files: dict[str, bytes]) -> list[str]:
    """Those that may hold questions: first as the manifest lists them, then the rest, whether it names them or not."""
    listed = [name for name in _listed(files) if name in files]
    return [
        name
        for name in dict.fromkeys([*listed, *sorted(files)])
        if posixpath.basename(name) != MANIFEST and not name.lower().endswith(_OTHERS) and _marked(files[name])
    ]


def _marked(data: bytes) -> bool:
    plain = data.replace(b"\0", b"") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data
    head = plain[:64].lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and any(mark in plain for mark in _MARKS)


def missing(files: dict[str, bytes], roots: list[Any]) -> list[str]:
    """Items that the manifest or a test names, and nobody brings."""
    brought = {item.get("identifier") for root in roots for item in [*within(root, "assessmentItem")]}
    items = [name for name in _listed(files, "imsqti_item") if name not in files]
    named = {posixpath.basename(name) for name in files}
    references = [one for root in roots for one in within(root, "assessmentItemRef")]
    for reference in references:
        name = posixpath.basename(unquote(reference.get("href", "")))
        if name and name not in named and reference.get("identifier") not in brought:
            items.append(name)
    return list({posixpath.basename(name): name for name in items}.values())


def _listed(files: dict[str, bytes], kind: str = "") -> Iterator[str]:
    for manifest in [name for name in files if posixpath.basename(name) == MANIFEST]:
        base = posixpath.dirname(manifest)
        for found in _resources(files[manifest]):
            inside = [one.get("href", "") for one in within(found, "file")]
            for href in [found.get("href", ""), *([] if kind else inside)]:
                if href and found.get("type", "").startswith(kind):
                    yield posixpath.normpath(posixpath.join(base, unquote(href)))


def _resources(manifest: bytes) -> list[Any]:
    """Of one that is damaged none: the files are there all the same."""
    try:
        return within(parsed(manifest), "resource")
    except Refused:
        return []
