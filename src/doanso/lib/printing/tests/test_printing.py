import itertools
import subprocess
import threading
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from doanso.lib import printing
from doanso.lib.printing.engine import FONTS

TEMPLATE = "lib/printing/tests/text.typ"
BASES = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = [unicodedata.normalize("NFC", base + tone) for base, tone in itertools.product(BASES, TONES)]
PLAIN = "aeiouy"
# The letters outside ASCII that Vietnamese is written with, small and capital, beside A-Z.
LETTERS = sorted({letter for letter in [*VOWELS, "đ"] if letter not in PLAIN})


def pdf(*lines: str, face: str = "sans", title: str = "Thử") -> bytes:
    return printing.render(TEMPLATE, {"title": title, "face": face, "lines": list(lines)})


def text_of(content: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


def words_of(content: bytes) -> list[str]:
    return text_of(content).split()


def test_alphabet_is_complete() -> None:
    assert len(LETTERS) == 67
    assert len({*LETTERS, *"abcdefghijklmnopqrstuvwxyz"}) == 93


@pytest.mark.parametrize("file", sorted(FONTS.glob("*.ttf")), ids=lambda file: file.stem)
def test_font_has_every_vietnamese_letter(file) -> None:
    known = TTFont(file).getBestCmap()
    wanted = [*LETTERS, *(letter.upper() for letter in LETTERS), *"–…“”₫≥≤×"]

    assert [letter for letter in wanted if ord(letter) not in known] == []


@pytest.mark.parametrize("family", ["BeVietnamPro", "Tinos"])
def test_font_comes_with_its_licence(family) -> None:
    assert "SIL Open Font License, Version 1.1" in (FONTS / f"{family}-LICENSE.txt").read_text()


@pytest.mark.parametrize("face", ["sans", "serif"])
def test_extracted_text_equals_input(face) -> None:
    letters = "".join([*LETTERS, *(letter.upper() for letter in LETTERS)])
    line = " ".join(letters[start : start + 6] for start in range(0, len(letters), 6))
    prose = "Chuyển đổi số: đoàn viên Nguyễn Thị Thuỳ Dương, 16 tuổi; fi ffi fl tt, “Quyết định” số 8."

    assert words_of(pdf(line, prose, face=face)) == [*line.split(), *prose.split()]


def test_decomposed_text_is_printed_composed() -> None:
    assert text_of(pdf(unicodedata.normalize("NFD", "Trưởng thành Đoàn"))).strip() == "Trưởng thành Đoàn"


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x") #import "/lib/printing/base.typ": *',
        '#read("/config/settings.py")',
        "] #[ ) } $x^2$ `raw` *bold* _it_ = Heading <label> @ref // comment",
        '"\\u{41}" \\ \\n \'; -- --- ... ~ https://a.vn',
        "#" * 2_000,
        "]#$\\ " * 4_000,
    ],
    ids=["code", "file", "markup", "escapes", "unbroken", "long"],
)
def test_text_is_never_markup(hostile) -> None:
    content = pdf(hostile, title=hostile)

    assert "".join(words_of(content)).replace("\u200b", "") == "".join(hostile.split())


def test_control_characters_and_broken_surrogates_do_no_harm() -> None:
    assert words_of(pdf("a\x00b\x1bc\ud800d\r\nđ")) == ["abc?d", "đ"]


def test_letters_that_no_font_has_still_print() -> None:
    assert pdf("漢 🎉").startswith(b"%PDF")


def test_pdf_is_tagged_titled_and_vietnamese() -> None:
    content = pdf("Xin chào", title="Kết nạp đoàn viên mới")
    info = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()

    assert [line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith(("Title", "Tagged"))] == [
        "Kết nạp đoàn viên mới",
        "yes",
    ]
    assert b"/Lang(vi-VN)" in content
    assert b"pdfuaid" in content


def test_same_data_gives_the_same_bytes() -> None:
    assert pdf("Xin chào") == pdf("Xin chào")


def test_only_packaged_fonts_are_used() -> None:
    listing = subprocess.run(["pdffonts", "-"], input=pdf("Xin chào"), capture_output=True, check=True).stdout.decode()

    assert [line.split()[0].split("+")[1] for line in listing.splitlines()[2:]] == ["BeVietnamPro-Regular"]


def test_png_and_svg_are_lists_of_pages() -> None:
    data = {"title": "Thử", "face": "serif", "lines": ["dòng"] * 100}

    assert [page[:4] for page in printing.render(TEMPLATE, data, format="png", ppi=36)] == [b"\x89PNG"] * 3
    assert len(printing.render(TEMPLATE, data, format="svg")) == 3


def test_threads_print_at_once() -> None:
    results: dict[int, list[str]] = {}

    def work(number: int) -> None:
        results[number] = [text_of(pdf(f"tờ {number}.{turn}")).strip() for turn in range(5)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {number: [f"tờ {number}.{turn}" for turn in range(5)] for number in range(4)}
