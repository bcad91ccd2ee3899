"""What is let in, and what is refused in which words."""

import contextlib
import io
import unicodedata
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from doanso.core.files import intake, packages
from doanso.core.files.names import LONGEST, clean_file_name, extension_of
from doanso.core.files.sniff import DOCX, KINDS, ODS, ODT, XLSX
from doanso.core.files.tests import samples
from doanso.core.files.tests.samples import upload
from doanso.lib.errors import Refused


def accept(name: str, content: bytes, kinds: frozenset[str] = KINDS, max_bytes: int | None = None) -> intake.Accepted:
    return intake.accept(upload(name, content), kinds=kinds, max_bytes=max_bytes)


def refusal(name: str, content: bytes, **rest) -> str:
    with pytest.raises(Refused) as refused:
        accept(name, content, **rest)
    return refused.value.message


def word_file() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def excel_file() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", samples.PDF, "application/pdf"),
        ("a.jpg", samples.jpeg(), "image/jpeg"),
        ("a.JPEG", samples.jpeg(), "image/jpeg"),
        ("a.png", samples.png(), "image/png"),
        ("a.webp", samples.WEBP, "image/webp"),
        ("a.heic", samples.HEIC, "image/heic"),
        ("a.docx", samples.ooxml(samples.WORD), DOCX),
        ("a.docx", word_file(), DOCX),
        ("a.xlsx", samples.ooxml(samples.SHEET), XLSX),
        ("a.xlsx", excel_file(), XLSX),
        ("a.odt", samples.odf("text"), ODT),
        ("a.ods", samples.odf("spreadsheet"), ODS),
        ("a.mp3", b"ID3\x04" + bytes(60), "audio/mpeg"),
        ("a.mp3", b"\xff\xfb\x90\x00" + bytes(60), "audio/mpeg"),
        ("a.ogg", b"OggS" + bytes(24) + b"OpusHead", "audio/ogg"),
        ("a.m4a", b"\0\0\0\x18ftypmp42" + bytes(16) + b"hdlr" + bytes(8) + b"soun", "audio/mp4"),
        ("a.csv", "họ tên,năm sinh\nĐỗ Thị Thử,2004\n".encode(), "text/csv"),
        ("a.csv", "họ tên\tnăm".encode("utf-16"), "text/csv"),
        ("a.txt", b"\xef\xbb\xbfxin ch\xc3\xa0o", "text/plain"),
    ],
)
def test_accept_knows_the_type_by_its_content(name, content, media_type) -> None:
    accepted = accept(name, content)

    assert (accepted.media_type, accepted.size) == (media_type, len(content))


STRANGE = "Tệp “%s” thuộc loại không được nhận ở đây."
TEXT = "Tệp “%s” không phải là văn bản thuần."
LOCKED = "Tệp “%s” đang được khóa bằng mật khẩu. Vui lòng bỏ mật khẩu rồi gửi lại."
DAMAGED = "Tệp “%s” bị hỏng, không mở được. Vui lòng lưu lại và gửi tệp mới."
MACROS = "Tệp “%s” có chứa macro. Vui lòng lưu lại không kèm macro rồi gửi lại."
ENCRYPTED_OLE = samples.OLE + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("đơn.pdf", b"", "Tệp “đơn.pdf” trống. Vui lòng chọn lại tệp."),
        ("a.exe", b"MZ\x90\x00", STRANGE),
        ("a.pdf", b"MZ\x90\x00", STRANGE),
        ("a.pdf", b"\x7fELF", STRANGE),
        ("a.pdf", b" %PDF-1.4", STRANGE),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", STRANGE),
        ("a.html", b"<!doctype html><script>alert(1)</script>", STRANGE),
        ("a.gif", b"GIF89a\x01\x00", STRANGE),
        ("a.zip", samples.package({"a.txt": b"a"}), STRANGE),
        ("a.docx", samples.package({"[Content_Types].xml": b"<Types/>"}), STRANGE),
        ("a.odt", samples.odf("graphics"), STRANGE),
        ("a.txt", b"\n <html><body>", TEXT),
        ("a.txt", b"#!/bin/sh\nrm -rf /", TEXT),
        ("a.csv", b"<?xml version='1.0'?>", TEXT),
        ("a.txt", b"a\x00b", TEXT),
        ("a.csv", b"\xff\xfea", "Tệp “a.csv” không dùng mã Unicode. Vui lòng lưu theo mã UTF-8 rồi gửi lại."),
        ("a.txt", "Hà Nội".encode("cp1258", "replace") + b"\xe0", None),
        (
            "a.doc",
            samples.OLE,
            "Tệp “a.doc” ở định dạng Word hoặc Excel cũ. Vui lòng lưu thành .docx, .xlsx hoặc PDF rồi gửi lại.",
        ),
        ("a.docx", ENCRYPTED_OLE, LOCKED),
        ("a.odt", samples.odf("text", b"<manifest:encryption-data/>"), LOCKED),
        ("a.docx", samples.ooxml(samples.WORD, {"word/vbaProject.bin": b"x"}), MACROS),
        ("a.ods", samples.package({"mimetype": b"x", "Basic/Standard/Module1.xml": b"x"}), MACROS),
        ("a.docx", samples.ooxml(samples.WORD)[:-30], DAMAGED),
        ("a.jpg", samples.jpeg()[:20], DAMAGED),
        (
            "a.pdf",
            samples.png(),
            "Nội dung tệp “a.pdf” thực ra là PNG. Vui lòng sửa đuôi tệp cho đúng hoặc chọn tệp khác.",
        ),
        (
            "a.jpg",
            samples.PDF,
            "Nội dung tệp “a.jpg” thực ra là PDF. Vui lòng sửa đuôi tệp cho đúng hoặc chọn tệp khác.",
        ),
        (
            "a.xlsx",
            samples.ooxml(samples.WORD),
            "Nội dung tệp “a.xlsx” thực ra là DOCX. Vui lòng sửa đuôi tệp cho đúng hoặc chọn tệp khác.",
        ),
        (
            "a.txt",
            samples.PDF,
            "Nội dung tệp “a.txt” thực ra là PDF. Vui lòng sửa đuôi tệp cho đúng hoặc chọn tệp khác.",
        ),
    ],
)
def test_accept_refuses_and_names_the_file(name, content, message) -> None:
    said = refusal(name, content)

    assert said == (message or "Tệp “%s” không dùng mã Unicode. Vui lòng lưu theo mã UTF-8 rồi gửi lại.").replace(
        "%s", name
    )


