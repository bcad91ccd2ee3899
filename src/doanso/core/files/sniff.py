"""What a file really is, told by its bytes. The list is short: what an office can open, and nothing that runs."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_noop

from doanso.core.files import packages
from doanso.core.files.packages import DAMAGED, LOCKED, STRANGE, Unreadable

__all__ = ["BY_EXTENSION", "BY_MEDIA_TYPE", "DAMAGED", "KINDS", "TYPES", "Type", "Unreadable", "sniff"]

HEAD = 4096
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Type:
    """`inline`: a browser may show it inside the page's own site without risk."""

    media_type: str
    kind: str
    extensions: tuple[str, ...]
    inline: bool = False


TYPES = (
    Type("application/pdf", "pdf", ("pdf",), inline=True),
    Type("image/jpeg", "image", ("jpg", "jpeg", "jfif"), inline=True),
    Type("image/png", "image", ("png",), inline=True),
    Type("image/webp", "image", ("webp",), inline=True),
    Type("image/heic", "image", ("heic", "heif")),
    Type(DOCX, "office", ("docx",)),
    Type(XLSX, "office", ("xlsx",)),
    Type(ODT, "office", ("odt",)),
    Type(ODS, "office", ("ods",)),
    Type("audio/mpeg", "sound", ("mp3",), inline=True),
    Type("audio/ogg", "sound", ("ogg", "oga", "opus"), inline=True),
    Type("audio/mp4", "sound", ("m4a",), inline=True),
    Type("text/csv", "text", ("csv",)),
    Type("text/plain", "text", ("txt",)),
)
BY_EXTENSION = {extension: known for known in TYPES for extension in known.extensions}
BY_MEDIA_TYPE = {known.media_type: known for known in TYPES}
KINDS = frozenset(known.kind for known in TYPES)

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MP4_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"dash", b"3gp4", b"3gp5", b"3gp6"}
_HANDLER = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(r"\s*(<[!?a-z]|#!|%!)", re.IGNORECASE)  # HTML, SVG, XML, scripts, PostScript
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(content: BinaryIO, *, extension: str) -> Type:
    """The type by content; `extension` only tells CSV from plain text. Raises `Unreadable` with the reason."""
    content.seek(0)
    head = content.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return BY_MEDIA_TYPE[packages.media_type(content)]
    if head.startswith(_OLE):
        raise _ole_reason(content)
    media_type = _by_signature(head) or _sound(head, content)
    if media_type:
        return BY_MEDIA_TYPE[media_type]
    wanted = BY_EXTENSION.get(extension)
    if wanted and wanted.kind == "text":
        return _text(content, wanted)
    raise Unreadable(STRANGE)


def _by_signature(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return ""


def _sound(head: bytes, content: BinaryIO) -> str:
    """Sound alone: a film in the same container is none."""
    if head.startswith(b"ID3") or _is_mp3_frame(head[:4]):
        return "audio/mpeg"
    if head.startswith(b"OggS"):
        first = head[28:36]  # where the only packet of the first page begins
        return "audio/ogg" if first.startswith((b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")) else ""
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        content.seek(0)
        handlers = set(_HANDLER.findall(content.read()))
        return "audio/mp4" if b"soun" in handlers and b"vide" not in handlers else ""
    return ""


def _is_mp3_frame(start: bytes) -> bool:
    """Eleven bits set, layer III, and none of the values that are reserved."""
    if len(start) < 4 or start[0] != 0xFF or start[1] & 0xE6 != 0xE2:
        return False
    return start[1] & 0x18 != 0x08 and start[2] & 0xF0 not in (0x00, 0xF0) and start[2] & 0x0C != 0x0C


def _ole_reason(content: BinaryIO) -> Unreadable:
    """Word and Excel keep both their old formats and whatever they lock with a password in this container."""
    content.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in content.read():
        return Unreadable(LOCKED)
    return Unreadable(
        gettext_noop(
            "The file “%(name)s” is in an old Word or Excel format. Save it as .docx, .xlsx or PDF and send it again."
        )
    )


def _text(content: BinaryIO, wanted: Type) -> Type:
    content.seek(0)
    raw = content.read()
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            gettext_noop("The file “%(name)s” is not in Unicode. Save it as UTF-8 and send it again.")
        ) from None
    if _CONTROL.search(text) or _MARKUP.match(text):
        raise Unreadable(gettext_noop("The file “%(name)s” is not plain text."))
    return wanted
