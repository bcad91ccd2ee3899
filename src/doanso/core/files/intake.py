"""The gate: what an upload must be before it is stored. Refusals name the file, so that the applicant knows which."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File as DjangoFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doanso.core.files import jpeg, sniff
from doanso.core.files.names import clean_file_name, extension_of
from doanso.lib.errors import Refused

ACCEPTED = {
    "pdf": "PDF",
    "image": "JPG, PNG, WEBP, HEIC",
    "office": "DOCX, XLSX, ODT, ODS",
    "text": "TXT, CSV",
    "sound": "MP3, OGG, M4A",
}


@dataclass(frozen=True)
class Accepted:
    """An upload that may be stored; `content` may differ from what came in by a photo's labels."""

    name: str
    content: BinaryIO
    size: int
    media_type: str


def accept(upload: DjangoFile, *, kinds: frozenset[str], max_bytes: int | None) -> Accepted:
    """Raises `Refused` with the reason, in the reader's language."""
    name = clean_file_name(upload.name or "")
    _check_size(name, upload.size, max_bytes or settings.MAX_FILE_MB * 1024 * 1024)
    content: BinaryIO = upload.file
    try:
        found = sniff.sniff(content, extension=extension_of(name))
        if found.media_type == "image/jpeg":
            content = _photo(content)
    except sniff.Unreadable as reason:
        raise _refused(str(reason), name) from reason
    name = _with_extension(name, found)
    if found.kind not in kinds:
        accepted = ", ".join(label for kind, label in ACCEPTED.items() if kind in kinds)
        raise _refused(
            gettext_noop("The file “%(name)s” is not accepted here. Accepted: %(accepted)s."), name, accepted=accepted
        )
    return Accepted(name, content, content.seek(0, 2), found.media_type)


def _check_size(name: str, size: int, most: int) -> None:
    if size == 0:
        raise Refused(_("The file “%(name)s” is empty. Please choose it again.") % {"name": name})
    if size > most:
        sizes = {"name": name, "size": _megabytes(size), "most": _megabytes(most)}
        raise Refused(_("The file “%(name)s” has %(size)s MB; at most %(most)s MB are accepted.") % sizes)


def _megabytes(size: int) -> str:
    return f"{max(size / 1024 / 1024, 0.1):.1f}".removesuffix(".0").replace(".", ",")


def _photo(content: BinaryIO) -> BinaryIO:
    content.seek(0)
    try:
        return BytesIO(jpeg.without_place(content.read()))
    except ValueError as error:
        raise sniff.Unreadable(sniff.DAMAGED) from error


def _with_extension(name: str, found: sniff.Type) -> str:
    """A phone may send "image" without any extension; a wrong extension, though, is a lie."""
    extension = extension_of(name)
    if not extension:
        return clean_file_name(f"{name}.{found.extensions[0]}")
    if extension not in found.extensions:
        really = found.extensions[0].upper()
        raise _refused(
            gettext_noop("The file “%(name)s” is really %(really)s. Correct its extension or choose another file."),
            name,
            really=really,
        )
    return name


def _refused(message: str, name: str, **values: Any) -> Refused:
    return Refused(_(message) % {"name": name, **values})