def test_accept_refuses_a_kind_that_this_place_does_not_take() -> None:
    said = refusal("a.docx", samples.ooxml(samples.WORD), kinds=frozenset({"pdf", "image"}))

    assert said == "Ở đây không nhận tệp “a.docx”. Các loại tệp được nhận: PDF, JPG, PNG, WEBP, HEIC."


def test_accept_refuses_what_is_too_large() -> None:
    content = samples.pdf(b"a" * (3 * 1024 * 1024 // 2))

    assert refusal("a.pdf", content, max_bytes=1024 * 1024) == "Tệp “a.pdf” nặng 1,5 MB; chỉ nhận tệp tối đa 1 MB."
    assert accept("a.pdf", content, max_bytes=len(content)).size == len(content)


def test_accept_takes_the_usual_limit_from_the_settings(settings) -> None:
    settings.MAX_FILE_MB = 1

    assert refusal("a.pdf", samples.pdf(b"a" * 1024 * 1024)) == "Tệp “a.pdf” nặng 1 MB; chỉ nhận tệp tối đa 1 MB."


def test_accept_gives_a_nameless_photo_its_extension() -> None:
    assert accept("image", samples.jpeg()).name == "image.jpg"


def test_accept_refuses_a_zip_bomb_without_unpacking_it(monkeypatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1024 * 1024)
    bomb = samples.ooxml(samples.WORD, {"word/bomb.xml": bytes(2 * 1024 * 1024)})

    assert len(bomb) < 5000
    assert refusal("a.docx", bomb) == (
        "Tệp “a.docx” giải nén ra lớn bất thường so với một văn bản, nên không được nhận."
    )


def test_accept_finds_a_bomb_that_lies_about_its_size() -> None:
    """The directory says that the entry unpacks to 10 bytes; a reader that believed it would meet a megabyte."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", f'<Override ContentType="{samples.WORD}"/>')
        target.writestr("word/bomb.xml", bytes(1024 * 1024))
        for entry in target.infolist()[1:]:
            entry.file_size = 10

    assert refusal("a.docx", out.getvalue()) == DAMAGED.replace("%s", "a.docx")


def test_accept_refuses_an_encrypted_entry() -> None:
    content = bytearray(samples.ooxml(samples.WORD))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert refusal("a.docx", bytes(content)) == LOCKED.replace("%s", "a.docx")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Đơn xin.pdf", "Đơn xin.pdf"),
        (unicodedata.normalize("NFD", "Đề nghị.pdf"), "Đề nghị.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Hồ sơ\\đơn.PDF", "đơn.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("ảnh\u202egpj.exe", "ảnhgpj.exe"),
        ("  nhiều   khoảng  .pdf ", "nhiều khoảng.pdf"),
        (".htaccess", "htaccess"),
        ("...", "tep"),
        ("", "tep"),
        (".pdf", "pdf"),
        ('a"b<c>|?*.pdf', "abc.pdf"),
        ("ă" * 300 + ".pdf", "ă" * 116 + ".pdf"),
        ("a.tệp", "a.tệp"),
    ],
)
def test_clean_file_name(raw, clean) -> None:
    assert clean_file_name(raw) == clean


@given(st.text(max_size=300))
def test_clean_file_name_is_always_safe(raw: str) -> None:
    name = clean_file_name(raw)

    assert 0 < len(name) <= LONGEST
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".")
    assert clean_file_name(name) == name


@given(st.binary(max_size=400), st.sampled_from(["pdf", "jpg", "png", "docx", "xlsx", "odt", "csv", "txt", "heic", ""]))
def test_any_bytes_are_taken_or_refused(content: bytes, extension: str) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xd8\xff", samples.OLE[:8], samples.jpeg(samples.exif(6))[:40]):
        name = f"a.{extension}" if extension else "a"
        with contextlib.suppress(Refused):
            assert extension_of(accept(name, start + content).name)
