"""Small files of every kind, made here byte by byte, and those that lie."""

import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(extra: bytes = b"") -> bytes:
    return PDF + b"%" + extra + b"\n"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34\xff\x00\x56\xff\xd9"
JFIF = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
TABLE = segment(0xDB, bytes(65))


def exif(orientation: int, order: str = ">") -> bytes:
    """As a phone writes it: an orientation and a place (10°46' N)."""
    head = {">": b"MM\0*", "<": b"II*\0"}[order] + struct.pack(f"{order}L", 8)
    entries = struct.pack(f"{order}HHLHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHLL", 0x8825, 4, 1, 38)
    gps = struct.pack(f"{order}H", 1) + struct.pack(f"{order}HHL4s", 1, 2, 2, b"N\0\0\0") + struct.pack(f"{order}L", 0)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack(f"{order}H", 2) + entries + struct.pack(f"{order}L", 0) + gps)


def jpeg(*labels: bytes) -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(labels) + TABLE + SCAN


def package(entries: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content, compress_type=ZIP_STORED if name in stored else ZIP_DEFLATED)
    return out.getvalue()


def ooxml(main: str, extra: dict[str, bytes] | None = None) -> bytes:
    types = f'<?xml version="1.0"?><Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return package({"[Content_Types].xml": types.encode(), "main.xml": b"<w/>", **(extra or {})})


def odf(kind: str, manifest: bytes = b"<manifest/>") -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return package(
        {"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": b"<x/>"}, stored=("mimetype",)
    )
